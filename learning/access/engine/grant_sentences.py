"""What the state of a grant says to its person, in sentences. No queries here."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from learning.access.models import CourseAccess


def why_closed(grant: CourseAccess, status: str) -> str:
    """What a grant that isn't open says to its person. status: what it is worth now."""
    if status == CourseAccess.NOT_STARTED:
        return _("Your access starts on %(date)s.") % {"date": day_of(grant.starts_at)}
    ended_at = grant.ends_at if status == CourseAccess.EXPIRED else grant.revoked_at
    if status in (CourseAccess.EXPIRED, CourseAccess.ENDED) and ended_at:
        return _("Your access ended on %(date)s.") % {"date": day_of(ended_at)}
    sentences = {
        CourseAccess.Status.PENDING: _("Your access to this course is pending approval."),
        CourseAccess.Status.LOCKED: _(
            "Your access to this course has been suspended. Ask our support team about it."
        ),
        CourseAccess.Status.REVOKED: _(
            "Your access to this course has been revoked. Ask our support team about it."
        ),
    }
    return str(sentences[CourseAccess.Status(status)])


def free_again(grant: CourseAccess, status: str) -> str:
    """The offer of a free course to whoever had, or is to have, access. status: what the grant is worth."""
    if status == CourseAccess.NOT_STARTED:
        words = _("Your access starts on %(date)s. This course is free, so you can enrol now.")
        return words % {"date": day_of(grant.starts_at)}
    if status == CourseAccess.Status.PENDING:
        return _("Your access is pending approval. This course is free, so you can enrol now.")
    ended_at = grant.ends_at if status == CourseAccess.EXPIRED else grant.revoked_at
    words = _("Your access ended on %(date)s. This course is free, so you can enrol again.")
    return words % {"date": day_of(ended_at) if ended_at else ""}


def lasts_until(grant: CourseAccess) -> tuple[bool, datetime]:
    """By when grants that are worth the same are put in order; for good is last."""
    ends_at = grant.revoked_at if grant.status == CourseAccess.Status.REVOKED else grant.ends_at
    return ends_at is None, ends_at or grant.starts_at


def day_of(moment: datetime) -> str:
    """The day of a moment in the reader's zone, as sentences tell it."""
    return date_format(localtime(moment), "DATE_FORMAT")
