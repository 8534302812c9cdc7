"""Questions from a file (CSV, GIFT, Aiken, PDF): read, reported line by line, and nothing written."""

from .drafts import DraftQuestion, Reading
from .reading import MOST_BYTES, read_questions
from .report import MOST_QUESTIONS, LineReport, Problem, Report, Unreadable

__all__ = [
    "MOST_BYTES",
    "MOST_QUESTIONS",
    "DraftQuestion",
    "LineReport",
    "Problem",
    "Reading",
    "Report",
    "Unreadable",
    "read_questions",
]
