"""What is printed: the academy's type, and WeasyPrint, which draws it.

WeasyPrint is loaded only by whoever prints: it takes a second, and Pango.
"""

from __future__ import annotations

import io
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic
from types import ModuleType
from typing import Any

from django.conf import settings
from PIL import ImageFile

# PDFium may be called by one thread at a time only.
_ONE_PDF = Lock()
# Documents that share fonts are drawn one after the other.
_ONE_DRAWING = Lock()
_FONTS_KEPT_SECONDS = 3600
_FONTS = {"display": "bricolage-grotesque", "text": "atkinson-hyperlegible-next"}
_FILES = "@fontsource-variable/{name}/files/{name}-latin{subset}-wght-normal.woff2"


def load_weasyprint() -> ModuleType:
    """WeasyPrint, without what loading it does to the whole process.

    It has Pillow take pictures that break off (`ImageFile.LOAD_TRUNCATED_IMAGES`), also those that people
    upload, which here are refused (findings/weasyprint-changes-pillow.sh).
    """
    takes_broken = ImageFile.LOAD_TRUNCATED_IMAGES
    import weasyprint
    import weasyprint.urls

    ImageFile.LOAD_TRUNCATED_IMAGES = takes_broken
    return weasyprint


def font_faces() -> list[dict[str, str]]:
    """The files of the academy's own type that are there, as family and src.

    Without them the machine's own fonts serve. The families are "display", "display-ext", "text", "text-ext".
    """
    faces = []
    for family, name in _FONTS.items():
        # A family of its own for each subset: two files in one family mix up their glyphs in the PDF.
        for subset in ("", "-ext"):
            path = Path(settings.NPM_DIR) / _FILES.format(name=name, subset=subset)
            if path.exists():
                faces.append({"family": family + subset, "src": path.as_uri()})
    return faces


def drawn_as_png(html: str, *, width: int) -> bytes:
    """The first page of an HTML document as a PNG. width: in pixels; the height follows from the page's size.

    Fetches nothing but files of this machine.
    """
    return pdf_as_pngs(written_as_pdf(html), width=width)[0]


def written_as_pdf(html: str, **options: Any) -> bytes:
    """An HTML document as a PDF. Fetches nothing but files of this machine and what is in the document.

    options: WeasyPrint's, such as `pdf_identifier`, `pdf_variant` and `attachments`.
    """
    weasyprint = load_weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["file", "data"])
    with _ONE_DRAWING:
        fonts = _known_fonts(int(monotonic() // _FONTS_KEPT_SECONDS))
        document = weasyprint.HTML(string=html, url_fetcher=fetcher)
        pdf: bytes = document.write_pdf(font_config=fonts, **options)
    return pdf


@lru_cache(maxsize=1)
def _known_fonts(_hour: int) -> Any:
    """The fonts of this machine, and those of documents. Of each that is made, 0.3 MB are never given back,
    so documents share one; anew each hour, before something clears the folder in which it keeps fonts.
    """
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def pdf_as_pngs(pdf: bytes, *, width: int) -> list[bytes]:
    """The pages of a PDF as PNG. width: in pixels; the height follows from the page's size."""
    import pypdfium2

    pictures = []
    with _ONE_PDF, closing(pypdfium2.PdfDocument(pdf)) as opened:
        for page in opened:
            drawn = io.BytesIO()
            bitmap = page.render(scale=width / page.get_width(), fill_color=(255, 255, 255, 0))
            bitmap.to_pil().save(drawn, "PNG", optimize=True)
            pictures.append(drawn.getvalue())
    return pictures
