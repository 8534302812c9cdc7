"""What waits for a person to mark: answers of attempts, and submissions. The oldest comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse

from learning.assessments.models import AttemptStatus, GradedItem, MarkedQuestion, Submission
from learning.assessments.permissions import courses_marked_by

if TYPE_CHECKING:
    from accounts.models import User

ANSWER, SUBMISSION = "answer", "submission"
_COLUMNS = ("at", "what", "pk")


@dataclass(frozen=True, slots=True)
class QueueKey:
    """Where something stands in the queue."""

    at: datetime
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class UngradedItem:
    """One line of the queue. person: their name. is_superseded: they handed in again since."""

    key: QueueKey
    url: str
    person: str
    graded_item: GradedItem
    course_title: str
    at: datetime
    is_late: bool
    number: int
    is_superseded: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer to a question, and not a submission."""
        return self.key.kind == ANSWER


@dataclass(frozen=True, slots=True)
class GradingQueue:
    """What one marker is shown of the queue. course_id, work_id: of that alone. late: late work alone."""

    user: User
    course_id: int | None = None
    graded_item_id: int | None = None
    late: bool = False

    def answers(self) -> QuerySet[MarkedQuestion]:
        rows = MarkedQuestion.objects.filter(score=None, voided="", attempt__status=AttemptStatus.PENDING)
        rows = rows.filter(self._scope("attempt__placement__graded_item"))
        return rows.none() if self.late else rows

    def submissions(self) -> QuerySet[Submission]:
        wanted = (
            [AttemptStatus.LATE]
            if self.late
            else [AttemptStatus.LATE, AttemptStatus.PENDING, AttemptStatus.SUBMITTED]
        )
        return Submission.objects.filter(self._scope("placement__graded_item"), status__in=wanted)

    def _scope(self, graded_item: str) -> Q:
        found = Q(**{f"{graded_item}__course__in": courses_marked_by(self.user)})
        if self.course_id is not None:
            found &= Q(**{f"{graded_item}__course": self.course_id})
        if self.graded_item_id is not None:
            found &= Q(**{graded_item: self.graded_item_id})
        return found

    def keys(self) -> QuerySet[Any, Any]:
        """All that waits, oldest first; to be counted and paged."""
        answers = _keys(self.answers().order_by(), ANSWER, "attempt__submitted_at")
        submissions = _keys(self.submissions().order_by(), SUBMISSION, "submitted_at")
        return answers.union(submissions, all=True).order_by(*_COLUMNS)

    def neighbour(self, key: QueueKey, *, after: bool) -> QueueKey | None:
        """What comes next in the queue, or stands before; at most two queries."""
        found = [
            *self._beyond(self.answers(), ANSWER, "attempt__submitted_at", key, after=after),
            *self._beyond(self.submissions(), SUBMISSION, "submitted_at", key, after=after),
        ]
        found.sort(key=lambda one: (one.at, one.kind, one.pk), reverse=not after)
        return found[0] if found else None

    @staticmethod
    def _beyond(rows: Any, kind: str, moment: str, key: QueueKey, *, after: bool) -> list[QueueKey]:
        way = "gt" if after else "lt"
        beyond = Q(**{f"{moment}__{way}": key.at})
        if kind == key.kind:
            beyond |= Q(**{moment: key.at, f"pk__{way}": key.pk})
        elif (kind > key.kind) == after:
            beyond |= Q(**{moment: key.at})
        order = [moment, "pk"] if after else [f"-{moment}", "-pk"]
        first = rows.filter(beyond).order_by(*order).values_list(moment, "pk").first()
        return [QueueKey(first[0], kind, first[1])] if first else []


def lines(keys: Iterable[QueueKey]) -> list[UngradedItem]:
    """The lines for these keys, in their order. Three queries at most."""
    keys = list(keys)
    answers = MarkedQuestion.objects.filter(pk__in=[key.pk for key in keys if key.kind == ANSWER])
    found: dict[tuple[str, int], UngradedItem] = {}
    related = ("attempt__enrolment__person", "attempt__placement__graded_item__course")
    for question in answers.select_related(*related).defer("attempt__paper"):
        found[ANSWER, question.pk] = _answer_line(question)
    submissions = Submission.objects.filter(pk__in=[key.pk for key in keys if key.kind == SUBMISSION])
    rows = list(submissions.select_related("enrolment__person", "placement__graded_item__course"))
    newer = _newest(rows)
    for submission in rows:
        found[SUBMISSION, submission.pk] = _submission_line(submission, newer)
    return [line for key in keys if (line := found.get((key.kind, key.pk)))]


def as_keys(rows: Sequence[dict[str, Any]]) -> list[QueueKey]:
    return [QueueKey(row["at"], row["what"], row["pk"]) for row in rows]


def url_of(key: QueueKey) -> str:
    """The screen on which this is marked. One query."""
    if key.kind == SUBMISSION:
        public_id = Submission.objects.values_list("public_id", flat=True).get(pk=key.pk)
        return submission_url(public_id)
    question = MarkedQuestion.objects.values_list("attempt__public_id", "place").get(pk=key.pk)
    return answer_url(*question)


def submission_url(public_id: UUID) -> str:
    return reverse("assessments_marking:submission", args=[public_id])


def answer_url(attempt_id: UUID, place: int) -> str:
    return reverse("assessments_marking:question", args=[attempt_id, place])


def _keys(rows: Any, kind: str, moment: str) -> Any:
    return rows.values("pk", at=F(moment), what=Value(kind, output_field=CharField()))


def _answer_line(question: MarkedQuestion) -> UngradedItem:
    attempt = question.attempt
    assert attempt.submitted_at is not None
    graded_item = attempt.placement.graded_item
    return UngradedItem(
        key=QueueKey(attempt.submitted_at, ANSWER, question.pk),
        url=answer_url(attempt.public_id, question.place),
        person=attempt.enrolment.person.get_display_name(),
        graded_item=graded_item,
        course_title=graded_item.course.title,
        at=attempt.submitted_at,
        is_late=False,
        number=attempt.number,
    )


def _submission_line(submission: Submission, newest: dict[tuple[int, int], int]) -> UngradedItem:
    assert submission.submitted_at is not None
    graded_item = submission.placement.graded_item
    last = newest.get((submission.enrolment_id, graded_item.pk), 0)
    return UngradedItem(
        key=QueueKey(submission.submitted_at, SUBMISSION, submission.pk),
        url=submission_url(submission.public_id),
        person=submission.enrolment.person.get_display_name(),
        graded_item=graded_item,
        course_title=graded_item.course.title,
        at=submission.submitted_at,
        is_late=submission.is_late,
        number=submission.number,
        is_superseded=last > submission.number,
    )


def _newest(rows: Sequence[Submission]) -> dict[tuple[int, int], int]:
    """The number of the last submission of each learner and work. One query."""
    found = Submission.objects.filter(
        enrolment__in={row.enrolment_id for row in rows},
        placement__graded_item__in={row.placement.graded_item_id for row in rows},
        submitted_at__isnull=False,
    )
    numbers: dict[tuple[int, int], int] = {}
    for enrolment_id, graded_item_id, number in found.values_list(
        "enrolment", "placement__graded_item", "number"
    ):
        numbers[enrolment_id, graded_item_id] = max(number, numbers.get((enrolment_id, graded_item_id), 0))
    return numbers
