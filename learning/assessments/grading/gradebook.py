"""Grades for screens: of one learner, and of everybody who takes a course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from common.natural_order import natural_key
from common.word_search import WordSearch, few_of
from learning.access.models import CohortMember, Enrolment, Milestone
from learning.assessments.activity_kinds import assessment_kind
from learning.assessments.grading.results import Result, results_of
from learning.assessments.models import (
    Attempt,
    AttemptStatus,
    GradedItem,
    GradingScheme,
    Placement,
    Submission,
)
from learning.assessments.models.grading import letters
from learning.assessments.quizzes.placements import PlacedActivity, placed_in_course
from learning.courses.release.outlines import Outline, outline_of_release

from .course_grade import CategoryRule, CourseGrade, GradeWeights, course_grade
from .missed_items import missed_items

if TYPE_CHECKING:
    from learning.courses.models import Course

#: Whom a gradebook shows.
SHOWN = ("all", "waiting", "untaken", "unfinished", "finished")
_NAMES = ("first_name", "last_name", "display_name", "email")
_WAITING = (AttemptStatus.SUBMITTED, AttemptStatus.PENDING, AttemptStatus.LATE)


@dataclass(frozen=True, slots=True)
class WeightedItem:
    """One item of a course. weight: what it counts; place: None where learners no longer meet it."""

    graded_item: GradedItem
    title: str
    weight: int
    place: PlacedActivity | None = None


@dataclass(frozen=True)
class CourseGrading:
    """How a course is graded: its works in their order, and the scheme. `is_kept`: somebody wrote one."""

    graded_items: tuple[WeightedItem, ...]
    scheme: GradeWeights
    is_kept: bool

    def grade(self, results: Mapping[int, Result], missed: Collection[int] = ()) -> CourseGrade:
        """results: of one learner, by item id. missed: items that they have not taken in time."""
        return course_grade(
            {pk: result.best_score for pk, result in results.items()},
            self.scheme,
            excused=[pk for pk, result in results.items() if result.is_excused],
            missed=missed,
        )


def course_grading_of(course: Course, outline: Outline | None, *, language_code: str = "") -> CourseGrading:
    """How a course is graded. At most seven queries, however many items it has.

    outline: as the items are met; None: nothing is released. What was taken once stays in it for good.
    """
    places = placed_in_course(outline, language_code) if outline is not None else ()
    met: dict[int, PlacedActivity] = {}
    for place in places:
        met.setdefault(place.graded_item.pk, place)
    of_course = Q(lesson__course=course) | Q(lesson=None, graded_item__course=course)
    taken = GradedItem.objects.filter(
        pk__in=Placement.objects.filter(of_course).exclude(graded_item__in=list(met)).values("graded_item")
    )
    kept = GradingScheme.objects.filter(course=course).prefetch_related("weights", "categories").first()
    rows = list(kept.weights.all()) if kept else []
    weights = {row.graded_item_id: row.weight for row in rows}
    standing: list[tuple[GradedItem, str, PlacedActivity | None]] = [
        *((place.graded_item, place.title, place) for place in met.values()),
        *(
            (graded_item, graded_item.title, None)
            for graded_item in sorted(taken, key=lambda one: (natural_key(one.title), one.pk))
        ),
    ]
    for graded_item, _title, met_at in standing:
        source = met_at.source if met_at else None
        if source is not None and not source.counts_by_default:
            weights.setdefault(graded_item.pk, 0)
    scale = kept.scale if kept else letters()
    scheme = GradeWeights(
        weights,
        kept.drop_lowest if kept else 0,
        tuple((str(name), Decimal(str(least))) for name, least in scale),
        tuple(_categories(kept)) if kept else (),
        {row.graded_item_id: row.category for row in rows if row.category is not None},
        frozenset(row.graded_item_id for row in rows if not row.is_droppable),
        kept is not None and kept.counts_missed,
    )
    return CourseGrading(
        tuple(
            WeightedItem(graded_item, title, scheme.weight(graded_item.pk), where)
            for graded_item, title, where in standing
        ),
        scheme,
        kept is not None,
    )


def _categories(kept: GradingScheme) -> list[CategoryRule]:
    rows = sorted(kept.categories.all(), key=lambda row: row.number)
    return [CategoryRule(row.name, row.weight, row.drop_lowest) for row in rows]


@dataclass(frozen=True, slots=True)
class GradebookCell:
    """What a person reached in one item, and whether it counts."""

    graded_item: WeightedItem
    result: Result | None
    is_dropped: bool = False
    is_missed: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether the score is shown and does not count: as a lowest one, or because they are excused."""
        return self.is_dropped or (self.result is not None and self.result.is_excused)

    @property
    def record_url(self) -> str:
        """The screen of the attempt or submission that the score is from; empty where there is none."""
        if self.result is None or self.result.record_id is None:
            return ""
        is_submission = assessment_kind(self.result.kind).takes_submissions
        name = "submission" if is_submission else "attempt"
        return reverse(f"assessments_marking:{name}", args=[self.result.record_id])

    @property
    def standing(self) -> str:
        """How the result stands, in words for staff."""
        result = self.result
        if result is None:
            return _("missed, counts 0") if self.is_missed else _("not started")
        if result.is_excused:
            return _("excused")
        if result.is_overridden:
            return _("overridden")
        if result.pending and result.best_score is None:
            return _("awaiting grading")
        return _("passed") if result.passed else _("not passed")


@dataclass(frozen=True)
class GradebookRow:
    """One person in a gradebook."""

    enrolment: Enrolment
    cells: tuple[GradebookCell, ...]
    grade: CourseGrade

    @cached_property
    def waits(self) -> bool:
        return any(cell.result is not None and cell.result.pending for cell in self.cells)


def gradebook_rows(
    grading: CourseGrading, enrolments: Collection[Enrolment], *, at: datetime
) -> list[GradebookRow]:
    """What these people reached by that moment.

    As many queries as `results_of`; two more where what was missed counts.
    """
    by_enrolment: dict[int, dict[int, Result]] = {enrolment.pk: {} for enrolment in enrolments}
    for (enrolment_id, graded_item_id), result in results_of(by_enrolment).items():
        by_enrolment[enrolment_id][graded_item_id] = result
    missed = missed_items(grading, enrolments, by_enrolment, at) if grading.scheme.counts_missed else {}
    return [
        _line(grading, enrolment, by_enrolment[enrolment.pk], missed.get(enrolment.pk, set()))
        for enrolment in enrolments
    ]


def _line(
    grading: CourseGrading, enrolment: Enrolment, results: Mapping[int, Result], missed: Collection[int]
) -> GradebookRow:
    grade = grading.grade(results, missed)
    cells = tuple(
        GradebookCell(
            graded_item,
            results.get(graded_item.graded_item.pk),
            graded_item.graded_item.pk in grade.dropped,
            graded_item.graded_item.pk in missed and graded_item.weight > 0,
        )
        for graded_item in grading.graded_items
    )
    return GradebookRow(enrolment, cells, grade)


def learners_of(
    course: Course,
    *,
    query: str = "",
    cohort_id: int | None = None,
    shown: str = "all",
    graded_item_id: int | None = None,
) -> QuerySet[Enrolment]:
    """Whom a gradebook shows, by name.

    shown: one of `SHOWN`. graded_item_id: what `waiting` and `untaken` are about; None: the whole course.
    """
    found: QuerySet[Enrolment] = Enrolment.objects.filter(course=course).select_related("person")
    found = WordSearch([f"person__{name}" for name in _NAMES]).among(found, query)
    if cohort_id is not None:
        seated = CohortMember.objects.filter(cohort=cohort_id, left_at=None)
        found = found.filter(person__in=seated.values("person"))
    if shown == "waiting":
        found = found.filter(_that_wait(course, graded_item_id))
    elif shown == "untaken":
        for records in _records(course, graded_item_id, submitted_at__isnull=False):
            found = found.filter(~Exists(records))
    elif shown in ("finished", "unfinished"):
        done = Exists(
            Milestone.objects.filter(
                person=OuterRef("person"), course=course, kind=Milestone.Kind.COURSE_COMPLETED
            )
        )
        found = found.filter(done if shown == "finished" else ~done)
    return found.order_by("person__last_name", "person__first_name", "person__email", "run", "pk")


def _that_wait(course: Course, graded_item_id: int | None) -> Q:
    """Whose work a person still has to grade: found by that work where it is little. Three queries."""
    places = _places(course, graded_item_id)
    waiting = Q(pk__in=[])
    for model in (Attempt, Submission):
        few = few_of(model.objects.filter(placement__in=places, status__in=_WAITING), "enrolment")
        if few is None:
            attempts, submissions = _records(course, graded_item_id, status__in=_WAITING)
            return Q(Exists(attempts)) | Q(Exists(submissions))
        waiting |= Q(pk__in=few)
    return waiting


def _places(course: Course, graded_item_id: int | None) -> list[int]:
    """Where an item of the course, or any, is placed. One query."""
    placements = Placement.objects.filter(Q(graded_item__course=course) | Q(lesson__course=course))
    if graded_item_id is not None:
        placements = placements.filter(graded_item=graded_item_id)
    return list(placements.values_list("pk", flat=True))


def _records(course: Course, graded_item_id: int | None, **which: Any) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """An enrolment's attempts and submissions of that kind. One query where it's about one item."""
    if graded_item_id is not None:
        which["placement__in"] = _places(course, graded_item_id)
    own = {"enrolment": OuterRef("pk"), **which}
    return Attempt.objects.filter(**own), Submission.objects.filter(**own)


def outline_for(course: Course, language_code: str = settings.LANGUAGE_CODE) -> Outline | None:
    """The latest outline of a course; None before the first release."""
    if course.latest_release_id is None:
        return None
    return outline_of_release(course.latest_release_id, language_code)
