r"""Read questions in Moodle's GIFT: `::title:: text {answers}`, apart by blank lines, `//` before a comment.

What GIFT has no sign for, our export writes into comments, which other programs pass over:
`// [marks:2] [difficulty:hard] [partial:no] [tag:word]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types import QuestionType, question_types
from learning.assessments.question_types.gift import GiftBody
from learning.assessments.question_types.gift_text import format_of, mask, unmask

from .drafts import Collection, DraftQuestion
from .values import difficulty_of, marks_of, tags_of

_CATEGORY = re.compile(r"\$CATEGORY\s*:\s*(.+)")
_REMARK = re.compile(r"\[([a-z_]+):((?:[^\[\]\\]|\\.)*)\]")
_TITLE = re.compile(r"::(.*?)::(.*)", re.DOTALL)


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
    inside, _hashes, explanation = body.partition("####")
    asked = GiftBody(inside, is_inside=bool(after.strip()), text_format=format_of(before))
    try:
        draft, warnings = _draft(asked, (before, after), block)
        marks, difficulty, tags = _remarks(block, category)
    except InvalidCell as error:
        error.found = error.found or unmask(masked)
        collection.invalid(block.line, error)
        return
    draft = replace(draft, title=title, marks=marks, difficulty=difficulty, tags=tags)
    collection.add(replace(draft, explanation=asked.plain(explanation)))
    if asked.has_dropped:
        warnings.append(_("Images and other media were skipped. Only text is imported."))
    if asked.was_html:
        warnings.append(_("HTML formatting was removed. Only text is imported."))
    for words in warnings:
        collection.warn(block.line, words, found=draft.asks)


def _draft(body: GiftBody, texts: tuple[str, str], block: _Block) -> tuple[DraftQuestion, list[str]]:
    """The question, and what of it could not be kept. texts: around the braces. Raises InvalidCell."""
    kind = _type_of(body)
    content = kind.files.from_gift(body)
    before, after = texts
    words = body.plain(before + kind.files.gift_gap + after if after.strip() else before)
    remarks = {name: values[-1] for name, values in block.remarks.items()}
    data = kind.files.with_gift_remarks(content.data, remarks)
    prompt, data = kind.files.with_gift_prompt(words, data)
    return DraftQuestion(kind.name, prompt, data, line=block.line), list(content.warnings)


def _type_of(body: GiftBody) -> QuestionType:
    """Raises InvalidCell."""
    for takes_bare_text in (False, True):
        body.takes_bare_text = takes_bare_text
        for kind in question_types().values():
            if kind.files.reads_gift(body):
                return kind
    raise InvalidCell(_("The question type can't be detected."))


def _remarks(block: _Block, category: list[str]) -> tuple[Decimal, str, tuple[str, ...]]:
    def last(name: str) -> str:
        return block.remarks.get(name, [""])[-1]

    tags = tags_of([*block.remarks.get("tag", []), *category])
    return marks_of(last("marks")), difficulty_of(last("difficulty")), tags
