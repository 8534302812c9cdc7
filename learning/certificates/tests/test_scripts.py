"""Names in any script are printed with glyphs, whichever template the course has."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from learning.certificates.designs.freezing import built_in, page_of
from learning.certificates.designs.preview import SAMPLE
from learning.certificates.designs.shipped import SHIPPED
from learning.certificates.pdf import pdf_of_page

NAMES = {
    "latin": "Renée Šafařík",
    "devanagari": "अनन्या शर्मा",
    "arabic": "محمد الأحمدي",
    "chinese": "王小明",
}
#: Of nobody's script: no font has a glyph for it.
UNKNOWN = "\ue123"
#: What WeasyPrint notes when it has to print a box instead of a letter.
MISSING = ".notdef glyph rendered"

pytestmark = pytest.mark.django_db


def printed(values: dict[str, Any], name: str) -> pypdf.PageObject:
    pdf = pdf_of_page(page_of(built_in(values), "en"), SAMPLE | {"name": name})
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return page


def is_embedded(font: Any) -> bool:
    descendant = font.get_object()["/DescendantFonts"][0].get_object()
    return any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"].get_object())


@pytest.mark.parametrize("values", SHIPPED, ids=[each["name"] for each in SHIPPED])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_letter_has_a_glyph_of_an_embedded_font(
    values: dict[str, Any], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = printed(values, name)
    assert set(name) <= set(page.extract_text())
    assert MISSING not in caplog.text
    assert all(is_embedded(font) for font in page["/Resources"]["/Font"].values())  # type: ignore[index]


def test_a_letter_that_no_font_has_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    printed(SHIPPED[0], UNKNOWN)
    assert MISSING in caplog.text
