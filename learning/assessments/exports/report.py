"""What comes of an export: the file, and what its form could not hold."""

from __future__ import annotations

from dataclasses import dataclass

from learning.assessments.imports.drafts import DraftQuestion


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that is not in the file, and why."""

    question: DraftQuestion
    words: str


@dataclass(frozen=True, slots=True)
class Exported:
    """content: the file, in UTF-8. questions: how many are in it."""

    content: bytes
    questions: int
    left_out: tuple[LeftOut, ...]
