"""A text with blanks, in files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import join_bars, split_bars
from common.imports.columns import ImportColumn

from ..accepted_texts import (
    COLUMNS,
    accepted_data,
    accepted_from_gift,
    accepted_in,
    accepted_to_gift,
    is_accepted_gift,
    strictness_cells,
    strictness_in,
)
from ..file_format import Cells, FileFormat, NotHeld
from ..gift import GiftBody, GiftContent
from ..interchange import ExchangedQuestion, Interaction
from ..lettered_options import in_option_cells, options_in

_BLANK = re.compile(r"\{\{(\d+)\}\}")


class FillBlankFiles(FileFormat):
    columns = (
        *COLUMNS,
        ImportColumn(
            "text",
            gettext_lazy("The text with blanks {{1}}, {{2}}, if it's separate from the question text."),
        ),
    )
    gift_gap = "{{1}}"

    def is_implied_by(self, cells: Cells) -> bool:
        return bool(cells["text"]) or "{{1}}" in cells["question"]

    def prompt_in(self, cells: Cells) -> str:
        """Without a text of its own, the question is the text with the blanks and asks by itself."""
        return cells["question"] if cells["text"] else ""

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        """What each blank accepts stands in the option columns; of a lone one, it may be the answer."""
        accepted = [split_bars(option.text) for option in options_in(cells)] or [accepted_in(cells)]
        strictness = strictness_in(cells)
        blanks = [accepted_data(texts, **strictness) for texts in accepted]
        return {"text": cells["text"] or cells["question"], "blanks": blanks}

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        blanks, text = data["blanks"], data["text"]
        if len({(blank["is_case_sensitive"], blank["typos"]) for blank in blanks}) > 1:
            raise NotHeld(
                _("CSV needs the same case sensitivity and typo settings for all blanks of a text.")
            )
        return {
            **in_option_cells([join_bars(blank["accepted"]) for blank in blanks]),
            **strictness_cells(blanks[0]),
            **({"question": prompt, "text": text} if prompt else {"question": text, "text": ""}),
        }

    def reads_gift(self, body: GiftBody) -> bool:
        return body.is_inside and is_accepted_gift(body)

    def from_gift(self, body: GiftBody) -> GiftContent:
        return accepted_from_gift(body)

    def with_gift_prompt(self, prompt: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """What stands a paragraph before that of the blank is the prompt."""
        place = prompt.rfind("\n\n", 0, prompt.find(self.gift_gap))
        text = prompt[place + 2 :] if place >= 0 else prompt
        return prompt[: max(place, 0)].strip(), {"text": text.strip(), "blanks": [data]}

    def to_gift(self, data: Mapping[str, Any]) -> str:
        if len(data["blanks"]) > 1:
            raise NotHeld(_("GIFT supports only one blank per text."))
        return accepted_to_gift(data["blanks"][0])

    def gift_texts(self, prompt: str, data: Mapping[str, Any]) -> tuple[str, str]:
        before, _blank, after = _BLANK.split(data["text"], maxsplit=1)
        if not after.strip():
            raise NotHeld(_("GIFT needs text after a blank."))
        if "\n\n" in before:
            raise NotHeld(_("GIFT doesn't support several paragraphs before a blank."))
        return (f"{prompt}\n\n" if prompt else "") + before, after

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.GAPS

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        blanks = [
            accepted_data(texts, is_case_sensitive=question.is_case_sensitive) for texts in question.gaps
        ]
        return GiftContent({"text": question.text, "blanks": blanks})

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        if any(blank["typos"] for blank in data["blanks"]):
            raise NotHeld(_("Other systems' files don't support typo tolerance."))
        if len({blank["is_case_sensitive"] for blank in data["blanks"]}) > 1:
            raise NotHeld(_("All blanks of a text need the same case sensitivity in an exported file."))
        return ExchangedQuestion(
            Interaction.GAPS,
            text=data["text"],
            gaps=tuple(tuple(blank["accepted"]) for blank in data["blanks"]),
            is_case_sensitive=data["blanks"][0]["is_case_sensitive"],
        )
