"""Questions in Moodle's GIFT. What it has no sign for stands in comments, which other programs pass over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from learning.assessments.imports.drafts import MEDIUM, DraftQuestion
from learning.assessments.question_types import question_type
from learning.assessments.question_types.cell_values import without_idle_zeros
from learning.assessments.question_types.file_format import NotHeld
from learning.assessments.question_types.gift import backslashed, escaped, gift_text

from .report import Exported, LeftOut

_BRACKET = re.compile(r"[\\\[\]]")


def to_gift(questions: Iterable[DraftQuestion]) -> Exported:
    """The file, one question after another."""
    parts, left_out = [], []
    for question in questions:
        try:
            parts.append(_question(question))
        except NotHeld as error:
            left_out.append(LeftOut(question, error.words))
    content = "\n\n".join(parts) + "\n" if parts else ""
    return Exported(content.encode(), len(parts), tuple(left_out))


def _question(question: DraftQuestion) -> str:
    files = question_type(question.kind).files
    explanation = f"####{gift_text(question.explanation)}" if question.explanation else ""
    body = files.to_gift(question.data) + explanation
    before, after = files.gift_texts(question.prompt, question.data)
    title = f"::{escaped(question.title)}::" if question.title else ""
    asked = f"{gift_text(before)}{{{body}}}{escaped(after)}"
    return "\n".join([*_remarks(question), title + asked])


def _remarks(question: DraftQuestion) -> list[str]:
    remarks = [("tag", tag) for tag in question.tags]
    if question.marks != 1:
        remarks.append(("marks", without_idle_zeros(question.marks)))
    if question.difficulty != MEDIUM:
        remarks.append(("difficulty", question.difficulty))
    remarks += question_type(question.kind).files.gift_remarks(question.data)
    if not remarks:
        return []
    return ["// " + " ".join(f"[{name}:{_BRACKET.sub(backslashed, value)}]" for name, value in remarks)]
