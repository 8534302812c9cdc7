"""The rules themselves: from what is known about a person and a course to a verdict. No queries here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.verdict import Looked, NextStep, Verdict
from learning.courses.models import Course

from .models import CourseAccess

# Of several grants none of which is open, the one that promises most explains the refusal.
_MOST_HOPEFUL_FIRST = (
    CourseAccess.NOT_STARTED,
    CourseAccess.Status.PENDING,
    CourseAccess.Status.LOCKED,
    CourseAccess.EXPIRED,
    CourseAccess.Status.REVOKED,
)
# Behind these, not even a free preview is shown.
_SHUT = frozenset({"suspended", "unpublished", "coming_soon", "archived"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about one person (or nobody) and one course at a moment.

    `grants`: the person's grants for the course. `teaches_or_reviews`: they may see its drafts.
    """

    moment: datetime
    is_signed_in: bool
    is_suspended: bool
    course_status: str
    is_released: bool
    is_withdrawn: bool
    is_free: bool
    grants: tuple[CourseAccess, ...] = ()
    has_completed: bool = False
    teaches_or_reviews: bool = False

    @property
    def best_grant(self) -> CourseAccess | None:
        """The grant that decides: an open one, else the most hopeful."""
        by_status = {grant.effective_status(self.moment): grant for grant in self.grants}
        order = (CourseAccess.Status.UNLOCKED, *_MOST_HOPEFUL_FIRST)
        return next((by_status[status] for status in order if status in by_status), None)

    def as_learner(self) -> Circumstances:
        """The same without the rights of whoever teaches or reviews."""
        return replace(self, teaches_or_reviews=False)


def judge(known: Circumstances) -> Verdict:
    """May the person enter the course? The first rule that has an answer gives it."""
    trace: list[Looked] = []
    for rule in (_suspension, _teaching, _completion, _release, _status, _grant, _archive, _offer):
        verdict = rule(known)
        trace.append(
            Looked(rule.__name__[1:], verdict.code if verdict else "-", verdict is None or bool(verdict))
        )
        if verdict is not None:
            return replace(verdict, trace=tuple(trace))
    raise AssertionError("the last rule always answers")


def judge_lesson(course_verdict: Verdict, *, is_free_preview: bool) -> Verdict:
    """May they enter one lesson, given the verdict on its course?"""
    if course_verdict or not is_free_preview or course_verdict.code in _SHUT:
        return course_verdict
    return Verdict.yes("preview", trace=(*course_verdict.trace, Looked("preview", "preview", True)))


def shows_cover(course_verdict: Verdict) -> bool:
    """Whether what the course page itself says and shows is for this person's eyes."""
    return bool(course_verdict) or course_verdict.code not in _SHUT - {"coming_soon"}


def _suspension(known: Circumstances) -> Verdict | None:
    if not known.is_suspended:
        return None
    return Verdict.no("suspended", _("Your account is suspended, so no course is open to you."))


def _teaching(known: Circumstances) -> Verdict | None:
    return Verdict.yes() if known.teaches_or_reviews else None


def _completion(known: Circumstances) -> Verdict | None:
    """What a person has completed stays open to them, whatever is decided later, unless it is revoked."""
    grant = known.best_grant
    is_revoked = grant is not None and grant.status == CourseAccess.Status.REVOKED
    return Verdict.yes() if known.has_completed and grant is not None and not is_revoked else None


def _release(known: Circumstances) -> Verdict | None:
    if known.is_withdrawn or not known.is_released and known.course_status != Course.Status.COMING_SOON:
        return Verdict.no("unpublished", _("This course has been taken off the site."))
    return None


def _status(known: Circumstances) -> Verdict | None:
    if known.course_status == Course.Status.COMING_SOON:
        return Verdict.no("coming_soon", _("This course is coming soon."))
    if known.course_status == Course.Status.LOCKED:
        return Verdict.no("locked", _("This course is locked for now. Your progress is kept."))
    return None


def _grant(known: Circumstances) -> Verdict | None:
    grant = known.best_grant
    if grant is None:
        return None
    status = grant.effective_status(known.moment)
    if status == CourseAccess.Status.UNLOCKED:
        return Verdict.yes()
    if status == CourseAccess.NOT_STARTED:
        return Verdict.no(
            "not_started",
            _("Your access starts on %(date)s.") % {"date": _day(grant.starts_at)},
            next_step=NextStep(label=_("Come back then"), on=grant.starts_at),
        )
    sentences = {
        CourseAccess.Status.PENDING: _("Your access is waiting to be unlocked by the academy."),
        CourseAccess.Status.LOCKED: _("The academy has stopped your access to this course for now."),
        CourseAccess.Status.REVOKED: _("Your access to this course was withdrawn."),
        CourseAccess.EXPIRED: _("Your access ended on %(date)s.")
        % {"date": _day(grant.ends_at) if grant.ends_at else ""},
    }
    return Verdict.no(str(status), sentences[status])


def _archive(known: Circumstances) -> Verdict | None:
    if known.course_status != Course.Status.ARCHIVED:
        return None
    return Verdict.no("archived", _("This course no longer takes new learners."))


def _offer(known: Circumstances) -> Verdict:
    """Nothing stands in the way but that they are not in yet."""
    if not known.is_free:
        return Verdict.no("no_grant", _("This course is not on sale yet."))
    if not known.is_signed_in:
        step = NextStep(label=_("Sign in or sign up"), url=reverse("account_login"))
        return Verdict.no("no_grant", _("Sign in to enrol: the course is free."), next_step=step)
    return Verdict.no(
        "no_grant", _("Enrol to open this lesson: the course is free."), next_step=NextStep(label=_("Enrol"))
    )


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
