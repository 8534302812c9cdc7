"""Pairs and distractors, in files: `left -> right`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell

from ..file_format import Cells, FileFormat, NotHeld
from ..gift import ARROW, GiftBody, GiftContent, escaped, gift_lines, gift_text
from ..interchange import ExchangedQuestion, Interaction
from ..lettered_options import in_option_cells, names_for, options_in


def matching_data(pairs: Sequence[tuple[str, str]], distractors: Sequence[str]) -> dict[str, Any]:
    names = names_for([*(left for left, _right in pairs), *distractors])
    return {
        "pairs": [
            {"id": name, "left": left, "right": right}
            for name, (left, right) in zip(names, pairs, strict=False)
        ],
        "distractors": [
            {"id": name, "text": text} for name, text in zip(names[len(pairs) :], distractors, strict=True)
        ],
    }


class MatchingFiles(FileFormat):
    def from_cells(self, cells: Cells) -> dict[str, Any]:
        return _of_lines((option.text for option in options_in(cells)), _("Use the form left -> right."))

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        _refuse_arrows(data)
        pairs = [f"{pair['left']} {ARROW} {pair['right']}" for pair in data["pairs"]]
        return in_option_cells([*pairs, *(f"{ARROW} {item['text']}" for item in data["distractors"])])

    def reads_gift(self, body: GiftBody) -> bool:
        return body.has_only_right_answers and ARROW in body.text

    def from_gift(self, body: GiftBody) -> GiftContent:
        data = _of_lines((answer.text for answer in body.answers), _("Use the form =left -> right."))
        warnings = []
        if any(answer.feedback for answer in body.answers):
            warnings.append(
                _("Feedback on individual pairs was skipped. This question type doesn't support it.")
            )
        return GiftContent(data, warnings)

    def to_gift(self, data: Mapping[str, Any]) -> str:
        _refuse_arrows(data)
        pairs = [f"={_left(pair['left'])} {ARROW} {escaped(pair['right'])}" for pair in data["pairs"]]
        return gift_lines([*pairs, *(f"= {ARROW} {escaped(item['text'])}" for item in data["distractors"])])

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.PAIRS

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        return GiftContent(matching_data(question.pairs, question.distractors))

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        return ExchangedQuestion(
            Interaction.PAIRS,
            pairs=tuple((pair["left"], pair["right"]) for pair in data["pairs"]),
            distractors=tuple(item["text"] for item in data["distractors"]),
        )


def _of_lines(lines: Iterable[str], advice: str) -> dict[str, Any]:
    pairs, distractors = [], []
    for line in lines:
        left, arrow, right = line.partition(ARROW)
        if not arrow:
            raise InvalidCell(_("This pair has no ->."), advice, found=line)
        if left.strip():
            pairs.append((left.strip(), right.strip()))
        else:
            distractors.append(right.strip())
    return matching_data(pairs, distractors)


def _refuse_arrows(data: Mapping[str, Any]) -> None:
    if any(ARROW in pair["left"] for pair in data["pairs"]):
        raise NotHeld(_("The left side of a pair can't contain -> in an exported file."))


def _left(text: str) -> str:
    return ("%100%" if text.startswith("%") else "") + gift_text(text)
