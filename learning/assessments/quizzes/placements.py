"""Where learners meet quizzes, exams and assignments: what a lesson places, and what stands on the course.

Only what is published counts. Its rules and its items are those of the course's own language; its words are
in the viewer's, where they are translated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learning.assessments.activity_kinds import AssessmentKind, assessment_kind, assessment_kinds
from learning.assessments.models import Assignment, Exam, GradedItem, Quiz
from learning.courses.release.outlines import Outline, OutlineLesson

Authored = Quiz | Exam | Assignment


@dataclass(frozen=True, slots=True)
class PlacedActivity:
    """A graded item where a learner meets it. source: its rules; words: its texts in their language.

    lesson: None for what stands on the course itself, whose `block_id` is empty.
    """

    source: Authored
    words: Authored
    lesson: OutlineLesson | None = None
    block_id: str = ""

    @property
    def graded_item(self) -> GradedItem:
        return self.source.graded_item

    @property
    def kind(self) -> AssessmentKind:
        return assessment_kind(self.source.ACTIVITY_KIND)

    @property
    def course_id(self) -> int:
        return self.source.course_id

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def path(self) -> str:
        """Its address below the course."""
        return self.kind.path(self.lesson.path if self.lesson else "", getattr(self.source, "slug", ""))


def placed_in(lesson: OutlineLesson, language_code: str, *, kind: str = "") -> tuple[PlacedActivity, ...]:
    """What a lesson places, in its order; a query for each kind that it places, none for none.

    kind: of that alone.
    """
    return _placed([lesson], language_code, kind)


def placed_in_course(outline: Outline, language_code: str) -> tuple[PlacedActivity, ...]:
    """Everything to take in a course, in its order, the exam last. At most four queries."""
    placed = _placed(outline.lessons, language_code)
    # What stands on the course and in a lesson, too, is met in the lesson.
    seen = {place.graded_item.pk for place in placed}
    standing = standing_on_courses([outline.course_id], language_code)
    return (*placed, *(place for place in standing if place.graded_item.pk not in seen))


def standing_on_courses(course_ids: Collection[int], language_code: str) -> tuple[PlacedActivity, ...]:
    """What stands on these courses themselves, the exams last.

    A query for each kind that stands on courses; none for no courses.
    """
    if not course_ids:
        return ()
    return tuple(
        place for kind in assessment_kinds() for place in _standing_on(course_ids, language_code, kind)
    )


def _standing_on(
    course_ids: Collection[int], language_code: str, kind: AssessmentKind
) -> list[PlacedActivity]:
    """What of a kind stands on these courses. One query; none where nothing of the kind ever does."""
    if kind.on_course is None:
        return []
    found = _by_key(_published(kind.model, course_id__in=course_ids, **kind.on_course))
    return [
        PlacedActivity(source, _in_language(rows, language_code) or source)
        for rows in found.values()
        if (source := _source(rows)) is not None and kind.stands_on_course(source)
    ]


def exam_of(course_id: int, language_code: str) -> PlacedActivity | None:
    """The active exam of a course, if it has one. One query."""
    kind = assessment_kind(Exam.ACTIVITY_KIND)
    return next(iter(_standing_on([course_id], language_code, kind)), None)


def required_assignments_of(outline: Outline) -> tuple[PlacedActivity, ...]:
    """The required assignments that stand on the course itself and in none of its lessons. One query."""
    inside = {activity.public_id for lesson in outline.lessons for activity in lesson.activities}
    kind = assessment_kind(Assignment.ACTIVITY_KIND)
    return tuple(
        place
        for place in _standing_on([outline.course_id], outline.language_code, kind)
        if place.source.is_required and place.graded_item.public_id not in inside
    )


def course_assignment(course_id: int, slug: str, language_code: str) -> PlacedActivity | None:
    """The assignment with this address that stands on the course itself. At most two queries."""
    found = _source(_published(Assignment, course_id=course_id, stands_on_course=True, slug=slug))
    if found is None:
        return None
    rows = _published(Assignment, translation_key=found.translation_key)
    return PlacedActivity(found, _in_language(rows, language_code) or found)


def find_in(lesson: OutlineLesson, kind: str, slug: str, language_code: str) -> PlacedActivity | None:
    """What a lesson places under this address."""
    found = placed_in(lesson, language_code, kind=kind)
    return next((place for place in found if getattr(place.source, "slug", None) == slug), None)


def sources_in(course_id: int, graded_item_id: int | None = None) -> dict[int, Authored]:
    """The published rules of a course's graded items, or of one, by the item's id, wherever they stand.

    A query for each kind.
    """
    which = {"course_id": course_id} | ({"graded_item_id": graded_item_id} if graded_item_id else {})
    found = (row for kind in assessment_kinds() for row in _published(kind.model, **which))
    return {row.graded_item_id: row for row in found if row.locale_id == row.course.source_locale_id}


def _placed(
    lessons: Iterable[OutlineLesson], language_code: str, only: str = ""
) -> tuple[PlacedActivity, ...]:
    wanted = [
        (lesson, activity)
        for lesson in lessons
        for activity in lesson.activities
        if not only or activity.kind == only
    ]
    found: dict[tuple[str, UUID], list[Any]] = {}
    for kind in assessment_kinds():
        keys = {activity.public_id for _lesson, activity in wanted if activity.kind == kind.name}
        published = _by_key(_published(kind.model, translation_key__in=keys)) if keys else {}
        found |= {(kind.name, key): rows for key, rows in published.items()}
    return tuple(
        PlacedActivity(source, _in_language(rows, language_code) or source, lesson, activity.id)
        for lesson, activity in wanted
        if (rows := found.get((activity.kind, activity.public_id), [])) and (source := _source(rows))
    )


def _published(model: type[Any], **which: Any) -> list[Any]:
    rows = model.objects.filter(live=True, **which)
    return list(rows.select_related("graded_item", "course__source_locale", "locale").order_by("pk"))


def _by_key(rows: Collection[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.translation_key, []).append(row)
    return found


def _source(rows: Collection[Any]) -> Any:
    """The one in the course's own language; None while that is not published."""
    return next((row for row in rows if row.locale_id == row.course.source_locale_id), None)


def _in_language(rows: Collection[Any], language_code: str) -> Any:
    return next((row for row in rows if row.locale.language_code == language_code), None)
