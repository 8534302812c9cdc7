"""People by the hundred thousand, in the midst of their courses: what lists of staff are measured with.

For each person there are two and a half enrolments and grants and ten rows of progress; a quarter of all
people take one course, whose gradebook is long. Nothing is drawn by lot: the same number gives the same rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access.actions import recount_tallies
from learning.access.models import (
    AccessEvent,
    Bundle,
    BundlePurchase,
    Cohort,
    CohortMember,
    CourseAccess,
    Enrolment,
    LearningPath,
    Milestone,
    PathMember,
)
from learning.assessments.models import (
    Attempt,
    AttemptStatus,
    GradedItem,
    MarkedQuestion,
    Placement,
    Submission,
)
from learning.certificates.models import Certificate
from learning.courses.models import Course, Lesson
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition
from learning.testing import courses
from learning.testing.access import make_cohort
from learning.testing.assessments import make_assignment, make_question, make_quiz, place
from learning.testing.graded_work import placement_of
from learning.testing.large_courses import many_courses

from . import office
from .copying import copy, without_triggers

COURSES, LESSONS, COHORTS = 200, 20, 40
POPULAR = 4  # every fourth person takes the long course
# fmt: off
FIRST = [
    "Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jan",
    "Kira", "Leo", "Mia", "Nils", "Olga", "Pia", "Quentin", "Rosa", "Sam", "Tara",
]
LAST = [
    "Abel", "Bauer", "Costa", "Dorn", "Ekberg", "Farkas", "Gomes", "Horn",
    "Ito", "Jansen", "Kaya", "Lind", "Moreau", "Novak", "Okoro", "Petit",
]
# fmt: on
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Crowd:
    """What lists are about. people: how many of them there are. form: the id of the page whose form they
    answered. marked: the quiz and the assignment that they took."""

    people: int
    course: Course
    cohort: Cohort
    administrator: User
    form: int
    marked: tuple[GradedItem, GradedItem]


@dataclass(frozen=True)
class Stage:
    """What the rows hang on. since: the moment before which everything happened."""

    people: range
    courses: list[int]
    lessons: list[int]
    cohorts: list[int]
    quiz: Placement
    assignment: Placement
    since: datetime

    def taken_by(self, person: int) -> list[int]:
        """The courses of a person, two or three."""
        taken = [self.courses[0]] if person % POPULAR == 0 else []
        others = self.courses[1:]
        wanted = 2 + person % 2
        taken += [others[(person * 7 + step * 31) % len(others)] for step in range(wanted - len(taken))]
        return taken

    def enrolments(self) -> Iterator[tuple[int, int, int]]:
        """(number, person, course), in the order in which they are written."""
        number = 0
        for person in self.people:
            for course in self.taken_by(person):
                yield number, person, course
                number += 1

    def faces(self) -> Iterator[dict[str, Any]]:
        """Who they are, in the order of their numbers."""
        for person in self.people:
            first, last = FIRST[person % len(FIRST)], LAST[person // 7 % len(LAST)]
            yield {
                "public_id": uuid.uuid4(),
                "email": f"{first}.{last}.{person}@example.org".lower(),
                "first_name": first,
                "last_name": f"{last} {person}",
                "last_seen_at": self.long_ago(person * 3),
            }

    def long_ago(self, number: int) -> datetime:
        return self.since - MINUTE * (number % 500_000)


def build(people: int) -> Crowd:
    """Fill an empty, migrated database with so many people, within minutes even for 200,000."""
    course, quiz, assignment = _long_course()
    many_courses(COURSES - 1)
    administrator: Any = UserFactory(is_superuser=True, is_staff=True, password="!")
    cohorts = [make_cohort(course, name=f"Cohort {number}") for number in range(COHORTS)]
    first = (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    stage = Stage(
        people=range(first, first + people),
        courses=[
            course.pk,
            *Course.objects.exclude(pk=course.pk).order_by("pk").values_list("pk", flat=True),
        ],
        lessons=list(Lesson.objects.filter(course=course).order_by("pk").values_list("pk", flat=True)),
        cohorts=[cohort.pk for cohort in cohorts],
        quiz=quiz,
        assignment=assignment,
        since=timezone.now() - DAY,
    )
    with transaction.atomic(), without_triggers():
        copy(User, stage.faces(), password="!", date_joined=stage.since)
        _access(stage)
        _progress(stage, course)
        _memberships(stage)
        _graded(stage)
        form = office.fill(stage, course, administrator=administrator.pk)
    recount_tallies()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Crowd(
        people, course, cohorts[0], administrator, form.pk, (quiz.graded_item, assignment.graded_item)
    )


def _long_course() -> tuple[Course, Placement, Placement]:
    owner = courses.make_instructor(first_name="Ada", last_name="Quill")
    course = courses.make_course(owner=owner, modules=1, lessons=LESSONS, title="Learning that stays")
    quiz = make_quiz(course, make_question("essay"), title="Say it in your own words")
    assignment = make_assignment(course, title="Teach somebody")
    lesson = place(quiz, assignment)
    course = Course.objects.select_related("latest_release").get(pk=course.pk)
    return course, placement_of(quiz, lesson), placement_of(assignment, lesson)


_SOURCES = (
    ("free", "free", ""),
    ("manual", "manual", "By hand"),
    ("purchase", "order", "Shop"),
    ("cohort", "cohort", "Cohort"),
)


def _access(stage: Stage) -> None:
    def grants() -> Iterator[dict[str, Any]]:
        for number, person, course in stage.enrolments():
            kind, source, label = _SOURCES[number % len(_SOURCES)]
            at = stage.long_ago(number)
            yield {
                "person_id": person,
                "course_id": course,
                "type": kind,
                "status": "revoked" if number % 50 == 0 else "unlocked",
                "source_kind": source,
                "source_id": str(number),
                "source_key": f"{source}:{number}",
                "source_label": label,
                "purchase_id": f"order-{number}" if kind == "purchase" else "",
                "granted_at": at,
                "starts_at": at,
                "ends_at": stage.since + DAY * (number % 700 - 100) if number % 3 == 0 else None,
                "revoked_at": stage.since if number % 50 == 0 else None,
            }

    def valid() -> Iterator[dict[str, Any]]:
        for row in grants():
            if row["ends_at"] is not None and row["ends_at"] <= row["starts_at"]:
                row["ends_at"] = None
            yield row

    first = _next_id(CourseAccess)
    copy(CourseAccess, valid())
    copy(
        AccessEvent,
        (
            {
                "grant_id": first + number,
                "at": row["granted_at"],
                "status": row["status"],
                "starts_at": row["starts_at"],
                "ends_at": row["ends_at"],
            }
            for number, row in enumerate(valid())
        ),
        kind="granted",
    )
    copy(
        Enrolment,
        (
            {"person_id": person, "course_id": course, "enrolled_at": stage.long_ago(number)}
            for number, person, course in stage.enrolments()
        ),
        run=1,
        payment_type="full",
    )


def _progress(stage: Stage, course: Course) -> None:
    """Three positions for each enrolment, and ten lessons done by whoever takes the long course."""
    first = Enrolment.objects.order_by("pk").values_list("pk", flat=True)[0]
    copy(
        LessonPosition,
        (
            {
                "enrolment_id": first + number,
                "lesson_id": stage.lessons[(number + step) % len(stage.lessons)],
                "best_percentage": number % 101,
                "started_at": (at := stage.long_ago(number)),
                "updated_at": min(stage.since, at + DAY * step),
            }
            for number, _person, _course in stage.enrolments()
            for step in range(3)
        ),
        parts=0,
    )
    takers = list(_takers(stage, first))
    copy(
        LessonCompletion,
        (
            {
                "enrolment_id": enrolment,
                "lesson_id": lesson,
                "completed_at": stage.long_ago(enrolment),
                "recorded_by_id": person,
            }
            for enrolment, person in takers
            for lesson in (stage.lessons if _turn(person) % 10 == 0 else stage.lessons[: _turn(person) % 20])
        ),
        release_id=course.latest_release_id,
        how="by_hand",
        evidence={},
    )
    done = [(enrolment, person) for enrolment, person in takers if _turn(person) % 10 == 0]
    copy(
        CourseCompletion,
        ({"enrolment_id": pk, "completed_at": stage.long_ago(pk)} for pk, _person in done),
        release_id=course.latest_release_id,
    )
    copy(
        Milestone,
        ({"person_id": person, "achieved_at": stage.long_ago(pk)} for pk, person in done),
        course_id=course.pk,
        kind="course_completed",
    )
    copy(
        Certificate,
        (
            {
                "public_id": uuid.uuid4(),
                "enrolment_id": pk,
                "code": f"LY-{pk:09d}",
                "learner_name": f"{FIRST[person % len(FIRST)]} {LAST[person // 7 % len(LAST)]} {person}",
                "completed_at": stage.long_ago(pk),
                "completed_date": stage.long_ago(pk).date(),
                "issued_at": stage.long_ago(pk),
            }
            for pk, person in takers
        ),
        course_title=course.title,
        language="en",
    )


def _takers(stage: Stage, first: int) -> Iterator[tuple[int, int]]:
    """(enrolment, person) of whoever takes the long course."""
    for number, person, course in stage.enrolments():
        if course == stage.courses[0]:
            yield first + number, person


def _memberships(stage: Stage) -> None:
    half = stage.people[::2]
    copy(
        CohortMember,
        (
            {
                "cohort_id": stage.cohorts[0 if person % 8 == 0 else person % len(stage.cohorts)],
                "person_id": person,
                "joined_at": stage.long_ago(person),
            }
            for person in half
        ),
    )
    path, bundle = LearningPath.objects.create(title="The long way"), Bundle.objects.create(title="All of it")
    copy(
        PathMember,
        ({"person_id": person, "joined_at": stage.long_ago(person)} for person in stage.people[::4]),
        path_id=path.pk,
    )
    copy(
        BundlePurchase,
        (
            {
                "public_id": uuid.uuid4(),
                "buyer_id": person,
                "order_id": f"bundle-{person}",
                "course_ids": stage.taken_by(person),
                "purchased_at": stage.long_ago(person),
            }
            for person in stage.people[1::4]
        ),
        bundle_id=bundle.pk,
        title=bundle.title,
    )


def _graded(stage: Stage) -> None:
    """Of whoever takes the long course one attempt and one submission; a fifth of them wait for marks."""
    takers = list(_takers(stage, Enrolment.objects.order_by("pk").values_list("pk", flat=True)[0]))

    def marked(enrolment: int, person: int) -> dict[str, Any]:
        waits = _turn(person) % 5 == 0
        score = None if waits else Decimal(_turn(person) % 101)
        at = stage.long_ago(enrolment)
        return {
            "public_id": uuid.uuid4(),
            "enrolment_id": enrolment,
            "status": AttemptStatus.PENDING.value if waits else AttemptStatus.GRADED.value,
            "started_at": at,
            "submitted_at": at,
            "points": score and score / 10 if score != 0 else score,
            "score": score,
            "passed": None if score is None else score >= 60,
            "graded_at": None if waits else at,
            "published_at": None if waits else at,
        }

    first = _next_id(Attempt)
    same: dict[str, Any] = {"number": 1, "most_points": Decimal(10)}
    frozen = {"paper": [], "paper_hash": "", "seed": "", "rules": {}, "language_code": "en"}
    rows = [marked(enrolment, person) for enrolment, person in takers]
    copy(Attempt, rows, placement_id=stage.quiz.pk, **same, **frozen)
    copy(
        MarkedQuestion,
        ({"attempt_id": first + number, "score": row["points"]} for number, row in enumerate(rows)),
        place=0,
        question_id=uuid.uuid4(),
        kind="essay",
        content_hash="",
        most_marks=Decimal(10),
    )
    copy(
        Submission,
        (
            {**marked(enrolment, person), "changed_at": stage.long_ago(enrolment)}
            for enrolment, person in takers
        ),
        placement_id=stage.assignment.pk,
        brief={},
        brief_hash="",
        **same,
    )


def _turn(person: int) -> int:
    """The place of somebody among those who take the long course."""
    return person // POPULAR


def _next_id(model: Any) -> int:
    return (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
