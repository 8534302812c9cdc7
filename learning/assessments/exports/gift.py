"""Questions in Moodle's GIFT. What it has no sign for stands in comments, which other programs pass over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from learning.assessments.imports.drafts import MEDIUM, DraftQuestion
from learning.assessments.imports.gift_answers import ARROW

from .report import Exported, LeftOut, NotHeld
from .spreadsheets import written

_SPECIAL = re.compile(r"[\\~=#{}:]")
_BRACKET = re.compile(r"[\\\[\]]")
_GAP = re.compile(r"\{\{(\d+)\}\}")
# A text that begins like a format, a comment or a category says that it is plain.
_AMBIGUOUS = ("[", "/", "$")


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
    explanation = f"####{_text(question.explanation)}" if question.explanation else ""
    body = _BY_KIND[question.kind](question.data) + explanation
    title = f"::{_escaped(question.title)}::" if question.title else ""
    if question.kind == "fill_blank":
        asked = _gapped(question, body)
    else:
        asked = f"{_text(question.prompt)} {{{body}}}"
    return "\n".join([*_remarks(question), title + asked])


def _remarks(question: DraftQuestion) -> list[str]:
    remarks = [("tag", tag) for tag in question.tags]
    if question.marks != 1:
        remarks.append(("marks", written(question.marks)))
    if question.difficulty != MEDIUM:
        remarks.append(("difficulty", question.difficulty))
    if question.kind == "multiple_choice" and not question.data["partial"]:
        remarks.append(("partial", "no"))
    if not remarks:
        return []
    return ["// " + " ".join(f"[{name}:{_BRACKET.sub(_backslash, value)}]" for name, value in remarks)]


def _gapped(question: DraftQuestion, body: str) -> str:
    text = question.data["text"]
    before, _gap, after = _GAP.split(text, maxsplit=1)
    if not after.strip():
        raise NotHeld(_("GIFT needs text after a blank."))
    if "\n\n" in before:
        raise NotHeld(_("GIFT doesn't support several paragraphs before a blank."))
    prompt = question.prompt + "\n\n" if question.prompt else ""
    return f"{_text(prompt + before)}{{{body}}}{_escaped(after)}"


def _backslash(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_backslash, text).replace("\n", "\\n")


def _text(text: str) -> str:
    return ("[plain]" if text.startswith(_AMBIGUOUS) else "") + _escaped(text)


def _answer(sign: str, text: str, feedback: str = "", weight: str = "") -> str:
    if not weight and text.startswith("%"):  # or the text would be taken for a weight
        weight = "%100%" if sign == "=" else "%0%"
    return f"{sign}{weight}{_text(text)}" + (f"#{_text(feedback)}" if feedback else "")


def _lines(answers: Iterable[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers) + "\n"


def _single_choice(data: Mapping[str, Any]) -> str:
    return _lines(
        _answer("=" if option["is_right"] else "~", option["text"], option["feedback"])
        for option in data["options"]
    )


def _multiple_choice(data: Mapping[str, Any]) -> str:
    options = data["options"]
    right = sum(option["is_right"] for option in options)
    share = (Decimal(100) / right).quantize(Decimal("0.00001"), rounding=ROUND_DOWN)
    return _lines(
        _answer(
            "~",
            option["text"],
            option["feedback"],
            f"%{'' if option['is_right'] else '-'}{written(share)}%",
        )
        for option in options
    )


def _true_false(data: Mapping[str, Any]) -> str:
    truth = "TRUE" if data["is_true"] else "FALSE"
    right, wrong = data["feedback_right"], data["feedback_wrong"]
    if not right and not wrong:
        return truth
    return f"{truth}#{_text(wrong)}" + (f"#{_text(right)}" if right else "")


def _short_text(data: Mapping[str, Any]) -> str:
    if data["is_case_sensitive"] or data["typos"]:
        raise NotHeld(_("GIFT doesn't support case-sensitive answers or typo tolerance."))
    if any(ARROW in text for text in data["accepted"]):
        raise NotHeld(_("GIFT would read an answer containing -> as a matching pair."))
    return _lines(_answer("=", text) for text in data["accepted"])


def _fill_blank(data: Mapping[str, Any]) -> str:
    if len(data["blanks"]) > 1:
        raise NotHeld(_("GIFT supports only one blank per text."))
    return _short_text(data["blanks"][0])


def _matching(data: Mapping[str, Any]) -> str:
    if any(ARROW in pair["left"] for pair in data["pairs"]):
        raise NotHeld(_("The left side of a pair can't contain -> in an exported file."))
    pairs = [f"={_pair(pair['left'])} {ARROW} {_escaped(pair['right'])}" for pair in data["pairs"]]
    return _lines([*pairs, *(f"= {ARROW} {_escaped(item['text'])}" for item in data["distractors"])])


def _pair(left: str) -> str:
    return ("%100%" if left.startswith("%") else "") + _text(left)


def _ordering(data: Mapping[str, Any]) -> str:
    raise NotHeld(_("GIFT doesn't support ordering questions."))


def _numeric(data: Mapping[str, Any]) -> str:
    if data["unit"]:
        raise NotHeld(_("GIFT doesn't support units."))
    if data["tolerance_is_percent"]:
        raise NotHeld(_("GIFT doesn't support a tolerance in percent."))
    tolerance = "" if data["tolerance"] == "0" else f":{data['tolerance']}"
    return f"#{data['answer']}{tolerance}"


def _essay(data: Mapping[str, Any]) -> str:
    if data["least_words"] or data["most_words"]:
        raise NotHeld(_("GIFT doesn't support word limits."))
    return ""


_BY_KIND: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short_text": _short_text,
    "essay": _essay,
}
