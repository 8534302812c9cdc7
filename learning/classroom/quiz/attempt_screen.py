"""An attempt on its own address: the paper while it is open, what came of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from common.addresses import address_of
from common.verdict import Verdict
from learning.access import policies as access
from learning.access.selectors import outline_with
from learning.assessments import actions, policies
from learning.assessments.models import Attempt, GradedItem, MarkedQuestion, ShowAnswers
from learning.assessments.selectors import (
    AttemptHistory,
    AttemptRules,
    PlacedActivity,
    QuestionSnapshot,
    attempt_history_of,
    attempts_of,
    checked_places,
    corrected_keys,
    exam_of,
    has_passed,
    last_entries,
    placed_in,
    score_question,
)
from learning.classroom.course.resolve import course_addresses
from learning.classroom.dashboard.completed_course import CompletedCourse, completed_course
from learning.classroom.quiz.question_display import (
    MarkedRow,
    Outcome,
    QuestionRow,
    marked_rows,
    outcome_of,
    question_rows,
)
from learning.courses.release.outlines import OutlineLesson
from learning.courses.viewer import Viewer
from learning.progress.selectors import open_neighbours


@dataclass(frozen=True)
class AttemptContext:
    """Where the attempt belongs, as far as that is still there. url: of the start page; empty: it is gone."""

    course_title: str
    course_url: str
    lesson: OutlineLesson | None = None
    place: PlacedActivity | None = None
    following: OutlineLesson | None = None

    @property
    def url(self) -> str:
        return f"{self.course_url}{self.place.path}" if self.place and self.course_url else ""

    @property
    def lesson_url(self) -> str:
        return f"{self.course_url}{self.lesson.path}" if self.lesson and self.course_url else ""

    @property
    def following_url(self) -> str:
        return f"{self.course_url}{self.following.path}" if self.following and self.course_url else ""


@dataclass(frozen=True)
class AttemptScreen:
    """What templates/classroom/quiz/paper.html draws. attempt: None for a sample: nothing is kept."""

    title: str
    rules: AttemptRules
    rows: tuple[QuestionRow, ...]
    surroundings: AttemptContext
    attempt: Attempt | None = None
    remaining_seconds: int | None = None

    @property
    def checks_each(self) -> bool:
        return self.attempt is not None and self.rules.show_answers == ShowAnswers.AFTER_EACH

    @property
    def answered(self) -> int:
        return sum(row.answered for row in self.rows)

    @property
    def api_url(self) -> str:
        return address_of("attempt_api", self.attempt.public_id) if self.attempt else ""


@dataclass(frozen=True)
class ResultScreen:
    """What templates/classroom/quiz/result.html draws.

    verdict: may the score be seen; outcomes: may what each answer earned; answers: may the right answers.
    taken: all attempts, and whether another may begin (`again`); None where the quiz is gone. completed: the
    course, where this attempt was the last thing that it took. shows_scores: of the other attempts, too.
    """

    attempt: Attempt
    graded_item: GradedItem
    rules: AttemptRules
    rows: tuple[MarkedRow, ...]
    surroundings: AttemptContext
    verdict: Verdict
    outcomes: Verdict
    answers: Verdict
    others: tuple[Attempt, ...]
    taken: AttemptHistory | None
    again: Verdict | None
    celebrates: bool
    completed: CompletedCourse | None
    shows_scores: bool = True

    @property
    def title(self) -> str:
        return self.rules.title or self.graded_item.title


def attempt_screen(request: HttpRequest, viewer: Viewer, attempt: Attempt) -> AttemptScreen:
    """The paper of an open attempt with what was answered so far."""
    rules = AttemptRules.from_json(attempt.rules)
    paper = paper_of(attempt)
    answers = answers_of(attempt)
    around = attempt_context_of(request, viewer, attempt)
    may_see = policies.may_see_checked(viewer, attempt, around.place)
    return AttemptScreen(
        title=rules.title,
        rules=rules,
        rows=question_rows(paper, answers, _checked(attempt, paper, answers, rules) if may_see else {}),
        surroundings=around,
        attempt=attempt,
        remaining_seconds=actions.remaining_seconds(attempt, viewer.moment),
    )


def result_screen(request: HttpRequest, viewer: Viewer, attempt: Attempt) -> ResultScreen:
    """What came of a submitted attempt, as far as its learner may know."""
    rules = AttemptRules.standing(attempt)
    enrolment, graded_item = attempt.enrolment, attempt.placement.graded_item
    everything = attempts_of(enrolment, graded_item)
    is_passed = has_passed(everything)
    around = attempt_context_of(request, viewer, attempt)
    taken = attempt_history_of(enrolment, around.place, viewer.moment) if around.place else None
    shown = policies.rules_in_force(attempt, taken)
    graded = policies.may_see_result(viewer, attempt)
    verdict = graded and policies.score_verdict(shown, viewer.moment)
    again = policies.may_begin(taken, viewer.moment) if taken else None
    is_over = (
        taken is None or again is None or (taken.open is None and again.code in ("no_attempts", "overdue"))
    )
    outcomes = verdict and policies.outcomes_verdict(
        shown, viewer.moment, has_passed=is_passed, is_over=is_over
    )
    answers = graded and policies.answers_verdict(shown, viewer.moment, has_passed=is_passed)
    is_done, is_submitted_now = bool(verdict and attempt.passed), "done" in request.GET
    return ResultScreen(
        attempt=attempt,
        graded_item=graded_item,
        rules=rules,
        rows=_marked(attempt, rules, graded, outcomes, answers),
        surroundings=around,
        verdict=verdict,
        outcomes=outcomes,
        answers=answers,
        others=tuple(one for one in everything if one.pk != attempt.pk),
        taken=taken,
        again=again,
        celebrates=is_done and is_submitted_now,
        completed=_completed_by(attempt, around, is_submitted_now=is_submitted_now) if is_done else None,
        shows_scores=bool(policies.score_verdict(shown, viewer.moment)),
    )


def _completed_by(
    attempt: Attempt, around: AttemptContext, *, is_submitted_now: bool
) -> CompletedCourse | None:
    """The course, where this attempt was the last thing that it took.

    An exam ends its course whenever it is graded; of a quiz only the moment of submitting tells.
    """
    if attempt.placement.lesson_id is not None and not is_submitted_now:
        return None
    done = completed_course(attempt.enrolment, title=around.course_title)
    if done is None or attempt.submitted_at is None or done.completed_at < attempt.submitted_at:
        return None
    return done


def paper_of(attempt: Attempt) -> tuple[QuestionSnapshot, ...]:
    return tuple(QuestionSnapshot.from_data(row) for row in attempt.paper)


def answers_of(attempt: Attempt) -> dict[int, Any]:
    """The answers that count, by place. One query."""
    return dict(last_entries(attempt).values_list("place", "answer"))


def _checked(
    attempt: Attempt,
    paper: tuple[QuestionSnapshot, ...],
    answers: Mapping[int, Any],
    rules: AttemptRules,
) -> dict[int, Outcome]:
    """The outcome of each question whose right answer the learner asked for."""
    checked = checked_places(attempt)
    return {
        row.place: outcome_of(
            row,
            answers.get(row.place),
            score_question(row, answers.get(row.place), rules.penalty_percent),
            shows_answers=True,
        )
        for row in paper
        if row.place in checked
    }


def _marked(
    attempt: Attempt, rules: AttemptRules, graded: Verdict, outcomes: Verdict, answers: Verdict
) -> tuple[MarkedRow, ...]:
    """At most two queries. Where a key was corrected since, its answer is the right one.

    What a person marked is shown as soon as it is graded: no answer can be found by it.
    """
    paper = paper_of(attempt)
    kept = {row.place: row for row in MarkedQuestion.objects.filter(attempt=attempt)}
    given = {place: row.answer for place, row in kept.items()}
    told: dict[int, Outcome] = {}
    if graded:
        corrected = corrected_keys(attempt) if answers else {}
        for row in paper:
            if row.place in kept and (outcomes or answers or kept[row.place].is_by_hand):
                key = corrected.get(row.place)
                frozen = key.applied_to(row) if key else row
                answer = given[row.place]
                marked = score_question(frozen, answer, rules.penalty_percent)
                told[row.place] = outcome_of(
                    frozen, answer, marked, shows_answers=bool(answers), kept=kept[row.place]
                )
    return marked_rows(paper, given, told)


def attempt_context_of(request: HttpRequest, viewer: Viewer, attempt: Attempt) -> AttemptContext:
    """At most five queries, and those of the verdict on the lessons."""
    enrolment, placement = attempt.enrolment, attempt.placement
    course = enrolment.course
    url = course_addresses(request, [course.pk], viewer.language_code).get(course.pk, "")
    outline = outline_with(enrolment, course, placement.lesson_id, viewer.language_code)
    if outline is None:
        return AttemptContext(course.title, url)
    if placement.lesson_id is None:
        place = exam_of(course.pk, viewer.language_code)
        is_there = place is not None and place.graded_item.pk == placement.graded_item_id
        return AttemptContext(outline.title, url, place=place if is_there else None)
    lesson = outline.by_id.get(placement.lesson_id)
    if lesson is None:
        return AttemptContext(outline.title, url)
    found = (
        one
        for one in placed_in(lesson, viewer.language_code)
        if one.graded_item.pk == placement.graded_item_id
    )
    verdicts = access.lesson_verdicts(viewer, course, outline, enrolment)
    following = open_neighbours(outline, lesson, verdicts)[1].lesson
    return AttemptContext(outline.title, url, lesson, next(found, None), following)


def attempt_url(attempt: Attempt) -> str:
    return reverse("classroom:attempt", args=[attempt.public_id])
