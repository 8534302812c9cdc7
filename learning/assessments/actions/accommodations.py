"""More time, more attempts or a later date, for people, a cohort or everybody; and taking that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.translation import gettext as _

from learning.access.models import CohortMember

from ..models import Accommodation, Examination
from ..quizzes.placements import Authored, sources_in
from .dates import follow_dates

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
    """Give one person, a cohort, or (neither) everybody more. graded_item: None for all of the course.

    It counts at once: in attempts that are open, in drafts, and for what was handed in late already. Raises
    AccommodationRefused, also for what would change nothing there.
    """
    if person is not None and cohort is not None:
        raise AccommodationRefused(_("Choose either learners, a cohort or everyone."))
    if not reason.strip():
        raise AccommodationRefused(_("Enter a reason."))
    _check_amounts(time_factor, extra_attempts)
    if not (extra_attempts or due_at or (time_factor and time_factor > 1)):
        raise AccommodationRefused(_("Add extra time, extra attempts or a later due date."))
    if graded_item is not None and graded_item.course_id != course.pk:
        raise AccommodationRefused(_("This assessment belongs to another course."))
    sources = sources_in(course.pk, graded_item.pk if graded_item else None).values()
    _check_it_works(sources, time_factor=time_factor, extra_attempts=extra_attempts, due_at=due_at, at=at)
    given = Accommodation.objects.create(
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
    follow_dates(
        course_id=course.pk,
        graded_item_id=graded_item.pk if graded_item else None,
        people=_people_of(given, at),
        by=by,
        at=at,
    )
    return given


def _check_amounts(time_factor: Decimal | None, extra_attempts: int) -> None:
    if time_factor is not None and not 1 <= time_factor <= MOST_TIMES:
        words = _("The time limit multiplier must be between 1 and %(most)d.") % {"most": MOST_TIMES}
        raise AccommodationRefused(words)
    if not 0 <= extra_attempts <= MOST_ATTEMPTS:
        raise AccommodationRefused(
            _("You can give at most %(most)d extra attempts.") % {"most": MOST_ATTEMPTS}
        )


def _check_it_works(
    sources: Collection[Authored],
    *,
    time_factor: Decimal | None,
    extra_attempts: int,
    due_at: datetime | None,
    at: datetime,
) -> None:
    """Each thing that is given must change something in at least one of these."""
    if not sources:
        raise AccommodationRefused(_("Nothing is published here yet."))
    if time_factor and time_factor > 1 and not any(_minutes_of(source) for source in sources):
        raise AccommodationRefused(_("There is no time limit here, so extra time would change nothing."))
    if extra_attempts and not any(source.attempt_limit for source in sources):
        raise AccommodationRefused(_("Attempts are unlimited here, so extra ones would change nothing."))
    if due_at is None:
        return
    dates = [source.due_at for source in sources if source.due_at]
    if not dates:
        raise AccommodationRefused(_("There is no due date here, so a later one would change nothing."))
    if due_at <= min(dates):
        raise AccommodationRefused(_("The extended due date must be later than the due date."))
    # What was handed in may be judged by a date that has passed; nothing can be begun until one.
    if due_at <= at and not any(source.due_at and _is_handed_in(source) for source in sources):
        raise AccommodationRefused(_("The extended due date is in the past."))


def _minutes_of(source: Authored) -> int | None:
    return source.time_limit_minutes if isinstance(source, Examination) else None


def _is_handed_in(source: Authored) -> bool:
    return not isinstance(source, Examination)


def _people_of(given: Accommodation, at: datetime) -> Any:
    """The ids of those whom it is given; None: everybody."""
    if given.person_id is not None:
        return [given.person_id]
    if given.cohort_id is None:
        return None
    return CohortMember.objects.in_at(at).filter(cohort=given.cohort_id).values("person")


def withdraw_accommodation(*, extension: Accommodation, reason: str, by: User, at: datetime) -> Accommodation:
    """Take an extension back from now on; what was done by it stays, and an open attempt keeps its time.

    A repeat gives the same row.

    Raises AccommodationRefused.
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
