"""More time, more attempts or a later date, for one person or a cohort; and taking that back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.translation import gettext as _

from learning.access.models import CohortMember

from ..models import Accommodation, Attempt
from ..quizzes.accommodations import accommodations_for
from ..quizzes.attempt_rules import AttemptRules

if TYPE_CHECKING:
    from accounts.models import User
    from learning.access.models import Cohort
    from learning.courses.models import Course

    from ..models import GradedItem


MOST_TIMES, MOST_ATTEMPTS = 10, 100


class AccommodationRefused(Exception):
    """It cannot be given or taken back; nothing was written. The text says why."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def give_accommodation(
    *,
    course: Course,
    graded_item: GradedItem | None,
    person: User | None,
    cohort: Cohort | None,
    time_factor: Decimal | None,
    extra_attempts: int,
    due_at: datetime | None,
    reason: str,
    by: User,
    at: datetime,
) -> Accommodation:
    """Give one person or one cohort more. work: None for all of the course. Raises ExtensionRefused.

    More time counts at once, also in attempts that are open.
    """
    if (person is None) == (cohort is None):
        raise AccommodationRefused(_("Enter a learner or choose a cohort."))
    if not reason.strip():
        raise AccommodationRefused(_("Enter a reason."))
    if time_factor is not None and not 1 <= time_factor <= MOST_TIMES:
        words = _("The time limit multiplier must be between 1 and %(most)d.") % {"most": MOST_TIMES}
        raise AccommodationRefused(words)
    if not 0 <= extra_attempts <= MOST_ATTEMPTS:
        raise AccommodationRefused(
            _("You can give at most %(most)d extra attempts.") % {"most": MOST_ATTEMPTS}
        )
    if not (extra_attempts or due_at or (time_factor and time_factor > 1)):
        raise AccommodationRefused(_("Add extra time, extra attempts or a later due date."))
    if graded_item is not None and graded_item.course_id != course.pk:
        raise AccommodationRefused(_("This assessment belongs to another course."))
    extension = Accommodation.objects.create(
        course=course,
        graded_item=graded_item,
        person=person,
        cohort=cohort,
        time_factor=time_factor,
        extra_attempts=extra_attempts,
        due_at=due_at,
        reason=reason.strip(),
        given_by=by,
        given_at=at,
    )
    _move_deadlines(extension, at=at)
    return extension


def _move_deadlines(extension: Accommodation, *, at: datetime) -> None:
    """Let attempts that are open have the time that their learner is allowed now; none gets less."""
    attempts = Attempt.objects.in_progress().filter(
        enrolment__course=extension.course_id, deadline_at__isnull=False
    )
    if extension.graded_item_id is not None:
        attempts = attempts.filter(placement__graded_item=extension.graded_item_id)
    if extension.person_id is not None:
        attempts = attempts.filter(enrolment__person=extension.person_id)
    else:
        seated = CohortMember.objects.in_at(at).filter(cohort=extension.cohort_id)
        attempts = attempts.filter(enrolment__person__in=seated.values("person"))
    held = attempts.select_for_update(of=("self",), no_key=True).defer("paper")
    for attempt in held.select_related("enrolment", "placement__graded_item"):
        rules = AttemptRules.from_json(attempt.rules)
        allowed = accommodations_for(attempt.enrolment, attempt.placement.graded_item, at)
        dates = [date for date in (rules.due_at, rules.due_at and allowed.due_at) if date]
        longer = replace(
            rules,
            time_factor=max(rules.time_factor, allowed.time_factor),
            due_at=max(dates, default=None),
        )
        deadline = longer.deadline(attempt.started_at)
        if deadline is not None and attempt.deadline_at is not None and deadline > attempt.deadline_at:
            attempt.deadline_at = deadline
            attempt.save(update_fields=["deadline_at"])


def withdraw_accommodation(*, extension: Accommodation, reason: str, by: User, at: datetime) -> Accommodation:
    """Take an extension back from now on; what was done by it stays, and an open attempt keeps its time.

    A repeat gives the same row.

    Raises ExtensionRefused.
    """
    if not reason.strip():
        raise AccommodationRefused(_("Enter a reason."))
    if extension.withdraws_id is not None:
        raise AccommodationRefused(_("This entry is already a removal and can't be removed."))
    try:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            return Accommodation.objects.create(
                course=extension.course,
                graded_item=extension.graded_item,
                person=extension.person,
                cohort=extension.cohort,
                reason=reason.strip(),
                given_by=by,
                given_at=at,
                withdraws=extension,
            )
    except IntegrityError:
        return Accommodation.objects.get(withdraws=extension)
