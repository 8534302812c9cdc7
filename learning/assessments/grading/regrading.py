"""Marking again after a key was corrected: what would change for whom. Nothing is written here.

A question fits if what a learner saw of it then is what they would see now; then its present key is applied
to the answer of that time. What a person marked stays as it is.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from learning.access.models import Milestone
from learning.assessments.models import Attempt, AttemptStatus, MarkedQuestion, Question
from learning.assessments.question_types import InvalidContent, ScoredAnswer, question_type, scored_by_hand
from learning.assessments.quizzes.attempt_rules import AttemptRules
from learning.assessments.quizzes.scoring import CountedMarks, ScoreTotal, score_question, total_with_voids
from learning.assessments.quizzes.snapshots import QuestionSnapshot, QuestionText

FITS, TEXT_CHANGED, TOO_DIFFERENT, GONE = "fits", "text_changed", "too_different", "gone"
#: How many attempts a preview looks at, and how many changes it lists.
MOST_LOOKED_AT, MOST_LISTED = 2000, 200
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RegradeOptions:
    """spares: nobody loses marks. takes_changed_text: also where only the wording of the question changed."""

    spares: bool = True
    takes_changed_text: bool = False


@dataclass(frozen=True, slots=True)
class RegradeScope:
    """What is marked again: one question, or all of a graded item, in these courses."""

    course_ids: frozenset[int]
    question_id: UUID | None = None
    graded_item_id: int | None = None

    def questions(self) -> QuerySet[MarkedQuestion]:
        """Every marked question of it, those that a person marked as well."""
        found = MarkedQuestion.objects.filter(
            attempt__placement__graded_item__course__in=self.course_ids,
            attempt__status__in=[AttemptStatus.PENDING, AttemptStatus.GRADED],
            score__isnull=False,
        ).exclude(kind__in=scored_by_hand())
        if self.question_id is not None:
            found = found.filter(question_id=self.question_id)
        return (
            found.filter(attempt__placement__graded_item=self.graded_item_id)
            if self.graded_item_id is not None
            else found
        )

    def attempts(self, *, after: int = 0) -> QuerySet[Attempt]:
        """Attempts with something to mark again, by id. after: the id of the last that was looked at."""
        rows = self.questions().filter(is_by_hand=False).values("attempt")
        return Attempt.objects.filter(pk__in=rows, pk__gt=after).order_by("pk")


@dataclass(frozen=True, slots=True)
class RegradedQuestion:
    """What a question earns by its present key. data: its present content."""

    row: MarkedQuestion
    marked: ScoredAnswer
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What changes for one attempt. after: None while a person still has to mark some of it."""

    attempt: Attempt
    marks: tuple[RegradedQuestion, ...]
    after: ScoreTotal | None

    @property
    def passes(self) -> bool | None:
        rules = AttemptRules.standing(self.attempt)
        return self.after.passes(rules.passing_score) if self.after else None

    @property
    def gains_pass(self) -> bool:
        return bool(self.passes) and not self.attempt.passed

    @property
    def loses_pass(self) -> bool:
        return self.passes is False and bool(self.attempt.passed)


@dataclass(slots=True)
class RegradePlan:
    """What marking again would do. changes: the first of them. keepers: people who lose a pass and keep what
    they reached by it. left: how many answers stay as they are, by reason."""

    changes: list[ScoreChange] = field(default_factory=list)
    changed: int = 0
    gained: int = 0
    lost: int = 0
    looked_at: int = 0
    attempts: int = 0
    by_hand: int = 0
    keepers: int = 0
    left: Counter[str] = field(default_factory=Counter)


def plan(scope: RegradeScope, choices: RegradeOptions) -> RegradePlan:
    """Who would change, and how. A fixed number of queries for every hundred attempts."""
    found = RegradePlan(
        attempts=scope.attempts().count(), by_hand=scope.questions().filter(is_by_hand=True).count()
    )
    losers: list[Attempt] = []
    attempts = scope.attempts().select_related("enrolment__person", "placement__graded_item")[:MOST_LOOKED_AT]
    for change in changes_of(attempts, scope, choices, found.left):
        found.looked_at += 1
        if not change.marks:
            continue
        found.changed += 1
        found.gained += change.gains_pass
        if change.loses_pass:
            found.lost += 1
            losers.append(change.attempt)
        if len(found.changes) < MOST_LISTED:
            found.changes.append(change)
    found.keepers = _keepers(losers)
    return found


def changes_of(
    attempts: Iterable[Attempt], scope: RegradeScope, choices: RegradeOptions, left: Counter[str]
) -> Iterator[ScoreChange]:
    """What changes for each of these attempts, in their order. left: counts what is left alone, by reason."""
    known: dict[UUID, list[Question]] = {}
    waiting = iter(attempts)
    while some := list(islice(waiting, _AT_ONCE)):
        rows: dict[int, list[MarkedQuestion]] = defaultdict(list)
        for row in MarkedQuestion.objects.filter(attempt__in=some).order_by("place"):
            rows[row.attempt_id].append(row)
        _learn(known, {row.question_id for each in rows.values() for row in each})
        for attempt in some:
            yield _change(attempt, rows[attempt.pk], scope, choices, known, left)


def compare(frozen: QuestionText, present: QuestionText | None) -> str:
    """Whether the present key of a question may be applied to what was asked then."""
    if present is None:
        return GONE
    if frozen.kind != present.kind or _seen(frozen) != _seen(present):
        return TOO_DIFFERENT
    return FITS if frozen.prompt == present.prompt else TEXT_CHANGED


def score_by_present_key(
    frozen: QuestionSnapshot, present: QuestionText, answer: Any, penalty_percent: int
) -> ScoredAnswer:
    """What an answer of that time earns by the present key, out of the marks of that time.

    The answer is read anew from the fields of the form: these name what the learner saw, which is the same.
    """
    kind = question_type(present.kind)
    fields = kind.filled(kind.from_data(frozen.asked.data), answer)
    translated = kind.read_answer(kind.from_data(present.data), fields)
    asked = QuestionText(present.question, present.kind, present.prompt, present.data, frozen.asked.marks)
    return score_question(
        QuestionSnapshot(frozen.place, asked, frozen.shown, asked.content_hash), translated, penalty_percent
    )


def _change(
    attempt: Attempt,
    rows: list[MarkedQuestion],
    scope: RegradeScope,
    choices: RegradeOptions,
    known: Mapping[UUID, list[Question]],
    left: Counter[str],
) -> ScoreChange:
    paper = {row["place"]: row for row in attempt.paper}
    penalty_percent = AttemptRules.from_json(attempt.rules).penalty_percent
    marks = []
    for row in rows:
        if row.is_by_hand or row.score is None or question_type(row.kind).is_scored_by_hand:
            continue
        if scope.question_id is not None and row.question_id != scope.question_id:
            continue
        frozen = QuestionSnapshot.from_data(paper[row.place])
        present = _in_language(known.get(row.question_id, []), attempt.language_code)
        asked = present.asked() if present else None
        verdict = compare(frozen.asked, asked)
        if verdict != FITS and not (verdict == TEXT_CHANGED and choices.takes_changed_text):
            left[verdict] += 1
            continue
        assert asked is not None
        marked = score_by_present_key(frozen, asked, row.answer, penalty_percent)
        if _differs(row, marked, choices):
            marks.append(RegradedQuestion(row, marked, asked.data))
    return ScoreChange(attempt, tuple(marks), _after(attempt, rows, marks))


def _differs(row: MarkedQuestion, marked: ScoredAnswer, choices: RegradeOptions) -> bool:
    assert row.score is not None
    before, after = row.score - row.owed, marked.score - marked.owed
    if choices.spares and after < before:
        return False
    return (row.score, row.owed, row.is_correct) != (marked.score, marked.owed, marked.is_correct)


def _after(attempt: Attempt, rows: list[MarkedQuestion], marks: list[RegradedQuestion]) -> ScoreTotal | None:
    changed = {mark.row.place: mark.marked for mark in marks}
    questions = []
    for row in rows:
        earned = changed.get(row.place)
        score, owed = (earned.score, earned.owed) if earned else (row.score, row.owed)
        questions.append(CountedMarks(score, owed, row.most_marks, row.voided))
    return total_with_voids(questions, attempt.most_points)[0]


def _seen(asked: QuestionText) -> Any:
    """What a browser gets of it, in an order that does not depend on the author's."""
    kind = question_type(asked.kind)
    try:
        # The same chance for both; it mixes names, and no secret hangs on it.
        return kind.shown(kind.from_data(asked.data), random.Random(0))  # noqa: S311
    except InvalidContent:
        return None


def _learn(known: dict[UUID, list[Question]], wanted: set[UUID]) -> None:
    """Fetch the published questions that are not known yet, in all languages. One query, or none."""
    missing = wanted - set(known)
    known |= {key: [] for key in missing}
    if missing:
        rows = Question.objects.filter(translation_key__in=missing, live=True).select_related("locale")
        for question in rows.order_by("pk"):
            known[question.translation_key].append(question)


def _in_language(questions: list[Question], language_code: str) -> Question | None:
    """In the language of the paper; else as it was first written."""
    by_code = {question.locale.language_code: question for question in questions}
    return by_code.get(language_code) or next(iter(questions), None)


def _keepers(losers: list[Attempt]) -> int:
    """How many of these people passed the work or completed the course, which stays as it is."""
    kept = Milestone.objects.filter(
        person__in={attempt.enrolment.person_id for attempt in losers},
        kind__in=[
            Milestone.Kind.QUIZ_PASSED,
            Milestone.Kind.EXAM_PASSED,
            Milestone.Kind.COURSE_COMPLETED,
        ],
        course__in={attempt.enrolment.course_id for attempt in losers},
    )
    return kept.values("person").distinct().count() if losers else 0


@dataclass(frozen=True, slots=True)
class CorrectedKey:
    """By what a question was regraded last. edition: of the scorer's rules."""

    data: Mapping[str, Any]
    edition: int

    def applied_to(self, frozen: QuestionSnapshot) -> QuestionSnapshot:
        """The question with this content as its key."""
        return replace(frozen, asked=replace(frozen.asked, data=self.data), edition=self.edition)


def corrected_keys(attempt: Attempt) -> dict[int, CorrectedKey]:
    """By place what a question was regraded with last. One query."""
    rows = attempt.markings.filter(how="remark").order_by("pk").values_list("place", "detail")
    return {
        place: CorrectedKey(detail["data"], detail.get("edition", 1))
        for place, detail in rows
        if place is not None
    }
