"""The exam of a course as its pages show it: what it takes, where somebody stands, and the way to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.assessments.models import Exam
from learning.assessments.policies import exam_verdict, score_verdict
from learning.assessments.selectors import (
    AttemptRules,
    CourseAccommodations,
    PlacedActivity,
    Result,
    accommodations_in,
    exam_of,
    results_of,
)
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import score_label
from learning.progress.selectors import CourseProgress


@dataclass(frozen=True, slots=True)
class ExamPanel:
    """What templates/classroom/exam_box.html draws.

    state: `ahead` (for whoever is not in), `locked`, `open`, `waiting` (to be marked) or `passed`.
    best: in words; empty: nothing yet.
    """

    title: str
    url: str
    state: str
    sentence: str
    facts: tuple[str, ...]
    best: str = ""

    @property
    def is_next(self) -> bool:
        """Whether it is the thing to do now."""
        return self.state == "open"


def exam_panel_for(standing: CourseContext, result: Result | None = None) -> ExamPanel | None:
    """None without an active exam, and no query where that was asked before; else one for a stranger, at most
    nine for a learner.

    result: what the learner reached in it, if that is known already.
    """
    code = standing.viewer.language_code
    if not _has_exam(current_version(), standing.course.pk, code):
        return None
    place = exam_of(standing.course.pk, code)
    if place is None:
        return None
    state, sentence, best = "ahead", _("Pass the exam to complete the course."), ""
    given = CourseAccommodations()
    if standing.is_learner and standing.enrolment is not None:
        pk = standing.enrolment.pk
        known = result or (results_of([pk]).get((pk, place.graded_item.pk)) if pk else None)
        state, sentence = _standing_of(standing, place, known)
        if not standing.shows_only:
            given = accommodations_in(standing.enrolment, standing.viewer.moment)
        if known and score_verdict(_rules(place, given), standing.viewer.moment):
            best = score_label(known.best_score)
    facts = _facts(place, given)
    return ExamPanel(place.title, f"{standing.url}{place.path}", state, sentence, facts, best)


@kept_for_version(2048)
def _has_exam(generation: str, course_id: int, language_code: str) -> bool:
    """Most courses have none; an exam that is saved makes a new generation."""
    return exam_of(course_id, language_code) is not None


def _standing_of(standing: CourseContext, place: PlacedActivity, result: Result | None) -> tuple[str, str]:
    if result is not None and result.passed:
        return "passed", _("You passed the exam.")
    if result is not None and result.pending:
        return "waiting", _("Your answers are awaiting grading.")
    verdict = exam_verdict(
        standing.viewer, standing.course, standing.outline, standing.enrolment, place=place
    )
    if not verdict:
        return "locked", verdict.sentence
    return "open", _("You've completed all lessons. Pass the exam to complete the course.")


def _rules(place: PlacedActivity, given: CourseAccommodations) -> AttemptRules:
    assert isinstance(place.source, Exam)
    return AttemptRules.of(place.source, given.of(place.graded_item.pk))


def _facts(place: PlacedActivity, given: CourseAccommodations) -> tuple[str, ...]:
    """given: what the learner has beyond the others; minutes, attempts and date are their own."""
    rules = _rules(place, given)
    facts = [_("%(score)d%% to pass") % {"score": rules.passing_score}]
    if rules.seconds is not None:
        minutes = -(-rules.seconds // 60)
        facts.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    if rules.attempt_limit:
        words = ngettext("%(count)d attempt", "%(count)d attempts", rules.attempt_limit)
        facts.append(words % {"count": rules.attempt_limit})
    if rules.due_at is not None:
        when = date_format(localtime(rules.due_at), "DATETIME_FORMAT")
        facts.append(_("due %(when)s") % {"when": when})
    return tuple(facts)


def waits_for_exam(progress: CourseProgress) -> bool:
    """Whether everything that lessons ask is done, and yet the course is not completed."""
    required = progress.outline.required_ids
    all_done = required.issubset(progress.completed) if required else progress.next_lesson is None
    return all_done and not progress.is_completed
