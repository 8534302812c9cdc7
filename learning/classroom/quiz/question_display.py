"""The questions of a paper as a page draws them: what is asked, what was answered, and what it earned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from learning.assessments.models import MarkedQuestion, Question
from learning.assessments.question_types import kind_of
from learning.assessments.question_types.base import Marked
from learning.assessments.quizzes.snapshots import QuestionSnapshot
from learning.classroom.caching.cache_version import current_version

Line = tuple[str, bool | None]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question to be answered. shown: what its kind shows. fields: the form as it was left.

    prefix: of the names of its fields. answered: whether an answer is kept. is_closed: its right answer was
    shown, which is then in `outcome`.
    """

    place: int
    kind: str
    kind_label: str
    marks: Decimal
    prompt: SafeString
    shown: Mapping[str, Any]
    control: Mapping[str, Any]
    answered: bool
    is_closed: bool
    outcome: Outcome | None = None

    @property
    def prefix(self) -> str:
        return f"q{self.place}-"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer earned. given: the answer, line by line, each with whether it is right (None: not said).

    score: None while a person has to mark. feedback, right, explanation: empty where they may not be seen.
    """

    given: tuple[Line, ...]
    score: Decimal | None
    most_marks: Decimal
    is_correct: bool | None
    feedback: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    explanation: SafeString = SafeString("")
    comment: str = ""

    @property
    def state(self) -> str:
        """`waiting`, `unanswered`, `right`, `partly` or `wrong`."""
        if self.score is None:
            return "waiting"
        if not self.given:
            return "unanswered"
        if self.is_correct or self.score == self.most_marks:
            return "right"
        return "partly" if self.score else "wrong"


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """One question of a submitted attempt. outcome: None where marks may not be seen yet.

    offered: the options there were. sentence: the one with blanks.
    """

    place: int
    kind_label: str
    marks: Decimal
    prompt: SafeString
    given: tuple[Line, ...]
    outcome: Outcome | None
    offered: tuple[str, ...] = ()
    sentence: str = ""


#: How long a drawn prompt is kept; what it is drawn from stands in its key, so it is never wrong.
_KEPT_SECONDS = 24 * 3600


def prompts_of(paper: Sequence[QuestionSnapshot]) -> list[SafeString]:
    """What each question asks, drawn. Pictures and files of all of them are fetched together.

    What was drawn before is taken from the cache: many take the same quiz at the same time.
    """
    around = f"{get_language() or ''}.{current_version()}"
    keys = [f"classroom.prompt.{row.hash}.{around}" for row in paper]
    kept: dict[str, str] = cache.get_many(keys)
    missing = {key: row for key, row in zip(keys, paper, strict=True) if key not in kept}
    if missing:
        drawn = dict(zip(missing, _drawn(list(missing.values())), strict=True))
        cache.set_many(drawn, timeout=_KEPT_SECONDS)
        kept |= drawn
    return [mark_safe(kept[key]) for key in keys]  # noqa: S308 - drawn by the blocks' templates


def _drawn(paper: Sequence[QuestionSnapshot]) -> list[str]:
    block = Question._meta.get_field("prompt").stream_block
    rows = [[child for child in row.asked.prompt if child.get("type") in block.child_blocks] for row in paper]
    drawn = [child.render() for child in block.to_python([child for each in rows for child in each])]
    prompts = []
    for each in rows:
        prompts.append("".join(drawn[: len(each)]))
        del drawn[: len(each)]
    return prompts


def question_rows(
    paper: Sequence[QuestionSnapshot],
    answers: Mapping[int, Any],
    outcomes: Mapping[int, Outcome] | None = None,
) -> tuple[QuestionRow, ...]:
    """A paper to be answered. answers: by place. outcomes: of the questions that are closed."""
    outcomes = outcomes or {}
    return tuple(
        QuestionRow(
            place=row.place,
            kind=row.asked.kind,
            kind_label=str(kind_of(row.asked.kind).LABEL),
            marks=row.asked.marks,
            prompt=prompt,
            shown=row.shown,
            control=_control(row, answers.get(row.place)),
            answered=answers.get(row.place) is not None,
            is_closed=row.place in outcomes,
            outcome=outcomes.get(row.place),
        )
        for row, prompt in zip(paper, prompts_of(paper), strict=True)
    )


def marked_rows(
    paper: Sequence[QuestionSnapshot], answers: Mapping[int, Any], outcomes: Mapping[int, Outcome]
) -> tuple[MarkedRow, ...]:
    """A paper that was submitted. outcomes: by place; empty where marks may not be seen yet."""
    return tuple(
        MarkedRow(
            place=row.place,
            kind_label=str(kind_of(row.asked.kind).LABEL),
            marks=row.asked.marks,
            prompt=prompt,
            given=given_lines(row, answers.get(row.place)),
            outcome=outcomes.get(row.place),
            offered=tuple(option["text"] for option in row.shown.get("options", ()) if "text" in option),
            sentence=_sentence(row),
        )
        for row, prompt in zip(paper, prompts_of(paper), strict=True)
    )


def _sentence(row: QuestionSnapshot) -> str:
    pieces = row.shown.get("pieces", ())
    return "".join(piece.get("text") or f"___ ({piece['blank']})" for piece in pieces)


def outcome_of(
    frozen: QuestionSnapshot,
    answer: Any,
    marked: Marked,
    *,
    shows_answers: bool,
    kept: MarkedQuestion | None = None,
) -> Outcome:
    """What an answer earned. kept: as it stands in the attempt; without it as it was marked just now."""
    asked = frozen.asked
    score = kept.score if kept else (None if marked.is_correct is None else marked.score)
    kind = kind_of(asked.kind)
    content = kind.from_data(asked.data)
    return Outcome(
        given=given_lines(frozen, answer, marked if shows_answers else None),
        score=score,
        most_marks=asked.marks,
        is_correct=kept.is_correct if kept else marked.is_correct,
        feedback=tuple(marked.option_feedback.values()) if shows_answers else (),
        right=tuple(kind.right_answer(content)) if shows_answers else (),
        explanation=mark_safe(expand_db_html(asked.explanation))  # noqa: S308 - an author's rich text
        if shows_answers and asked.explanation
        else SafeString(""),
        comment=kept.comment if kept else "",
    )


def given_lines(frozen: QuestionSnapshot, answer: Any, marked: Marked | None = None) -> tuple[Line, ...]:
    """An answer in words, line by line. marked: says of each line whether it is right."""
    if answer is None:
        return ()
    content = kind_of(frozen.asked.kind).from_data(frozen.asked.data)
    return tuple(_LINES[frozen.asked.kind](content, answer, marked.parts if marked else ()))


def _said(parts: Sequence[bool], place: int) -> bool | None:
    return parts[place] if place < len(parts) else None


def _options(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    chosen = answer if isinstance(answer, list) else [answer]
    return [
        (option.text, option.is_right if parts else None) for option in content.options if option.id in chosen
    ]


def _true_or_false(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    return [(_("True") if answer else _("False"), _said(parts, 0))]


def _blanks(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    number = "({}) ".format if len(content.blanks) > 1 else "".format
    return [(number(place + 1) + (text or "–"), _said(parts, place)) for place, text in enumerate(answer)]


def _pairs(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    rights = content.rights
    return [
        (f"{pair.left} → {rights.get(answer.get(pair.id, ''), '–')}", _said(parts, place))
        for place, pair in enumerate(content.pairs)
    ]


def _order(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    """As the learner ordered them; what was given no place comes last."""
    rows = [
        (answer.get(item.id) or len(content.items) + 1, item.text, _said(parts, place))
        for place, item in enumerate(content.items)
    ]
    last = len(content.items)
    return [
        (f"{place}. {text}" if place <= last else f"– {text}", said)
        for place, text, said in sorted(rows, key=lambda row: (row[0], row[1]))
    ]


def _text(content: Any, answer: Any, parts: Sequence[bool]) -> list[Line]:
    return [(str(answer), _said(parts, 0))]


_LINES: dict[str, Callable[[Any, Any, Sequence[bool]], list[Line]]] = {
    "single_choice": _options,
    "multiple_choice": _options,
    "true_false": _true_or_false,
    "fill_blank": _blanks,
    "matching": _pairs,
    "ordering": _order,
    "numeric": _text,
    "short_text": _text,
    "essay": _text,
}


def _control(row: QuestionSnapshot, answer: Any) -> dict[str, Any]:
    """What the control of a kind needs beyond `shown`: the fields as the answer left them, woven in."""
    kind = kind_of(row.asked.kind)
    fields = kind.filled(kind.from_data(row.asked.data), answer)
    shown = row.shown
    if "options" in shown:
        words = {"true": _("True"), "false": _("False")}
        chosen = fields.get("choice", [])
        return {
            "options": [
                {
                    "id": option["id"],
                    "text": option.get("text") or words[option["id"]],
                    "chosen": option["id"] in chosen,
                }
                for option in shown["options"]
            ]
        }
    if "lefts" in shown:
        return {
            "lefts": [{**left, "chosen": _first(fields, f"match-{left['id']}")} for left in shown["lefts"]],
            "rights": shown["rights"],
        }
    if "items" in shown:
        items = [{**item, "place": _first(fields, f"place-{item['id']}")} for item in shown["items"]]
        numbers = [str(number) for number in range(1, len(items) + 1)]
        items.sort(key=lambda item: numbers.index(item["place"]) if item["place"] in numbers else len(items))
        return {"items": items, "numbers": numbers}
    if "pieces" in shown:
        return {
            "pieces": [
                {**piece, "value": _first(fields, f"blank-{piece['blank']}")} if "blank" in piece else piece
                for piece in shown["pieces"]
            ]
        }
    return {"value": _first(fields, "text")}


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")
