"""From the bytes of a file to its questions: which form it has, and who reads it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from common.imports.report import UnreadableFile
from common.imports.text_reader import check_size, read_text

from . import aiken, gift, pdf, spreadsheets
from .drafts import Collection, Reading

_HEAD = 64 * 1024  # characters by which a form is recognised
_READERS = {"csv": spreadsheets.read, "gift": gift.read, "aiken": aiken.read}
_BY_ENDING = {"csv": "csv", "tsv": "csv", "gift": "gift", "aiken": "aiken"}
_AIKEN_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*[A-Z]\b", re.MULTILINE | re.IGNORECASE)
_AIKEN_OPTION = re.compile(r"^\s*[A-Z][.)]\s*\S", re.MULTILINE | re.IGNORECASE)
_GIFT_BRACES = re.compile(r"(?<!\\)\{")


def read_questions(content: bytes, file_name: str) -> Reading:
    """The questions of a CSV, GIFT, Aiken or PDF file, and all that is wrong with it.

    The form is recognised by what is in the file first, by its name's ending otherwise.
    Raises UnreadableFile.
    """
    check_size(content)
    ending = file_name.rpartition(".")[2].casefold()
    if pdf.is_pdf(content):
        collection = Collection("pdf")
        pdf.read(content, collection)
        return collection.result()
    if ending == "pdf":
        raise UnreadableFile(_("This isn't a PDF."), _("Save it as a PDF, or correct the file extension."))
    source = read_text(content)
    form = _form_of(source.text, ending)
    collection = Collection(form)
    collection.problems += source.problems
    _READERS[form](source.text, collection)
    return collection.result()


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
    raise UnreadableFile(
        _("The file format wasn't recognised."),
        _(
            "You can import questions from CSV, GIFT and Aiken files, and from PDFs. Use the "
            "matching file extension."
        ),
    )
