"""Loading what prints changes nothing for pictures that people upload."""

from __future__ import annotations

from PIL import ImageFile

from common.printing import load_weasyprint


def test_pictures_that_break_off_stay_refused_once_something_was_printed() -> None:
    assert load_weasyprint().HTML(string="<p>Words</p>").write_pdf().startswith(b"%PDF")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
