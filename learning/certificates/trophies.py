"""Trophies: what a number of certificates is worth, and how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Trophy:
    """A distinction for having so many certificates."""

    code: str
    label: str | Promise
    certificates: int


#: The easiest first.
TROPHIES = (
    Trophy("bronze", gettext_lazy("Bronze"), 1),
    Trophy("silver", gettext_lazy("Silver"), 2),
    Trophy("gold", gettext_lazy("Gold"), 3),
    Trophy("platinum", gettext_lazy("Platinum"), 5),
    Trophy("diamond", gettext_lazy("Diamond"), 10),
    Trophy("ultimate", gettext_lazy("Ultimate"), 20),
)


@dataclass(frozen=True, slots=True)
class TrophyShelf:
    """What somebody has earned with their certificates. certificates: how many count."""

    certificates: int

    @property
    def earned(self) -> tuple[Trophy, ...]:
        return tuple(one for one in TROPHIES if one.certificates <= self.certificates)

    @property
    def ahead(self) -> tuple[Trophy, ...]:
        return TROPHIES[len(self.earned) :]

    @property
    def next(self) -> Trophy | None:
        """None once all are earned."""
        return next(iter(self.ahead), None)

    @property
    def percentage(self) -> int:
        """How far it is to the next one: 0 to 100, rounded down; 100 once all are earned."""
        return self.certificates * 100 // self.next.certificates if self.next else 100

    @property
    def words(self) -> str:
        """How far it is to the next one, to be read."""
        if self.next is None:
            return _("You've earned every trophy.")
        return _("%(count)s of %(total)s for %(trophy)s") % {
            "count": self.certificates,
            "total": self.next.certificates,
            "trophy": self.next.label,
        }
