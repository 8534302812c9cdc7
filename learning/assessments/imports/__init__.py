"""Questions from a file (CSV, GIFT, Aiken, Moodle XML, QTI, PDF): read, reported, and nothing written."""

from .drafts import MOST_QUESTIONS, DraftQuestion, Reading
from .reading import read_pasted, read_questions

__all__ = ["MOST_QUESTIONS", "DraftQuestion", "Reading", "read_pasted", "read_questions"]
