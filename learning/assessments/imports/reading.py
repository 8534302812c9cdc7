"""From the bytes of a file to its questions: which form it has, and in which letters it is written."""

from __future__ import annotations

import codecs
import re

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from . import aiken, gift, pdf, spreadsheets
from .drafts import Collection, Reading
from .report import Unreadable

MOST_BYTES = 5 * 1024 * 1024
_HEAD = 64 * 1024  # characters by which a form is recognised
_READERS = {"csv": spreadsheets.read, "gift": gift.read, "aiken": aiken.read}
_BY_ENDING = {"csv": "csv", "tsv": "csv", "gift": "gift", "aiken": "aiken"}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what begins an .xlsx or .docx, and the older .xls or .doc
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_AIKEN_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*[A-Z]\b", re.MULTILINE)
_AIKEN_OPTION = re.compile(r"^\s*[A-Z][.)]\s*\S", re.MULTILINE)
_GIFT_BRACES = re.compile(r"(?<!\\)\{")


def read_questions(content: bytes, file_name: str) -> Reading:
    """The questions of a CSV, GIFT, Aiken or PDF file, and all that is wrong with it.

    The form is recognised by what is in the file first, by its name's ending otherwise. Raises Unreadable.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than %(size)s.") % {"size": filesizeformat(MOST_BYTES)},
            _("Split the questions into several files."),
        )
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    ending = file_name.rpartition(".")[2].casefold()
    if pdf.is_pdf(content):
        collection = Collection("pdf")
        pdf.read(content, collection)
        return collection.result()
    if content.startswith(_WORKBOOKS):
        raise Unreadable(
            _("This is a spreadsheet or an office document."),
            _("Export it as “CSV UTF-8”, or save it as a PDF."),
        )
    if ending == "pdf":
        raise Unreadable(_("This isn't a PDF."), _("Save it as a PDF, or correct the file extension."))
    text, is_guessed = _text_of(content)
    form = _form_of(text, ending)
    collection = Collection(form)
    if is_guessed:
        collection.warn(
            0,
            _("The file isn't encoded in UTF-8, so it was read as Western European text."),
            _(
                "Check that accented characters are correct. If not, save the file as “CSV UTF-8” or "
                "in UTF-8."
            ),
        )
    _READERS[form](text, collection)
    return collection.result()


def _text_of(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is a guess. Raises Unreadable."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings, guess = ["utf-16"], ""
    else:
        encodings, guess = ["utf-8-sig", "cp1252"], "cp1252"
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or encoding == guess and _CONTROLS.search(text):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n"), encoding == guess
    raise Unreadable(
        _("This isn't a text file."),
        _("You can import questions from CSV, GIFT and Aiken files in UTF-8, and from PDFs."),
    )


def _form_of(text: str, ending: str) -> str:
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    head = text[:_HEAD]
    if spreadsheets.is_header(head):
        return "csv"
    if _AIKEN_ANSWER.search(head) and _AIKEN_OPTION.search(head) and not _GIFT_BRACES.search(head):
        return "aiken"
    if _GIFT_BRACES.search(head):
        return "gift"
    if _AIKEN_OPTION.search(head):
        return "aiken"
    raise Unreadable(
        _("The file format wasn't recognised."),
        _(
            "You can import questions from CSV, GIFT and Aiken files, and from PDFs. Use the "
            "matching file extension."
        ),
    )
