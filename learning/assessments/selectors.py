"""What other apps ask of assessments: attempts, results, what a lesson places, and what was frozen.

The work is done in the rooms of this app, which import from one another directly.
"""

from __future__ import annotations

from .activity_kinds import AssessmentKind
from .assignments.assignment_snapshot import AssignmentSnapshot, Criterion, Level
from .assignments.late_policy import days_late
from .assignments.submission_policy import (
    SubmissionState,
    no_submission_state,
    shown_to_learner,
    submission_state_of,
)
from .grading.course_grade import CourseGrade
from .grading.gradebook import GradebookCell, course_grading_of, gradebook_rows
from .grading.open_results import (
    OpenResult,
    awaiting_by_course,
    awaits_grading,
    has_not_passed,
    open_results_of,
)
from .grading.regrading import corrected_keys
from .grading.results import (
    Result,
    begun_by,
    items_of,
    passed_by,
    results_of,
)
from .quizzes.accommodations import CourseAccommodations, accommodations_in, accommodations_of_many
from .quizzes.attempt_history import (
    AttemptHistory,
    answered_places,
    attempt_history_of,
    attempt_of,
    attempts_of,
    checked_places,
    has_passed,
    last_entries,
)
from .quizzes.attempt_rules import AttemptRules
from .quizzes.exam_access import has_passed_exam, has_submitted_course_work
from .quizzes.placements import (
    PlacedActivity,
    course_assignment,
    exam_of,
    find_in,
    placed_in,
    placed_in_course,
    required_assignments_of,
    standing_on_courses,
)
from .quizzes.question_selection import bank_for
from .quizzes.scoring import score_question
from .quizzes.snapshots import QuestionSnapshot, take_snapshots

__all__ = [
    "accommodations_in",
    "accommodations_of_many",
    "answered_places",
    "AssessmentKind",
    "AssignmentSnapshot",
    "attempt_history_of",
    "attempt_of",
    "AttemptHistory",
    "AttemptRules",
    "attempts_of",
    "awaiting_by_course",
    "awaits_grading",
    "bank_for",
    "begun_by",
    "checked_places",
    "corrected_keys",
    "course_assignment",
    "course_grading_of",
    "CourseAccommodations",
    "CourseGrade",
    "Criterion",
    "days_late",
    "exam_of",
    "find_in",
    "gradebook_rows",
    "GradebookCell",
    "has_passed",
    "has_not_passed",
    "has_passed_exam",
    "has_submitted_course_work",
    "items_of",
    "last_entries",
    "Level",
    "no_submission_state",
    "open_results_of",
    "OpenResult",
    "passed_by",
    "placed_in",
    "placed_in_course",
    "PlacedActivity",
    "QuestionSnapshot",
    "Result",
    "required_assignments_of",
    "results_of",
    "score_question",
    "shown_to_learner",
    "standing_on_courses",
    "submission_state_of",
    "SubmissionState",
    "take_snapshots",
]
