"""The models of assessments, by what they are.

`works` are identities that never go away. `questions`, `quizzes` and `assignments` are what authors write:
snippets with drafts. `attempts`, `submissions`, `marking` and `grading` are what is known of learners; they
point at identities and keep frozen copies of what authors had written.
"""

from .assignments import Assignment
from .attempts import AnswerEntry, Attempt, AttemptStatus, MarkedQuestion, Void
from .graded_items import GradedItem, Placement
from .grading import GradeCategory, GradeOverride, GradingScheme, ItemWeight
from .marks import Accommodation, Marking, SavedComment, VoidedQuestion
from .questions import Question, QuestionTag
from .quizzes import (
    AssessmentItem,
    CountedAttempt,
    Exam,
    Examination,
    ExamItem,
    Quiz,
    QuizItem,
    ShowAnswers,
    ShowOutcomes,
    ShowScores,
)
from .submissions import Submission, SubmissionFile

__all__ = [
    "AnswerEntry",
    "Assignment",
    "Attempt",
    "Exam",
    "ExamItem",
    "Examination",
    "Accommodation",
    "GradeOverride",
    "GradingScheme",
    "AssessmentItem",
    "MarkedQuestion",
    "Marking",
    "Placement",
    "Question",
    "QuestionTag",
    "Quiz",
    "QuizItem",
    "SavedComment",
    "ShowAnswers",
    "ShowOutcomes",
    "ShowScores",
    "AttemptStatus",
    "Submission",
    "SubmissionFile",
    "GradedItem",
    "ItemWeight",
    "CountedAttempt",
    "GradeCategory",
    "Void",
    "VoidedQuestion",
]
