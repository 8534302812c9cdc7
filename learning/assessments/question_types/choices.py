"""What single and multiple choice share: options in a form, on the page and in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .author_form import Row, RowNames, RowsForm, Written, rows_written, without_bullet
from .display import AnswerLine, Display
from .file_format import Cells, FileFormat
from .lettered_options import LETTERS, in_option_cells


class ChoiceForm(RowsForm):
    """Options with feedback, of which some are marked as right."""

    row_name = "option"

    def read(self, written: Written) -> dict[str, Any]:
        names = RowNames()
        options = [
            {
                "id": names.of(row),
                "text": row.values.get("text", ""),
                "is_right": row.is_right,
                "feedback": row.values.get("feedback", ""),
            }
            for row in self.filled_rows(written)
        ]
        return {"options": options}

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        options = data["options"]
        right = [str(number) for number, option in enumerate(options) if option["is_right"]]
        return rows_written("option", options, ("id", "text", "feedback")) | {"right": right}

    def pasted(self, line: str, number: int) -> Row:
        """A `*` before the line, or before what stands behind its bullet, marks it as right."""
        is_right = line.startswith("*")
        text = without_bullet(line.lstrip("*").strip() if is_right else line)
        if text.startswith("*"):
            is_right, text = True, text[1:].strip()
        return Row(number, {"text": text}, is_right)


class ChoiceDisplay(Display):
    """Options, of which some were chosen."""

    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        chosen = fields.get("choice", [])
        return {"options": [{**option, "chosen": option["id"] in chosen} for option in shown["options"]]}

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        chosen = answer if isinstance(answer, list) else [answer]
        return [
            (option.text, option.is_right if parts else None)
            for option in content.options
            if option.id in chosen
        ]

    def offered(self, shown: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(option["text"] for option in shown["options"])


class ChoiceFiles(FileFormat):
    """Options in columns with letters."""

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        options = data["options"]
        right = [letter for letter, option in zip(LETTERS, options, strict=False) if option["is_right"]]
        return {
            **in_option_cells([option["text"] for option in options]),
            **in_option_cells([option["feedback"] for option in options], "feedback"),
            "correct_answer": ";".join(right),
        }

    def unused_columns(self, cells: Cells) -> list[str]:
        """Feedback to options that are not there."""
        names = super().unused_columns(cells)
        return [name for name in names if not cells.get(name.replace("feedback_", "option_"))]
