"""What screens need to know about enrolments, in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from common.verdict import Verdict
from learning.courses.models import Course, Release
from learning.courses.release.outlines import Outline, outline_of_release
from learning.courses.viewer import Viewer

from . import policies
from .models import CourseAccess, EnrolledTally, Enrolment, Milestone, ReleaseMove, WaitlistEntry
from .querysets import PAID_FOR, EnrolmentQuerySet
from .sales.products import source_page as source_page

if TYPE_CHECKING:
    from accounts.models import User


def enrolment_of(viewer: Viewer, course: Course) -> Enrolment | None:
    """The viewer's latest enrolment in a course; no query for a stranger, else one.

    That of an invented learner is made up: it is in no table, and not to be saved. Nor is one that is looked
    back at: it is as it was at the moment, before it was pinned or moved to a release; one query more.
    """
    if viewer.persona is not None:
        grant = viewer.persona.grant_for(course.pk)
        return Enrolment(course=course, enrolled_at=grant.starts_at) if grant else None
    if viewer.person is None:
        return None
    found = Enrolment.objects.filter(person=viewer.person, course=course).order_by("-run")
    if not viewer.looks_back:
        return found.first()
    enrolment = found.filter(enrolled_at__lte=viewer.moment).select_related("release").first()
    return _as_it_was(enrolment, viewer.moment) if enrolment is not None else None


def _as_it_was(enrolment: Enrolment, moment: datetime) -> Enrolment:
    """On the release that it was on at a moment: before the first move that came later."""
    moves = ReleaseMove.objects.filter(enrolment=enrolment, moved_at__gt=moment).order_by("moved_at", "pk")
    later = moves.select_related("old_release").first()
    if later is not None:
        enrolment.release = None if later.followed else later.old_release
    if enrolment.release and enrolment.release.released_at > moment:
        enrolment.release = None
    return enrolment


def release_for(enrolment: Enrolment | None, course: Course, viewer: Viewer | None = None) -> int | None:
    """The id of the release that a learner (None: who is not enrolled) is shown; None before the first.

    viewer: whoever looks; one who looks back is shown what there was at the moment, for one query.
    """
    if enrolment is not None and enrolment.release_id is not None:
        return enrolment.release_id
    if viewer is None or not viewer.looks_back:
        return course.latest_release_id
    known = Release.objects.filter(course=course, released_at__lte=viewer.moment).order_by("-number")
    return known.values_list("pk", flat=True).first()


def newer_release_for(enrolment: Enrolment | None, course: Course) -> int | None:
    """The id of the latest release, for somebody who completed the course in an earlier one; else None.

    What was added since is open to them, while what they achieved stays what it is. One query where they are
    shown an earlier release, else none.
    """
    if enrolment is None or enrolment.release_id is None or course.latest_release_id is None:
        return None
    if enrolment.release_id == course.latest_release_id:
        return None
    done = Milestone.objects.filter(
        person=enrolment.person_id, course=course.pk, kind=Milestone.Kind.COURSE_COMPLETED, lesson=None
    )
    return course.latest_release_id if done.exists() else None


def moves_on(enrolment: Enrolment, course: Course) -> bool:
    """Whether a learner is to move to the latest release with the next lesson that they open.

    The course is set so, and they are on an earlier one. Who completed it stays, which this does not ask. No
    query.
    """
    latest = course.latest_release
    return (
        course.follow == Course.Follow.NEXT_LESSON
        and enrolment.pk is not None
        and latest is not None
        and not latest.is_withdrawn
        and enrolment.release_id not in (None, latest.pk)
    )


def outline_with(
    enrolment: Enrolment | None, course: Course, lesson_id: int | None, language_code: str
) -> Outline | None:
    """The outline in which a learner meets a lesson: their own, or the latest for one that was added to it
    since they completed the course. None before the first release.

    lesson_id: None for what stands on the course itself. Queries as `newer_release_for`, for a lesson that is
    not in their own.
    """
    release_id = release_for(enrolment, course)
    if release_id is None:
        return None
    own = outline_of_release(release_id, language_code)
    if lesson_id is None or lesson_id in own.by_id:
        return own
    newer = newer_release_for(enrolment, course)
    latest = outline_of_release(newer, language_code) if newer else own
    return latest if lesson_id in latest.by_id else own


def enrolments_of(person: User) -> EnrolmentQuerySet:
    """A person's enrolments, newest first, each with its course and that course's latest release."""
    rows = Enrolment.objects.filter(person=person).select_related("course__latest_release")
    return rows.defer("course__latest_release__content", "course__latest_release__search_text").newest_first()


def learners_by_release(course: Course) -> dict[int, int]:
    """How many people take the course on each of its releases, by its id; those who follow are on the latest.
    One query."""
    rows = Enrolment.objects.filter(course=course).values_list("release").order_by()
    counts: dict[int, int] = {}
    for release_id, people in rows.annotate(people=Count("person", distinct=True)):
        shown = release_id or course.latest_release_id
        if shown is not None:
            counts[shown] = counts.get(shown, 0) + people
    return counts


def enrolled_counts(course_ids: Iterable[int]) -> dict[int, int]:
    """How many people take each of these courses; a course that nobody takes is there with 0. One query.

    PostgreSQL keeps the numbers (`EnrolledTally`), exact at any moment. Whoever takes a course again is one.
    """
    counts = dict.fromkeys(course_ids, 0)
    rows: QuerySet[Any]
    people: Sum | Count
    if connection.vendor == "postgresql":
        rows, people = EnrolledTally.objects.filter(course__in=counts), Sum("people")
    else:
        rows, people = Enrolment.objects.of_courses(counts).filter(run=1), Count("pk")
    return counts | dict(rows.order_by().values_list("course").annotate(total=people))


def is_waiting_for(person: User, course: Course) -> bool:
    """Whether the person wants to hear when the course is there. One query."""
    return WaitlistEntry.objects.filter(person=person, course=course, told_at=None).exists()


class PaymentStatus(models.TextChoices):
    """How a course was come by, as its grants tell. Never stored."""

    FREE = "free", _("Free")
    PAID = "paid", _("Paid")
    REFUNDED = "refunded", _("Refunded")


def payment_status(grants: Iterable[CourseAccess]) -> PaymentStatus:
    """What the grants of one person for one course say: paid while one that was paid for stands, refunded
    when such a one was revoked and none stands, else free."""
    grants = list(grants)
    standing = [grant for grant in grants if grant.status != CourseAccess.Status.REVOKED]
    if any(grant.type in PAID_FOR for grant in standing):
        return PaymentStatus.PAID
    if not standing and any(grant.type in PAID_FOR for grant in grants):
        return PaymentStatus.REFUNDED
    return PaymentStatus.FREE


@dataclass(frozen=True, slots=True)
class CoursesByVisibility:
    """The courses of a site as they stand to one person. `verdicts`: by course id, of all of them."""

    my_courses: tuple[Course, ...]
    available_to_unlock: tuple[Course, ...]
    not_available: tuple[Course, ...]
    verdicts: dict[int, Verdict]


def get_courses_by_visibility(viewer: Viewer) -> CoursesByVisibility:
    """What a person is in, what they could come into now, and what is shown to them but closed.

    At most ten queries, however many courses.
    """
    mine = _ids_with_grant(viewer)
    courses = list(_found_by(viewer, mine))
    verdicts = policies.course_verdicts(viewer, courses)
    groups: dict[str, list[Course]] = {"mine": [], "open": [], "closed": []}
    for course in courses:
        verdict = verdicts[course.pk]
        is_in = verdict and course.pk in mine
        can_come_in = verdict or verdict.code == "no_grant" or policies.offers_to_enrol(verdict)
        groups["mine" if is_in else "open" if can_come_in else "closed"].append(course)
    return CoursesByVisibility(
        tuple(groups["mine"]), tuple(groups["open"]), tuple(groups["closed"]), verdicts
    )


def courses_opened_to(viewer: Viewer) -> frozenset[int]:
    """Ids of the courses that a grant opens to somebody now, whatever else may keep them out. One query."""
    if viewer.persona is not None or viewer.person is None:
        return _ids_with_grant(viewer)
    rows = CourseAccess.objects.filter(person=viewer.person).open_at(viewer.moment)
    return frozenset(rows.values_list("course_id", flat=True))


def get_user_accessible_courses(person: User, *, at: datetime) -> list[Course]:
    """Every course that the person may enter at that moment on account of a grant, newest release first."""
    viewer = Viewer(person=person, moment=at)
    courses = list(_with_rules(Course.objects.filter(pk__in=_ids_with_grant(viewer))))
    verdicts = policies.course_verdicts(viewer, courses)
    return [course for course in courses if verdicts[course.pk]]


def _found_by(viewer: Viewer, mine: frozenset[int]) -> QuerySet[Course]:
    """Courses that are listed for the viewer, and those that they have a grant for wherever it is listed."""
    listed = Course.objects.listed(for_members=viewer.is_signed_in)
    found = Q(pk__in=listed.values("pk")) | Q(pk__in=mine)
    return _with_rules(Course.objects.filter(found))


def _with_rules(courses: QuerySet[Course]) -> QuerySet[Course]:
    return (
        courses.select_related("latest_release")
        .defer("latest_release__content", "latest_release__search_text")
        .order_by("-latest_release__released_at", "-pk")
    )


def courses_to_judge(course_ids: Iterable[int]) -> list[Course]:
    """These courses with what verdicts ask of them, newest release first. One query."""
    return list(_with_rules(Course.objects.filter(pk__in=list(course_ids))))


def courses_with_grant(viewer: Viewer) -> frozenset[int]:
    """Ids of the courses that somebody ever had a grant for. One query; none for a stranger."""
    return _ids_with_grant(viewer)


def _ids_with_grant(viewer: Viewer) -> frozenset[int]:
    if viewer.persona is not None:
        return frozenset(grant.course_id for grant in viewer.persona.grants)
    if viewer.person is None:
        return frozenset()
    rows = CourseAccess.objects.filter(person=viewer.person)
    return frozenset(rows.values_list("course_id", flat=True))
