"""What is printed: the academy's type, and WeasyPrint, which draws it.

WeasyPrint is loaded only by whoever prints: it takes a second, and Pango.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from django.conf import settings
from PIL import ImageFile

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
