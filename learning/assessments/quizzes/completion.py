"""What a lesson waits for: its required quizzes passed, its required assignments handed in."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.assessments.models import Assignment, Quiz, Submission, Work
from learning.assessments.selectors import results_of
from learning.courses.completion import CompletionCheck
from learning.courses.release.outlines import OutlineLesson

from .placements import PlacedActivity, placed_in


def required_in(lesson: OutlineLesson, kind: str) -> list[PlacedActivity]:
    """The works of this kind that a lesson requires; no query for a lesson that places none of it."""
    if not any(activity.kind == kind for activity in lesson.activities):
        return []
    placed = placed_in(lesson, get_language() or "")
    return [
        place
        for place in placed
        if place.work.kind == kind
        and isinstance(place.source, Quiz | Assignment)
        and place.source.is_required
    ]


class QuizzesPassed:
    """Every required quiz of the lesson is passed, here or wherever else it is placed."""

    name = "quiz_passed"

    def applies_to(self, lesson: OutlineLesson) -> bool:
        return bool(required_in(lesson, Work.Kind.QUIZ))

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck:
        places = required_in(lesson, Work.Kind.QUIZ)
        done = {work_id for (_who, work_id), result in results_of([enrolment_id]).items() if result.passed}
        missing = [place for place in places if place.work.pk not in done]
        words = " ".join(
            _("Pass the quiz “%(quiz)s” to complete this lesson.") % {"quiz": place.title}
            for place in missing
        )
        return _finding(places, missing, words)


class AssignmentsSubmitted:
    """Every required assignment of the lesson is handed in."""

    name = "assignment_submitted"

    def applies_to(self, lesson: OutlineLesson) -> bool:
        return bool(required_in(lesson, Work.Kind.ASSIGNMENT))

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck:
        places = required_in(lesson, Work.Kind.ASSIGNMENT)
        rows = Submission.objects.filter(enrolment=enrolment_id, submitted_at__isnull=False)
        done = set(rows.values_list("placement__work_id", flat=True))
        missing = [place for place in places if place.work.pk not in done]
        words = " ".join(
            _("Submit the assignment “%(assignment)s” to complete this lesson.") % {"assignment": place.title}
            for place in missing
        )
        return _finding(places, missing, words)


def _finding(places: list[PlacedActivity], missing: list[PlacedActivity], words: str) -> CompletionCheck:
    evidence = {"done": [str(place.work.public_id) for place in places]}
    return CompletionCheck(is_met=not missing, evidence={} if missing else evidence, missing=words)
