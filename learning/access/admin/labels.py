"""Plain words for the states and sources of grants, for staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..models import CourseAccess

STATUS_NAMES = {
    CourseAccess.Status.UNLOCKED.value: _("Open"),
    CourseAccess.NOT_STARTED: _("Upcoming"),
    CourseAccess.Status.PENDING.value: _("Pending"),
    CourseAccess.Status.LOCKED.value: _("Suspended"),
    CourseAccess.EXPIRED: _("Expired"),
    CourseAccess.ENDED: _("Ended"),
    CourseAccess.Status.REVOKED.value: _("Revoked"),
}

#: Wagtail's looks of a status: "primary" stands out.
STATUS_TONES = dict.fromkeys(STATUS_NAMES, "") | {CourseAccess.Status.UNLOCKED.value: "primary"}


def source_label(grant: CourseAccess) -> str:
    """Where a grant comes from: its type, and the name of the source where it has one."""
    type_name = grant.get_type_display()
    return f"{type_name}: {grant.source_label}" if grant.source_label else str(type_name)
