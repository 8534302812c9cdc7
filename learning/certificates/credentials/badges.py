"""Badges: a picture of what was achieved, which can carry the credential in it."""

from __future__ import annotations

import io

from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from common.design.branding import branding
from common.printing import drawn_as_png, font_faces

from ..models import Certificate

#: Under which word a PNG carries a credential (Open Badges 3.0, 5.3.1); once, and not compressed.
KEYWORD = "openbadgecredential"
SIDE = 600  # pixels


def draw_badge(certificate: Certificate) -> bytes:
    """The picture, a PNG of `SIDE` by `SIDE` pixels: the course, the academy, the year. It names nobody."""
    with override(certificate.language):
        context = {"certificate": certificate, "brand": branding(), "fonts": font_faces()}
        html = render_to_string("certificates/badge.html", context)
    return drawn_as_png(html, width=SIDE)


def baked(picture: bytes, token: str) -> bytes:
    """The PNG with the credential in it, which readers of badges take out again."""
    text = PngInfo()
    text.add_itxt(KEYWORD, token)
    carrying = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(carrying, "PNG", pnginfo=text)
    return carrying.getvalue()
