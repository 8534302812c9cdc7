"""The questions of a paper as a page draws them: what is asked, what was answered, and what it earned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from learning.assessments.models import MarkedQuestion, Question, Void
from learning.assessments.question_types import ScoredAnswer, question_type
from learning.assessments.question_types.display import AnswerLine
from learning.assessments.selectors import QuestionSnapshot
from learning.classroom.caching.cache_version import current_version

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question to be answered. shown: what its kind shows. fields: the form as it was left.

    prefix: of the names of its fields. answered: whether an answer is kept. is_closed: its right answer was
    shown, which is then in `outcome`.
    """

    place: int
    kind: str
    kind_label: str
    control_template: str
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

    score: None while a person has to mark. voided: what it says of a question that was withdrawn.
    feedback, right, explanation: empty where they may not be seen.
    """

    given: tuple[AnswerLine, ...]
    score: Decimal | None
    most_marks: Decimal
    is_correct: bool | None
    feedback: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    explanation: SafeString = SafeString("")
    comment: str = ""
    voided: StrOrPromise = ""

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

    @property
    def label(self) -> str:
        return {
            "right": _("Correct"),
            "partly": _("Partially correct"),
            "wrong": _("Incorrect"),
            "unanswered": _("Not answered"),
            "waiting": _("Awaiting grading"),
        }[self.state]

    @property
    def icon(self) -> str:
        return _ICONS[self.state]


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """One question of a submitted attempt. outcome: None where marks may not be seen yet.

    offered: the options there were. sentence: the one with blanks.
    """

    place: int
    kind_label: str
    marks: Decimal
    prompt: SafeString
    given: tuple[AnswerLine, ...]
    outcome: Outcome | None
    offered: tuple[str, ...] = ()
    sentence: str = ""


_VOIDED = {
    Void.FULL: gettext_lazy("This question was withdrawn. Everyone gets full marks for it."),
    Void.OUT: gettext_lazy("This question was withdrawn and only counts where that raises a score."),
}
_ICONS = {
    "right": "circle-check",
    "partly": "circle-dashed",
    "wrong": "circle-x",
    "unanswered": "circle",
    "waiting": "hourglass",
}
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
            kind_label=str(question_type(row.asked.kind).label),
            control_template=question_type(row.asked.kind).control_template,
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
            kind_label=str(question_type(row.asked.kind).label),
            marks=row.asked.marks,
            prompt=prompt,
            given=given_lines(row, answers.get(row.place)),
            outcome=outcomes.get(row.place),
            offered=question_type(row.asked.kind).display.offered(row.shown),
            sentence=question_type(row.asked.kind).display.sentence(row.shown),
        )
        for row, prompt in zip(paper, prompts_of(paper), strict=True)
    )


def outcome_of(
    frozen: QuestionSnapshot,
    answer: Any,
    marked: ScoredAnswer,
    *,
    shows_answers: bool,
    kept: MarkedQuestion | None = None,
) -> Outcome:
    """What an answer earned. kept: as it stands in the attempt; without it as it was marked just now."""
    asked = frozen.asked
    score = kept.counted_score if kept else (None if marked.is_correct is None else marked.score)
    kind = question_type(asked.kind)
    content = kind.from_data(asked.data)
    return Outcome(
        given=given_lines(frozen, answer, marked if shows_answers else None),
        score=score,
        most_marks=asked.marks,
        is_correct=kept.is_correct if kept else marked.is_correct,
        voided=_VOIDED[Void(kept.voided)] if kept and kept.voided else "",
        feedback=tuple(marked.option_feedback.values()) if shows_answers else (),
        right=tuple(kind.right_answer(content)) if shows_answers else (),
        explanation=mark_safe(expand_db_html(asked.explanation))  # noqa: S308 - an author's rich text
        if shows_answers and asked.explanation
        else SafeString(""),
        comment=kept.comment if kept else "",
    )


def given_lines(
    frozen: QuestionSnapshot, answer: Any, marked: ScoredAnswer | None = None
) -> tuple[AnswerLine, ...]:
    """An answer in words, line by line. marked: says of each line whether it is right."""
    if answer is None:
        return ()
    kind = question_type(frozen.asked.kind)
    content = kind.from_data(frozen.asked.data)
    return tuple(kind.display.answer_lines(content, answer, marked.parts if marked else ()))


def _control(row: QuestionSnapshot, answer: Any) -> dict[str, Any]:
    """What the control of a type needs beyond `shown`: the fields as the answer left them, woven in."""
    kind = question_type(row.asked.kind)
    return kind.display.control(row.shown, kind.filled(kind.from_data(row.asked.data), answer))
