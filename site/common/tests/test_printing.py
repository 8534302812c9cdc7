"""What prints changes nothing for pictures that people upload, and takes no more memory with each one."""

from __future__ import annotations

from functools import lru_cache

import pytest
from PIL import ImageFile

from common import printing
from common.printing import load_weasyprint


def test_pictures_that_break_off_stay_refused_once_something_was_printed() -> None:
    assert load_weasyprint().HTML(string="<p>Words</p>").write_pdf().startswith(b"%PDF")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_documents_share_the_fonts_which_are_never_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    made: list[FontConfiguration] = []
    begin = FontConfiguration.__init__

    def counted(self: FontConfiguration) -> None:
        made.append(self)
        begin(self)

    monkeypatch.setattr(FontConfiguration, "__init__", counted)
    monkeypatch.setattr(printing, "_known_fonts", lru_cache(maxsize=1)(printing._known_fonts.__wrapped__))
    for word in ("one", "two", "three"):
        assert printing.written_as_pdf(f"<p>{word}</p>").startswith(b"%PDF")
    assert len(made) == 1
