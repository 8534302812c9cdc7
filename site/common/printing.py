"""WeasyPrint, which draws what is printed, loaded only by whoever prints: it takes a second, and Pango."""

from __future__ import annotations

from types import ModuleType

from PIL import ImageFile


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
