"""Texts as XML can hold them, and blanks in them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from learning.assessments.question_types.file_format import NotHeld

BLANK = re.compile(r"\{\{(\d+)\}\}")

# XML 1.0, production 2: everything else may not stand in a document, not even escaped.
_UNHELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    """A text without the characters that no XML document may hold."""
    return _UNHELD.sub("", text)


def hold(root: Element) -> None:
    """Take such characters out of all texts and attributes of a tree."""
    for element in root.iter():
        element.text, element.tail = (held(text) if text else text for text in (element.text, element.tail))
        for name, value in element.attrib.items():
            element.set(name, held(value))


def refuse_marks_of_blanks(prompt: str) -> None:
    """Raises NotHeld where a prompt would be taken for blanks: in these files it is one with their text."""
    if BLANK.search(prompt):
        raise NotHeld(_("The question text itself contains {{1}} or the like."))
