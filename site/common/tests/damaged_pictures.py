"""What calls itself a picture and isn't one, or not a whole one."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image


def noisy(kind: str) -> bytes:
    out = BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(out, kind)
    return out.getvalue()


def cut(kind: str, share: float) -> bytes:
    content = noisy(kind)
    return content[: int(len(content) * share)]


DAMAGED: dict[str, Callable[[], tuple[str, bytes]]] = {
    "cut off": lambda: ("a.jpg", cut("JPEG", 0.5)),
    "a PNG that breaks off": lambda: ("a.png", cut("PNG", 0.5)),
    "a WebP that breaks off": lambda: ("a.webp", cut("WEBP", 0.5)),
    "a GIF that breaks off": lambda: ("a.gif", cut("GIF", 0.5)),
    "only its head": lambda: ("a.png", noisy("PNG")[:30]),
    "words": lambda: ("a.png", b"These are words."),
    "markup": lambda: ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "zeros behind a head": lambda: ("a.jpg", noisy("JPEG")[:20] + bytes(500)),
    "another kind": lambda: ("a.png", noisy("JPEG")),
    "a document": lambda: ("a.jpg", b"%PDF-1.4 words"),
    "empty": lambda: ("a.jpg", b""),
}
