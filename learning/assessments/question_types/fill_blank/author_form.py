"""A text with blanks, as authors type it: `at [100 | a hundred] degrees`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..accepted_texts import slips_shown, strictness_read, strictness_written
from ..author_form import SPARE_ROWS, AuthorForm, FormFields, Written, first_of
from ..text_normalisation import cleaned

_GAP = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]", re.DOTALL)
_NUMBERED = re.compile(r"\{\{(\d+)\}\}")
_SPECIAL = re.compile(r"[\[\]\\]")


class FillBlankForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        """Blanks stand in the text as what they accept."""
        blanks: list[dict[str, Any]] = []
        strictness = strictness_read(written)
        pieces, end, text = [], 0, cleaned(first_of(written, "text"))
        for found in _GAP.finditer(text):
            if (len(text[: found.start()]) - len(text[: found.start()].rstrip("\\"))) % 2:
                continue
            parts = re.split(r"(?<!\\)\|", found[1])
            accepted = [_unescaped(part).strip() for part in parts if part.strip()]
            blanks.append({"accepted": accepted} | strictness)
            pieces += [_unescaped(text[end : found.start()]), f"{{{{{len(blanks)}}}}}"]
            end = found.end()
        pieces.append(_unescaped(text[end:]))
        return {"text": "".join(pieces), "blanks": blanks}

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        blanks = data["blanks"]
        pieces = []
        for place, piece in enumerate(_NUMBERED.split(data["text"])):
            if place % 2:
                accepted = blanks[int(piece) - 1]["accepted"]
                texts = [_SPECIAL.sub(r"\\\g<0>", text).replace("|", "\\|") for text in accepted]
                pieces.append(f"[{' | '.join(texts)}]")
            else:
                pieces.append(_SPECIAL.sub(r"\\\g<0>", piece))
        return {"text": ["".join(pieces)]} | strictness_written(blanks[0])

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        """With what else would pass."""
        fields = super().shown(written, spare=spare)
        accepted = [text for blank in self.read(written)["blanks"] for text in blank["accepted"]]
        return FormFields(fields.values, lists={"slips": slips_shown(accepted, first_of(written, "typos"))})


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\[\]\\|])", r"\1", text)
