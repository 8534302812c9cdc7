"""XML from strangers as a tree whose elements know their line; no entity is expanded, nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html import escape
from xml.etree.ElementTree import Element, TreeBuilder
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from common.imports.report import UnreadableFile

_LINE = "\x00line"  # no attribute of a file can be called so
_DEEPEST = 200
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z_])")
_DASH = re.compile(r"-([a-z0-9])")


def is_xml(content: bytes) -> bool:
    """Whether bytes begin as XML does, in UTF-8 or UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content[2:400].replace(b"\0", b"")
    return _HEAD.match(content[:400]) is not None


def read_tree(content: bytes) -> Element:
    """The root element, with names as the file has them but without their prefix.

    Names of QTI 3 (`qti-choice-interaction`) are given as QTI 2 spells them. Raises UnreadableFile.
    """
    handler = _Handler()
    parser = make_parser()
    parser.forbid_external = False  # a document type may be named: it isn't read
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(content))
    except SAXParseException as error:
        raise UnreadableFile(
            _("This isn't well-formed XML."), _("Export the file again."), line=error.getLineNumber() or 0
        ) from error
    except (SAXException, DefusedXmlException, LookupError, ValueError) as error:
        raise UnreadableFile(_("This XML can't be read."), _("Export the file again.")) from error
    return handler.builder.close()


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.depth = 0

    def setDocumentLocator(self, locator: object) -> None:
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SAXException("too deep")
        held = {_local(key): value for key, value in attrs.items()}
        held[_LINE] = str(self.locator.getLineNumber())  # type: ignore[attr-defined]
        self.builder.start(_local(name), held)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_local(name))

    def characters(self, content: str) -> None:
        self.builder.data(content)


def _local(name: str) -> str:
    local = name.rpartition(":")[2]
    if local.startswith("qti-"):
        local = local[4:]
    elif local.startswith("data-"):
        return local
    return _DASH.sub(lambda found: found[1].upper(), local)


def line_of(element: Element) -> int:
    """The line of the file in which an element begins, from 1."""
    return int(element.get(_LINE, "0"))


def text_of(element: Element | None) -> str:
    """All words below an element, without blanks at their ends; empty for no element."""
    return "".join(element.itertext()).strip() if element is not None else ""


def outside(element: Element, names: frozenset[str]) -> Iterator[Element]:
    """Every element below this one in the file's order, but what is below one with such a name."""
    for child in element:
        yield child
        if child.tag not in names:
            yield from outside(child, names)


def inner_html(element: Element, replace: Callable[[Element], str | None] = lambda each: None) -> str:
    """What stands inside an element, as HTML. replace: what an element gives way to, None for itself."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        instead = replace(child)
        if instead is None:
            instead = f"<{child.tag}>{inner_html(child, replace)}</{child.tag}>"
        parts += [instead, escape(child.tail or "", quote=False)]
    return "".join(parts)
