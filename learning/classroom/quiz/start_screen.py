"""The page before a quiz or exam: what it is, by which rules, and whether one may begin now."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.rich_text import expand_db_html

from common.verdict import NextStep, Verdict
from learning.assessments import actions, policies
from learning.assessments.models import (
    Attempt,
    CountedAttempt,
    Examination,
    ShowAnswers,
    ShowScores,
)
from learning.assessments.selectors import (
    AssessmentKind,
    AttemptHistory,
    AttemptRules,
    PlacedActivity,
    attempt_history_of,
)
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.outline_beside import ModuleBeside, outline_beside
from learning.classroom.labels import span_label
from learning.classroom.quiz.attempt_screen import AttemptContext, AttemptScreen
from learning.classroom.quiz.question_display import question_rows
from learning.courses.release.outlines import OutlineLesson
from learning.progress.selectors import CourseProgress, progress_of


@dataclass(frozen=True, slots=True)
class QuizFact:
    """A line about the quiz. icon: its name."""

    icon: str
    label: str
    value: str


@dataclass(frozen=True)
class StartScreen:
    """What templates/classroom/quiz/start.html draws. lesson: None for an exam.

    shows_sample: the viewer may look at a paper of which nothing is kept.
    """

    standing: CourseContext
    place: PlacedActivity
    lesson: OutlineLesson | None
    taken: AttemptHistory
    verdict: Verdict
    description: SafeString
    facts: tuple[QuizFact, ...]
    modules: tuple[ModuleBeside, ...]
    progress: CourseProgress
    shows_sample: bool

    @property
    def url(self) -> str:
        return f"{self.standing.url}{self.place.path}"

    @property
    def tone(self) -> str:
        """Of the badge: what stands on the course is set apart from what a lesson places."""
        return "info" if self.lesson else "accent"

    @property
    def kind(self) -> AssessmentKind:
        return self.place.kind

    @property
    def next_step(self) -> NextStep | None:
        """What the viewer can do where they may not begin."""
        return self.standing.next_step(self.verdict)

    @property
    def shows_scores(self) -> bool:
        """Whether the learner may see what their attempts scored."""
        return bool(policies.score_verdict(self.taken.rules_until_over, self.standing.viewer.moment))

    @property
    def open(self) -> Attempt | None:
        return self.taken.open

    @property
    def best(self) -> Attempt | None:
        return self.taken.best

    @property
    def past(self) -> tuple[Attempt, ...]:
        """Submitted attempts, the last one first."""
        return tuple(one for one in reversed(self.taken.attempts) if not one.is_open)

    @property
    def is_next_final(self) -> bool:
        return self.taken.left == 1


def start_screen(standing: CourseContext, place: PlacedActivity) -> StartScreen:
    """At most ten queries beyond the standing."""
    viewer = standing.viewer
    enrolment = standing.enrolment
    taken = attempt_history_of(enrolment, place, viewer.moment)
    assert isinstance(place.source, Examination) and isinstance(place.words, Examination)
    progress = progress_of(enrolment, standing.outline)
    return StartScreen(
        standing=standing,
        place=place,
        lesson=place.lesson,
        taken=taken,
        verdict=policies.may_start(viewer, standing.course, standing.outline, enrolment, place, taken),
        description=mark_safe(expand_db_html(place.words.description))  # noqa: S308 - an author's rich text
        if place.words.description
        else SafeString(""),
        facts=_facts(place, taken),
        modules=outline_beside(standing, progress, place.lesson),
        progress=progress,
        shows_sample=may_see_sample(standing),
    )


def may_see_sample(standing: CourseContext) -> bool:
    """Whether the viewer looks as staff: through other eyes, or at what they teach or review themselves."""
    if standing.shows_only:
        return True
    return standing.enrolment is None and standing.is_staff


def sample_screen(standing: CourseContext, place: PlacedActivity) -> AttemptScreen:
    """A paper as an attempt might get it, without one."""
    assert isinstance(place.source, Examination)
    rules = attempt_history_of(None, place, standing.viewer.moment).rules
    paper = actions.draw_questions(
        place,
        rules,
        language_code=standing.viewer.language_code,
        person_id=None,
        seed=secrets.token_hex(16),
    )
    return AttemptScreen(
        title=place.title,
        rules=rules,
        rows=question_rows(paper, {}),
        surroundings=AttemptContext(standing.outline.title, standing.url, place.lesson, place),
    )


def _facts(place: PlacedActivity, taken: AttemptHistory) -> tuple[QuizFact, ...]:
    rules = taken.rules
    assert isinstance(place.source, Examination)
    draws = place.source.items.values_list("draw_count", flat=True)
    count = sum(1 if drawn is None else drawn for drawn in draws)
    questions = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    facts = [
        QuizFact("list-checks", _("Questions"), questions),
        QuizFact("target", _("Passing score"), f"{rules.passing_score}%"),
        QuizFact("clock", _("Time limit"), _time(rules)),
        QuizFact("rotate-ccw", _("Attempts"), _attempts(taken)),
    ]
    if rules.counted_attempt != CountedAttempt.BEST and rules.attempt_limit != 1:
        words = str(CountedAttempt(rules.counted_attempt).label)
        facts.append(QuizFact("target", _("Score that counts"), words))
    if rules.cool_down_minutes:
        facts.append(
            QuizFact("hourglass", _("Wait between attempts"), span_label(rules.cool_down_minutes * 60))
        )
    if rules.penalty_percent:
        words = _("%(percent)d%% of the question's marks deducted") % {"percent": rules.penalty_percent}
        facts.append(QuizFact("circle-minus", _("Incorrect answers"), words))
    if rules.show_scores != ShowScores.AT_ONCE:
        facts.append(QuizFact("eye", _("Scores"), _SHOWN[ShowAnswers(rules.show_scores)]()))
    facts.append(QuizFact("eye", _("Correct answers"), _SHOWN[ShowAnswers(rules.show_answers)]()))
    return tuple(facts)


def _time(rules: AttemptRules) -> str:
    if rules.seconds is None:
        return _("No time limit")
    words = span_label(rules.seconds)
    return _("%(span)s, including your extra time") % {"span": words} if rules.time_factor != 1 else words


def _attempts(taken: AttemptHistory) -> str:
    if taken.left is None:
        return _("Unlimited")
    return _("%(left)d of %(all)d left") % {"left": taken.left, "all": taken.rules.attempt_limit}


_SHOWN = {
    ShowAnswers.NEVER: lambda: _("Not shown"),
    ShowAnswers.AFTER_EACH: lambda: _("Available after each question"),
    ShowAnswers.AFTER_PASSING: lambda: _("Shown after you pass"),
    ShowAnswers.AFTER_DEADLINE: lambda: _("Shown after the deadline"),
}
