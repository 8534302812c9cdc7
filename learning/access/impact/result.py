"""Whom a change would shut out, and the sentences that tell it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a change would shut out, by their ids.

    people: how many are in. shut_out: who would no longer be let in on account of a grant. finished: those of
    them who have finished, and so stay in. lessons_close: who stays in, but for whom lessons close that are
    open to them. last_longer: whose access would end later than it does now.
    """

    people: int = 0
    shut_out: tuple[int, ...] = ()
    finished: frozenset[int] = frozenset()
    lessons_close: tuple[int, ...] = ()
    last_longer: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.shut_out or self.lessons_close or self.last_longer)

    def sentences(self) -> tuple[str, ...]:
        """What to tell before it is done; nothing where nobody is concerned."""
        count, done, closing = len(self.shut_out), len(self.finished), len(self.lessons_close)
        words = []
        if count:
            locks = ngettext(
                "This change affects %(count)d person who has access now.",
                "This change affects %(count)d people who have access now.",
                count,
            )
            words.append(locks % {"count": count})
        if done:
            stays = ngettext(
                "%(count)d of them has completed the course and will keep access.",
                "%(count)d of them have completed the course and will keep access.",
                done,
            )
            words.append(stays % {"count": done})
        elif count:
            words.append(_("None of them has completed the course, so all of them will lose access."))
        if closing:
            closes = ngettext(
                "%(count)d person will lose access to lessons that are open now.",
                "%(count)d people will lose access to lessons that are open now.",
                closing,
            )
            words.append(closes % {"count": closing})
        if self.last_longer:
            longer = ngettext(
                "%(count)d person will have access for longer.",
                "%(count)d people will have access for longer.",
                len(self.last_longer),
            )
            words.append(longer % {"count": len(self.last_longer)})
        return tuple(words)

    def and_(self, other: Impact) -> Impact:
        """Both changes, each person counted once."""
        shut = tuple(dict.fromkeys((*self.shut_out, *other.shut_out)))
        return Impact(
            people=max(self.people, other.people),
            shut_out=shut,
            finished=self.finished & other.finished
            | self.finished - set(other.shut_out)
            | other.finished - set(self.shut_out),
            lessons_close=tuple(
                pk for pk in dict.fromkeys((*self.lessons_close, *other.lessons_close)) if pk not in shut
            ),
            last_longer=tuple(dict.fromkeys((*self.last_longer, *other.last_longer))),
        )
