"""Texts that the author accepts, as a short text has them, and each blank of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import InvalidCell, count_of, join_bars, split_bars, yes_or_no
from common.imports.columns import ImportColumn

from .author_form import Written, first_of
from .data_reader import DataReader
from .edition_one import accepted_then, normal_then
from .file_format import Cells, NotHeld, yes_no
from .gift import ARROW, GiftBody, GiftContent, gift_answer, gift_lines, warnings_about
from .interchange import ExchangedAnswer, ExchangedQuestion, Interaction
from .lettered_options import answer_in
from .text_normalisation import cleaned, is_accepted, slips_of

FIELDS = ("accepted", "is_case_sensitive", "typos")
MOST_ACCEPTED = 50
LONGEST_ACCEPTED = 300  # characters
LONGEST_ANSWER = 1_000
MOST_TYPOS = 3

COLUMNS = (
    ImportColumn("accepted", gettext_lazy("Short text: other accepted answers, separated by |.")),
    ImportColumn("case_sensitive", gettext_lazy("Short text and blanks: yes for case-sensitive answers.")),
    ImportColumn("typos", gettext_lazy("Short text and blanks: number of typos allowed.")),
)


@dataclass(frozen=True, slots=True)
class AcceptedTexts:
    """typos: how many slips of the keyboard are forgiven."""

    accepted: tuple[str, ...]
    is_case_sensitive: bool = False
    typos: int = 0

    def accepts(self, text: str) -> bool:
        return is_accepted(text, self.accepted, is_case_sensitive=self.is_case_sensitive, typos=self.typos)

    def accepted_then(self, text: str) -> bool:
        """Whether the first edition of the scorer accepted it."""
        return accepted_then(text, self.accepted, is_case_sensitive=self.is_case_sensitive, typos=self.typos)

    def to_data(self) -> dict[str, Any]:
        return accepted_data(self.accepted, is_case_sensitive=self.is_case_sensitive, typos=self.typos)


def read_accepted(reader: DataReader) -> AcceptedTexts:
    """The accepted texts of the data, each once; what is wrong with them is left with the reader."""
    is_case_sensitive = reader.flag("is_case_sensitive")
    distinct: dict[str, str] = {}
    for text in reader.texts("accepted", MOST_ACCEPTED, LONGEST_ACCEPTED):
        distinct.setdefault(normal_then(text, is_case_sensitive=is_case_sensitive), text)
    if "" in distinct:
        reader.wrong(_("An accepted answer contains no letters or digits to compare."))
    return AcceptedTexts(tuple(distinct.values()), is_case_sensitive, reader.count("typos", MOST_TYPOS))


def accepted_data(
    accepted: Sequence[str], *, is_case_sensitive: bool = False, typos: int = 0
) -> dict[str, Any]:
    return {"accepted": list(accepted), "is_case_sensitive": is_case_sensitive, "typos": typos}


def strictness_read(written: Written) -> dict[str, Any]:
    """How strictly answers are compared, from the fields of `strictness.html`."""
    typos = first_of(written, "typos")
    return {
        "is_case_sensitive": bool(first_of(written, "is_case_sensitive")),
        "typos": int(typos) if typos.isascii() and typos.isdigit() else 0,
    }


def strictness_written(data: Mapping[str, Any]) -> dict[str, list[str]]:
    case = {"is_case_sensitive": ["on"]} if data["is_case_sensitive"] else {}
    return case | {"typos": [str(data["typos"])]}


MOST_SLIPS_SHOWN = 8


def slips_shown(accepted: Sequence[str], typos: str) -> list[str]:
    """What else would pass for these texts: some of each, at most eight. typos: as its author wrote it."""
    allowed = int(typos) if typos.isascii() and typos.isdigit() else 0
    if not allowed or not accepted:
        return []
    each = max(1, MOST_SLIPS_SHOWN // len(accepted))
    wanted = (" ".join(cleaned(text).split()) for text in accepted[:MOST_SLIPS_SHOWN])
    return [slip for text in wanted if text for slip in slips_of(text, allowed)[:each]]


def accepted_in(cells: Cells) -> list[str]:
    """What is right, in the column correct_answer, accepted or both. Raises InvalidCell."""
    further = split_bars(cells["accepted"])
    return [cells["correct_answer"], *further] if cells["correct_answer"] else further or [answer_in(cells)]


def strictness_in(cells: Cells) -> dict[str, Any]:
    return {
        "is_case_sensitive": yes_or_no(cells["case_sensitive"]),
        "typos": count_of(cells["typos"]),
    }


def strictness_cells(data: Mapping[str, Any]) -> dict[str, str]:
    return {"case_sensitive": yes_no(data["is_case_sensitive"]), "typos": str(data["typos"])}


def accepted_cells(data: Mapping[str, Any]) -> dict[str, str]:
    first, *further = data["accepted"]
    return {"correct_answer": first, "accepted": join_bars(further), **strictness_cells(data)}


def is_accepted_gift(body: GiftBody) -> bool:
    """Whether the braces hold nothing but texts that are right."""
    return body.has_only_right_answers and ARROW not in body.text


def accepted_from_gift(body: GiftBody) -> GiftContent:
    warnings = warnings_about(
        body.answers,
        _("Answers with partial marks were skipped."),
        _("Feedback on individual answers was skipped. This question type doesn't support it."),
    )
    return GiftContent(accepted_data([answer.text for answer in body.answers if answer.is_whole]), warnings)


def accepted_to_gift(data: Mapping[str, Any]) -> str:
    """Raises NotHeld."""
    if data["is_case_sensitive"] or data["typos"]:
        raise NotHeld(_("GIFT doesn't support case-sensitive answers or typo tolerance."))
    if any(ARROW in text for text in data["accepted"]):
        raise NotHeld(_("GIFT would read an answer containing -> as a matching pair."))
    return gift_lines(gift_answer("=", text) for text in data["accepted"])


def accepted_from_exchanged(question: ExchangedQuestion) -> GiftContent:
    """The accepted texts of another system's question. Raises InvalidCell where none earns all marks."""
    whole = [answer for answer in question.answers if answer.is_whole]
    if not whole:
        raise InvalidCell(_("The correct answer is missing."), _("One answer must earn all marks."))
    warnings = []
    if len(question.right) > len(whole):
        warnings.append(_("Answers with partial marks were skipped."))
    if any(answer.feedback for answer in question.answers):
        warnings.append(
            _("Feedback on individual answers was skipped. This question type doesn't support it.")
        )
    texts = [answer.text for answer in whole]
    return GiftContent(accepted_data(texts, is_case_sensitive=question.is_case_sensitive), warnings)


def accepted_to_exchanged(data: Mapping[str, Any]) -> ExchangedQuestion:
    """Raises NotHeld."""
    if data["typos"]:
        raise NotHeld(_("Other systems' files don't support typo tolerance."))
    return ExchangedQuestion(
        Interaction.TEXT,
        tuple(ExchangedAnswer(text) for text in data["accepted"]),
        is_case_sensitive=data["is_case_sensitive"],
    )
