"""An answer to "may they?" that says why, in words a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


class NextStepKind(StrEnum):
    """How a next step is taken.

    LINK: by going to its address. POST: by sending a form there. CHECKOUT: as POST, and money is asked for.
    DATE: by waiting until a moment. NONE: not at all; the label says why, in two or three words.
    """

    LINK = "link"
    POST = "post"
    CHECKOUT = "checkout"
    DATE = "date"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a person can do about a verdict; templates/components/next_step.html draws it.

    Made by `link`, `post`, `checkout`, `date` and `none`. url: where it leads, "" where the rule can't know.
    place: a name for where it leads, such as "enrol", under which a screen knows the address (`located`).
    opens_at: the moment of a DATE.
    """

    kind: NextStepKind
    label: str
    url: str = ""
    place: str = ""
    opens_at: datetime | None = None

    @property
    def method(self) -> str:
        """The HTTP method that takes the step: "get" or "post"; "" where there is nothing to send."""
        if self.kind in (NextStepKind.POST, NextStepKind.CHECKOUT):
            return "post"
        return "get" if self.kind == NextStepKind.LINK else ""

    @property
    def leads_somewhere(self) -> bool:
        """Whether it can be taken from a page: it has a method and an address."""
        return bool(self.method and self.url)

    def located(self, addresses: Mapping[str, str]) -> NextStep:
        """The same with the address of its place, where `addresses` (from places) has one."""
        return replace(self, url=addresses.get(self.place, self.url))

    @classmethod
    def link(cls, label: str, url: str = "", *, place: str = "") -> NextStep:
        return cls(NextStepKind.LINK, label, url, place)

    @classmethod
    def post(cls, label: str, url: str = "", *, place: str = "") -> NextStep:
        return cls(NextStepKind.POST, label, url, place)

    @classmethod
    def checkout(cls, label: str, url: str = "", *, place: str = "") -> NextStep:
        return cls(NextStepKind.CHECKOUT, label, url, place)

    @classmethod
    def date(cls, opens_at: datetime) -> NextStep:
        """Wait until a moment, which the label tells in the active language and time zone."""
        moment = date_format(localtime(opens_at), "DATETIME_FORMAT")
        label = _("Available on %(date)s") % {"date": moment}
        return cls(NextStepKind.DATE, label, opens_at=opens_at)

    @classmethod
    def none(cls, label: str) -> NextStep:
        return cls(NextStepKind.NONE, label)


#: A text, or one that is translated once it is read.
Words = str | Promise


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One rule that was looked at on the way to a verdict, for staff: its name and what it found.

    What it found is put into words when somebody reads it: hardly any verdict's steps are read.
    """

    rule: str
    found: Words
    passed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed or not, under a stable code, with a translated sentence, a next step and the trace.

    It is true exactly when it allows, so a policy may be asked with `if`.
    """

    allowed: bool
    code: str
    sentence: str = ""
    next_step: NextStep | None = None
    trace: tuple[TraceStep, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls, code: str = "open", *, trace: tuple[TraceStep, ...] = ()) -> Verdict:
        return cls(True, code, trace=trace)

    @classmethod
    def no(
        cls,
        code: str,
        sentence: str,
        *,
        next_step: NextStep | None = None,
        trace: tuple[TraceStep, ...] = (),
    ) -> Verdict:
        return cls(False, code, sentence, next_step, trace)
