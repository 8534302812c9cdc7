"""Two people, or two windows, that write over one text: whether a writer saw what they would replace."""

from __future__ import annotations

from hashlib import sha256

VERSION_LETTERS = 16
WRITER_LETTERS = 36


def text_version(text: str) -> str:
    """A short name of exactly this text: 16 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()[:VERSION_LETTERS]


def is_overtaken(*, text: str, writer: str, base: str, new_writer: str) -> bool:
    """Whether `text` was changed by somebody else since the one who writes now has read it.

    writer: the page (a UUID) that wrote `text`; base: the version that the new writer began with; empty: they
    don't say, and write over whatever is there.
    """
    if not base or base == text_version(text):
        return False
    return not (new_writer and new_writer == writer)
