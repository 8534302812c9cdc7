"""What screens need to know about enrolments, in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count

from learning.courses.models import Course
from learning.courses.viewer import Viewer

from .models import Enrolment
from .querysets import EnrolmentQuerySet

if TYPE_CHECKING:
    from accounts.models import User


def enrolment_of(viewer: Viewer, course: Course) -> Enrolment | None:
    """The viewer's latest enrolment in a course; no query for a stranger, else one."""
    if viewer.person is None:
        return None
    return Enrolment.objects.filter(person=viewer.person, course=course).order_by("-run").first()


def release_for(enrolment: Enrolment | None, course: Course) -> int | None:
    """The id of the release that a learner (None: who is not enrolled) is shown; None before the first."""
    if enrolment is not None and enrolment.release_id is not None:
        return enrolment.release_id
    return course.latest_release_id


def enrolments_of(person: User) -> EnrolmentQuerySet:
    """A person's enrolments, newest first, each with its course and that course's latest release."""
    return Enrolment.objects.filter(person=person).select_related("course__latest_release").newest_first()


def enrolled_counts(course_ids: Iterable[int]) -> dict[int, int]:
    """How many people take each of these courses; a course that nobody takes is there with 0. One query."""
    counts = dict.fromkeys(course_ids, 0)
    rows = (
        Enrolment.objects.of_courses(counts).values("course").annotate(people=Count("person", distinct=True))
    )
    return counts | {row["course"]: row["people"] for row in rows.order_by()}


def enrolment_count(course: Course) -> int:
    """How many people take a course."""
    return enrolled_counts([course.pk])[course.pk]
