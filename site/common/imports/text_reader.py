"""From the bytes of an uploaded file to its text: UTF-8, UTF-16, or a guess that the report mentions."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .report import ImportProblem, UnreadableFile

MAX_FILE_BYTES = 5 * 1024 * 1024
# How workbooks and documents begin: .xlsx and .docx, and the older .xls and .doc.
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_GUESS = "cp1252"


@dataclass(frozen=True, slots=True)
class FileText:
    """text: with plain line ends. problems: warnings about how it was read."""

    text: str
    problems: tuple[ImportProblem, ...] = ()


def check_size(content: bytes) -> None:
    """Raises UnreadableFile for a file that is too large, or empty."""
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(size)s.") % {"size": filesizeformat(MAX_FILE_BYTES)},
            _("Split it into several files."),
        )
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))


def read_text(content: bytes, *, guesses_encoding: bool = True) -> FileText:
    """The text of a file.

    guesses_encoding: whether text that isn't Unicode is read as Western European, with a warning; without it
    such a file is refused. Raises UnreadableFile.
    """
    check_size(content)
    if content.startswith(_OFFICE):
        raise UnreadableFile(
            _("This is a spreadsheet or an office document."), _("Export it as “CSV UTF-8” first.")
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return FileText(_plain(content, "utf-16"))
    try:
        return FileText(_plain(content, "utf-8-sig"))
    except UnicodeDecodeError as error:
        if guesses_encoding:
            return FileText(_plain(content, _GUESS), (_guess_warning(),))
        raise UnreadableFile(
            _("The file isn't encoded as UTF-8 or UTF-16."),
            _("Save it again from your spreadsheet as “CSV UTF-8”."),
            line=content[: error.start].count(b"\n") + 1,
        ) from error


def _plain(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig":
            raise
        raise _no_text() from error
    if "\0" in text or encoding == _GUESS and _CONTROLS.search(text):
        raise _no_text()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _no_text() -> UnreadableFile:
    return UnreadableFile(_("This isn't a text file."), _("Save it as text in UTF-8, such as “CSV UTF-8”."))


def _guess_warning() -> ImportProblem:
    return ImportProblem(
        0,
        _("The file isn't encoded in UTF-8, so it was read as Western European text."),
        _("Check that accented characters are correct. If not, save the file as “CSV UTF-8” or in UTF-8."),
        is_error=False,
    )
