"""The page of an invitation into a cohort: what it is into, and whether it still works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.natural_order import AsPeopleCount
from learning.access import actions
from learning.access.models import Cohort, CohortInvitation
from learning.courses.models import Course
from learning.courses.viewer import Viewer


@dataclass(frozen=True, slots=True)
class InvitationScreen:
    """What templates/classroom/invitation.html draws. The moments are by the clock of the cohort.

    refusal: why nobody gets in by it now; empty when one does. seats_left: None when there is no limit.
    """

    invitation: CohortInvitation
    cohort: Cohort
    courses: tuple[Course, ...]
    starts_at: datetime
    ends_at: datetime | None
    works_until: datetime
    seats_left: int | None
    refusal: str
    is_full: bool
    is_member: bool
    is_waiting: bool


def invitation_screen(viewer: Viewer, invitation: CohortInvitation) -> InvitationScreen:
    """Two queries for a stranger, four for somebody signed in. The invitation comes with its cohort."""
    cohort = invitation.cohort
    seats_left = actions.free_seats(cohort)
    is_full = seats_left == 0
    person = viewer.person
    try:
        actions.check_open(cohort, viewer.moment)
        actions.check_invitation(invitation, viewer.moment)
        refusal = ""
    except actions.CohortRefused as refused:
        refusal = str(refused)
    return InvitationScreen(
        invitation=invitation,
        cohort=cohort,
        courses=tuple(cohort.courses.select_related("latest_release").order_by(AsPeopleCount("title"))),
        starts_at=cohort.starts_at.astimezone(cohort.zone),
        ends_at=cohort.ends_at.astimezone(cohort.zone) if cohort.ends_at else None,
        works_until=invitation.expires_at.astimezone(cohort.zone),
        seats_left=seats_left,
        refusal=refusal,
        is_full=is_full and not refusal,
        is_member=person is not None and cohort.members.present().filter(person=person).exists(),
        is_waiting=person is not None and cohort.waiting.filter(person=person, told_at=None).exists(),
    )
