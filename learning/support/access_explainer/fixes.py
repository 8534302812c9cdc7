"""What whoever asks may do about an answer themselves, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.policies import may_suspend
from learning.access.admin.grant_record import GrantRow
from learning.access.admin.policies import may_change_access, may_change_members, may_mark_paid_up
from learning.access.models import CourseAccess
from learning.assessments.admin.policies import may_grade
from learning.courses.models import Course

from .explanation import AccessAnswer

if TYPE_CHECKING:
    from accounts.models import User

#: Refusals that another grant ends.
_A_GRANT_HELPS = frozenset(
    {
        "no_grant", "private", "archived", "invite_only", "cohort_only", "subscription_only",
        "not_started", "expired", "ended", "path_order",
    }
)  # fmt: skip
#: Of a refusal by a grant: what is done to the grant, and its state.
_CHANGES = {
    "expired": ("extend", CourseAccess.EXPIRED),
    "pending": ("unlock", CourseAccess.Status.PENDING),
    "locked": ("unlock", CourseAccess.Status.LOCKED),
    "revoked": ("reinstate", CourseAccess.Status.REVOKED),
    "ended": ("reinstate", CourseAccess.ENDED),
}
_ACCOMMODATIONS_HELP = frozenset({"no_attempts", "cool_down", "overdue", "past_due"})


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to do, and where."""

    label: str
    url: str


def fixes_for(
    reader: User, person: User, course: Course, answers: Iterable[AccessAnswer], grants: tuple[GrantRow, ...]
) -> tuple[Fix, ...]:
    """What the reader may do about these answers, each once. grants: the person's for the course."""
    found: dict[str, Fix] = {}
    for answer in answers:
        if not answer.allowed:
            for fix in _fixes(reader, person, course, answer, grants):
                found.setdefault(fix.url, fix)
    return tuple(found.values())


def _fixes(
    reader: User, person: User, course: Course, answer: AccessAnswer, grants: tuple[GrantRow, ...]
) -> Iterator[Fix]:
    code = answer.code
    if code == "suspended" and may_suspend(reader, person):
        yield Fix(_("Lift suspension"), reverse("accounts_lift_suspension", args=[person.public_id]))
    if may_change_access(reader):
        if answer.rule == "grant":
            yield from _changes_of_grants(person, code, grants)
        if code in _A_GRANT_HELPS:
            url = reverse("access_admin:grant", args=[person.public_id])
            yield Fix(_("Grant access"), f"{url}?{urlencode({'course': course.pk})}")
    elif code in _A_GRANT_HELPS and may_change_members(reader):
        yield Fix(_("Add to cohort"), reverse("access_admin:add_to_cohort", args=[person.public_id]))
    if answer.rule == "instalments" and may_mark_paid_up(reader):
        yield Fix(_("Mark as paid in full"), reverse("support:learner", args=[person.public_id]))
    if code in _ACCOMMODATIONS_HELP and may_grade(reader, course):
        url = reverse("assessments_marking:give_accommodation", args=[course.public_id])
        yield Fix(_("Give more time or attempts"), f"{url}?{urlencode({'email': person.email})}")


def _changes_of_grants(person: User, code: str, grants: tuple[GrantRow, ...]) -> Iterator[Fix]:
    labels = {"extend": _("Change end date"), "unlock": _("Activate"), "reinstate": _("Reinstate")}
    change, status = _CHANGES.get(code, ("", ""))
    for row in grants:
        if change in row.actions and row.status == status:
            url = reverse("access_admin:change", args=[person.public_id, row.grant.pk, change])
            yield Fix(f"{labels[change]} · {row.source}", url)
