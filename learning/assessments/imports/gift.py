r"""Read questions in Moodle's GIFT: `::title:: text {answers}`, apart by blank lines, `//` before a comment.

What GIFT has no sign for, our export writes into comments, which other programs pass over:
`// [marks:2] [difficulty:hard] [partial:no] [tag:word]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, yes_or_no
from learning.assessments.question_types.gift_text import mask, plain, unmask

from .drafts import Collection, DraftQuestion
from .gift_answers import Answers, answers_of
from .values import difficulty_of, marks_of, tags_of

_CATEGORY = re.compile(r"\$CATEGORY\s*:\s*(.+)")
_REMARK = re.compile(r"\[(tag|marks|difficulty|partial):((?:[^\[\]\\]|\\.)*)\]")
_TITLE = re.compile(r"::(.*?)::(.*)", re.DOTALL)
GAP = "_____"  # what stands for the gap of a choice in the middle of a sentence


@dataclass(slots=True)
class _Block:
    """The lines between two blank ones. line: where the first that is no comment stands."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)


def read(text: str, collection: Collection) -> None:
    """Take each question into the collection. Raises UnreadableFile."""
    category: list[str] = []
    block = _Block()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        found = _CATEGORY.fullmatch(bare)
        if bare.startswith("//"):
            for name, value in _REMARK.findall(bare):
                block.remarks.setdefault(name, []).append(re.sub(r"\\(.)", r"\1", value))
        elif bare and not found:
            block.line = block.line or number
            block.lines.append(line)
        else:
            if block.lines:
                _take(block, category, collection)
                block = _Block()
            if found:
                category = [name for name in [found[1].replace("//", " ").split("/")[-1].strip()] if name]


def _take(block: _Block, category: list[str], collection: Collection) -> None:
    """One question, or everything that is wrong with it."""
    collection.meet(block.line)
    masked = mask("\n".join(block.lines).strip())
    title = ""
    if found := _TITLE.match(masked):
        title, masked = unmask(found[1]), found[2]
    before, brace, rest = masked.partition("{")
    body, end, after = rest.partition("}")
    if not brace and "}" not in masked:
        collection.warn(
            block.line,
            _("This text contains no question and was skipped."),
            _("Put answers in braces: {=right ~wrong}."),
            found=unmask(masked),
        )
        return
    if not end or "{" in body or set("{}") & set(after) or "}" in before:
        collection.error(
            block.line,
            _("The braces don't match."),
            _(
                "A question has one pair of braces and no blank lines inside it. Write other braces "
                "as \\{ and \\}."
            ),
            found=unmask(masked),
        )
        return
    try:
        answers = answers_of(body, is_inside=bool(after.strip()))
        marks, difficulty, tags, partial = _remarks(block, category)
    except InvalidCell as error:
        error.found = error.found or unmask(masked)
        collection.invalid(block.line, error)
        return
    if answers.kind == "multiple_choice" and partial is not None:
        answers.data["partial"] = partial
    _add(block.line, title, (before, after), answers, (marks, difficulty, tags), collection)


def _remarks(block: _Block, category: list[str]) -> tuple[Decimal, str, tuple[str, ...], bool | None]:
    def last(name: str) -> str:
        return block.remarks.get(name, [""])[-1]

    partial = yes_or_no(last("partial")) if "partial" in block.remarks else None
    tags = tags_of([*block.remarks.get("tag", []), *category])
    return (
        marks_of(last("marks")),
        difficulty_of(last("difficulty")),
        tags,
        partial,
    )


def _add(
    line: int,
    title: str,
    texts: tuple[str, str],
    answers: Answers,
    rest: tuple[Decimal, str, tuple[str, ...]],
    collection: Collection,
) -> None:
    marks, difficulty, tags = rest
    before, after = texts
    asked, dropped = plain(_with_gap(before, after, answers.kind))
    prompt, data = _gapped(asked, answers)
    collection.add(
        DraftQuestion(
            answers.kind, prompt, data, marks, difficulty, tags, answers.explanation, title, line=line
        )
    )
    warnings = list(answers.warnings)
    if dropped or answers.has_dropped:
        warnings.append(_("Images and other media were skipped. Only text is imported."))
    for words in warnings:
        collection.warn(line, words, found=asked)


def _with_gap(before: str, after: str, kind: str) -> str:
    if not after.strip():
        return before
    return before + ("{{1}}" if kind == "fill_blank" else GAP) + after


def _gapped(asked: str, answers: Answers) -> tuple[str, dict[str, Any]]:
    """Of a text with a gap, what stands a paragraph before the gap's is the prompt."""
    if answers.kind != "fill_blank":
        return asked, answers.data
    place = asked.rfind("\n\n", 0, asked.find("{{1}}"))
    text = asked[place + 2 :] if place >= 0 else asked
    return asked[: max(place, 0)].strip(), {"text": text.strip(), "blanks": [answers.data]}
