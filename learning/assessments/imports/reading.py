"""From the bytes of a file to its questions: which form it has, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from common.imports.report import UnreadableFile
from common.imports.text_reader import check_size, read_text

from . import aiken, gift, moodle_xml, pdf, qti_12, qti_21, qti_package, spreadsheets, starred
from .drafts import Collection, Reading
from .xml_tree import is_xml, read_tree

XmlReader = Callable[..., None]  # takes the root, the collection, and words for tags
_HEAD = 64 * 1024  # characters by which a form is recognised
_READERS = {"csv": spreadsheets.read, "gift": gift.read, "aiken": aiken.read}
_BY_ENDING = {"csv": "csv", "tsv": "csv", "gift": "gift", "aiken": "aiken"}
_AIKEN_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*[A-Z]\b", re.MULTILINE | re.IGNORECASE)
_AIKEN_OPTION = re.compile(r"^\s*[A-Z][.)]\s*\S", re.MULTILINE | re.IGNORECASE)
_GIFT_BRACES = re.compile(r"(?<!\\)\{")
_GIFT_ANSWERS = re.compile(r"(?<!\\)\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[}#])", re.IGNORECASE)


def read_questions(content: bytes, file_name: str) -> Reading:
    """The questions of a CSV, GIFT, Aiken, Moodle XML, QTI or PDF file, and all that is wrong with it.

    The form is recognised by what is in the file first, by its name's ending otherwise.
    Raises UnreadableFile.
    """
    check_size(content)
    ending = file_name.rpartition(".")[2].casefold()
    if pdf.is_pdf(content):
        collection = Collection("pdf")
        pdf.read(content, collection)
        return collection.result()
    if qti_package.is_package(content):
        return _read_package(content)
    if is_xml(content):
        return _read_document(content)
    if ending == "pdf":
        raise UnreadableFile(_("This isn't a PDF."), _("Save it as a PDF, or correct the file extension."))
    source = read_text(content)
    form = _form_of(source.text, ending)
    collection = Collection(form)
    collection.problems += source.problems
    _READERS[form](source.text, collection)
    return collection.result()


def read_pasted(text: str) -> Reading:
    """The questions of a text that somebody pasted: with stars before what is right, or any form of a file.

    Questions in braces (GIFT) may stand between those with stars. Raises UnreadableFile.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_file = _AIKEN_ANSWER.search(text) or is_xml(text.encode())
    if is_file or not starred.is_starred(text):
        try:
            return read_questions(text.encode(), "")
        except UnreadableFile:
            if is_file or _GIFT_BRACES.search(text):
                raise
            words = _("No correct answer is marked."), _("Put a * before each correct option.")
            raise UnreadableFile(*words) from None
    collection = Collection("starred")
    check_size(text.encode())
    in_braces, with_stars = _parted(text)
    gift.read(in_braces, collection)
    starred.read(with_stars, collection)
    collection.questions.sort(key=lambda draft: draft.line)
    collection.problems.sort(key=lambda problem: problem.line)
    return collection.result()


def _parted(text: str) -> tuple[str, str]:
    """The blocks of a text that are GIFT, and the others; each on the lines where it stood."""
    parts: tuple[list[str], list[str]] = ([], [])
    for block in re.split(r"(\n[^\S\n]*(?=\n|$))", text):
        chosen = 0 if _is_gift(block) else 1
        parts[chosen].append(block)
        parts[1 - chosen].append("\n" * block.count("\n"))
    return "".join(parts[0]), "".join(parts[1])


def _is_gift(block: str) -> bool:
    """Whether a block of lines is a question, a remark or a category of GIFT rather than one with stars."""
    if _GIFT_ANSWERS.search(block) or block.lstrip().startswith(("$CATEGORY", "//")):
        return True
    return bool(_GIFT_BRACES.search(block)) and not starred.is_starred(block)


def _read_document(content: bytes) -> Reading:
    """The questions of one XML file. Raises UnreadableFile."""
    root = read_tree(content)
    form, read = _form_of_xml(root)
    if read is None:
        raise UnreadableFile(
            _("This XML holds no questions in a format that can be imported."),
            _("You can import Moodle XML, QTI 1.2, 2.x and 3.0."),
            found=f"<{root.tag}>",
        )
    collection = Collection(form)
    read(root, collection, ())
    return collection.result()


def _read_package(content: bytes) -> Reading:
    """The questions of every QTI file in an archive. Raises UnreadableFile."""
    collection = Collection("qti", has_lines=False)
    for document in qti_package.documents(content):
        root = read_tree(document.content)
        _form, read = _form_of_xml(root)
        if read is not None:
            read(root, collection, document.keywords)
    return collection.result()


def _form_of_xml(root: Element) -> tuple[str, XmlReader | None]:
    if root.tag == "quiz" and root.find("question") is not None:
        return "moodle_xml", moodle_xml.read
    if root.tag in ("questestinterop", "item") and next(root.iter("presentation"), None) is not None:
        return "qti", qti_12.read
    if next(root.iter("assessmentItem"), None) is not None:
        return "qti", qti_21.read
    return "", None


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
            "You can import questions from CSV, GIFT, Aiken, Moodle XML and QTI files, and from "
            "PDFs. Use the matching file extension."
        ),
    )
