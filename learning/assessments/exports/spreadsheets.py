"""Questions as the CSV file that the import reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import join_bars
from common.imports.csv_export import csv_bytes
from learning.assessments.imports.building import LETTERS
from learning.assessments.imports.cells import ARROW
from learning.assessments.imports.columns import COLUMNS
from learning.assessments.imports.drafts import DraftQuestion

from .report import Exported, LeftOut, NotHeld


def to_csv(questions: Iterable[DraftQuestion]) -> Exported:
    """The file, with all columns."""
    rows, left_out = [COLUMNS.names], []
    for question in questions:
        try:
            cells = _cells(question)
        except NotHeld as error:
            left_out.append(LeftOut(question, error.words))
        else:
            rows.append([cells.get(name, "") for name in COLUMNS.names])
    return Exported(csv_bytes(rows), len(rows) - 1, tuple(left_out))


def written(number: Decimal) -> str:
    """Marks without idle zeros."""
    return format(number.normalize(), "f")


def _cells(question: DraftQuestion) -> dict[str, str]:
    return {
        "question": question.prompt,
        "title": question.title,
        "kind": question.kind,
        "marks": written(question.marks),
        "difficulty": question.difficulty,
        "tags": _tags(question.tags),
        "explanation": question.explanation,
        **_BY_KIND[question.kind](question.data),
        **_gapped(question),
    }


def _tags(tags: Sequence[str]) -> str:
    """A bar at the end tells that a comma does not part them."""
    cell = join_bars(tags)
    return cell + " |" if len(tags) == 1 and any(sign in cell for sign in ",;\\") else cell


def _gapped(question: DraftQuestion) -> dict[str, str]:
    """A text with gaps that asks by itself stands where the question stands."""
    if question.kind != "fill_blank":
        return {}
    text = question.data["text"]
    return {"question": question.prompt, "text": text} if question.prompt else {"question": text, "text": ""}


def _in_options(texts: Sequence[str], name: str = "option") -> dict[str, str]:
    if len(texts) > len(LETTERS):
        raise NotHeld(
            _("A CSV row holds at most %(count)d options, pairs, blanks or items.") % {"count": len(LETTERS)}
        )
    return {f"{name}_{letter.lower()}": text for letter, text in zip(LETTERS, texts, strict=False)}


def _yes_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _choice(data: Mapping[str, Any]) -> dict[str, str]:
    options = data["options"]
    right = [letter for letter, option in zip(LETTERS, options, strict=False) if option["is_right"]]
    return {
        **_in_options([option["text"] for option in options]),
        **_in_options([option["feedback"] for option in options], "feedback"),
        "correct_answer": ";".join(right),
    }


def _multiple_choice(data: Mapping[str, Any]) -> dict[str, str]:
    return {**_choice(data), "partial_marks": _yes_no(data["partial"])}


def _true_false(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        "correct_answer": "true" if data["is_true"] else "false",
        "feedback_right": data["feedback_right"],
        "feedback_wrong": data["feedback_wrong"],
    }


def _short_text(data: Mapping[str, Any]) -> dict[str, str]:
    first, *further = data["accepted"]
    return {
        "correct_answer": first,
        "accepted": join_bars(further),
        "case_sensitive": _yes_no(data["is_case_sensitive"]),
        "typos": str(data["typos"]),
    }


def _fill_blank(data: Mapping[str, Any]) -> dict[str, str]:
    blanks = data["blanks"]
    if len({(blank["is_case_sensitive"], blank["typos"]) for blank in blanks}) > 1:
        raise NotHeld(_("CSV needs the same case sensitivity and typo settings for all blanks of a text."))
    return {
        **_in_options([join_bars(blank["accepted"]) for blank in blanks]),
        "case_sensitive": _yes_no(blanks[0]["is_case_sensitive"]),
        "typos": str(blanks[0]["typos"]),
    }


def _matching(data: Mapping[str, Any]) -> dict[str, str]:
    pairs = [(pair["left"], pair["right"]) for pair in data["pairs"]]
    if any(ARROW in left for left, _right in pairs):
        raise NotHeld(_("The left side of a pair can't contain -> in an exported file."))
    parts = [f"{left} {ARROW} {right}" for left, right in pairs]
    return _in_options([*parts, *(f"{ARROW} {item['text']}" for item in data["distractors"])])


def _ordering(data: Mapping[str, Any]) -> dict[str, str]:
    return _in_options([item["text"] for item in data["items"]])


def _numeric(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        "correct_answer": data["answer"],
        "tolerance": data["tolerance"] + ("%" if data["tolerance_is_percent"] else ""),
        "unit": data["unit"],
        "unit_required": _yes_no(data["is_unit_required"]),
    }


def _essay(data: Mapping[str, Any]) -> dict[str, str]:
    return {"least_words": str(data["least_words"]), "most_words": str(data["most_words"])}


_BY_KIND: dict[str, Callable[[Mapping[str, Any]], dict[str, str]]] = {
    "single_choice": _choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short_text": _short_text,
    "essay": _essay,
}
