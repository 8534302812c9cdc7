"""Questions as a package of QTI 2.1: an item for each, a test that lists them, and the manifest."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, ElementTree, SubElement, fromstring, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from learning.assessments.admin.prompts import html_of
from learning.assessments.imports.drafts import MEDIUM, DraftQuestion
from learning.assessments.question_types import question_type
from learning.assessments.question_types.cell_values import without_idle_zeros
from learning.assessments.question_types.file_format import NotHeld
from learning.assessments.question_types.interchange import ExchangedQuestion, Interaction

from .report import Exported, LeftOut
from .xml_text import BLANK, held, hold, refuse_marks_of_blanks

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
_CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
_METADATA = "http://ltsc.ieee.org/xsd/LOM"
_UNDATED = (1980, 1, 1, 0, 0, 0)  # the same questions make the same file


def to_qti(questions: Iterable[DraftQuestion]) -> Exported:
    """The package, as a zip archive."""
    items: list[Element] = []
    drafts: list[DraftQuestion] = []
    left_out = []
    for question in questions:
        try:
            items.append(_item(question, f"question-{len(items) + 1}"))
            drafts.append(question)
        except NotHeld as error:
            left_out.append(LeftOut(question, error.words))
    return Exported(_package(items, drafts), len(items), tuple(left_out))


def _item(question: DraftQuestion, name: str) -> Element:
    """Raises NotHeld."""
    asked = question_type(question.kind).files.to_exchanged(question.data)
    title = question.title or Truncator(" ".join(question.asks.split())).chars(100)
    item = Element(
        "assessmentItem",
        {"xmlns": QTI, "identifier": name, "title": title, "adaptive": "false", "timeDependent": "false"},
    )
    if asked.interaction == Interaction.GAPS:
        refuse_marks_of_blanks(question.prompt)
    body = Element("itemBody")
    _add_html(body, html_of(question.prompt))
    template = _WRITERS[asked.interaction](item, body, asked)
    outcome = _declaration(item, "outcomeDeclaration", "SCORE", "single", "float")
    outcome.set("normalMaximum", without_idle_zeros(question.marks))
    feedback = [(f"option-{place}", each.feedback) for place, each in enumerate(asked.answers, 1)]
    feedback = [*((name, text) for name, text in feedback if text), ("explanation", question.explanation)]
    if any(text for _name, text in feedback):
        _declaration(item, "outcomeDeclaration", "FEEDBACK", "single", "identifier")
    item.append(body)
    if template:
        SubElement(item, "responseProcessing", template=f"{_TEMPLATES}{template}")
    elif asked.interaction in _SCORINGS:
        item.append(_SCORINGS[asked.interaction](asked))
    for identifier, text in feedback:
        if text:
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": identifier, "showHide": "show"}
            _add_html(SubElement(item, "modalFeedback", shown), html_of(text))
    return item


def _choice(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    names = _names("option", len(asked.answers))
    right = [name for name, answer in zip(names, asked.answers, strict=True) if answer.share > 0]
    cardinality = "multiple" if asked.takes_several else "single"
    response = _response(item, cardinality, "identifier", right)
    if asked.takes_several and asked.is_partial:
        mapping = SubElement(response, "mapping", lowerBound="0", defaultValue="0")
        for name, answer in zip(names, asked.answers, strict=True):
            SubElement(mapping, "mapEntry", mapKey=name, mappedValue=without_idle_zeros(answer.share / 100))
    interaction = SubElement(
        body,
        "choiceInteraction",
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxChoices="0" if asked.takes_several else "1",
    )
    _choices(interaction, names, [answer.text for answer in asked.answers])
    return "map_response" if asked.takes_several and asked.is_partial else "match_correct"


def _order(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    names = _names("item", len(asked.answers))
    _response(item, "ordered", "identifier", names)
    interaction = SubElement(body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    _choices(interaction, names, [answer.text for answer in asked.answers])
    return "match_correct"


def _pairs(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    texts = list(dict.fromkeys([*(right for _left, right in asked.pairs), *asked.distractors]))
    left, right = _names("left", len(asked.pairs)), _names("right", len(texts))
    pairs = [f"{name} {right[texts.index(text)]}" for name, (_l, text) in zip(left, asked.pairs, strict=True)]
    _response(item, "multiple", "directedPair", pairs)
    interaction = SubElement(
        body, "matchInteraction", responseIdentifier="RESPONSE", shuffle="true", maxAssociations="0"
    )
    sides = ((left, [text for text, _right in asked.pairs], "1"), (right, texts, "0"))
    for names, words, most in sides:
        side = SubElement(interaction, "simpleMatchSet")
        for name, text in zip(names, words, strict=True):
            choice = SubElement(side, "simpleAssociableChoice", identifier=name, matchMax=most)
            _add_html(choice, html_of(text))
    return "match_correct"


def _typed(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    texts = [answer.text for answer in asked.answers]
    _mapped(item, "RESPONSE", texts, is_case_sensitive=asked.is_case_sensitive)
    holder = SubElement(body, "p")
    SubElement(holder, "textEntryInteraction", responseIdentifier="RESPONSE")
    return "map_response"


def _number(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    (answer,) = asked.answers
    _response(item, "single", "float", [answer.text])
    holder = SubElement(body, "p")
    SubElement(holder, "textEntryInteraction", responseIdentifier="RESPONSE")
    return "" if answer.tolerance else "match_correct"


def _tolerance(asked: ExchangedQuestion) -> Element:
    """The scoring of a number that may be off by something."""
    scoring = Element("responseProcessing")
    branch = SubElement(SubElement(scoring, "responseCondition"), "responseIf")
    off = asked.answers[0].tolerance
    equal = SubElement(branch, "equal", toleranceMode="absolute", tolerance=f"{off} {off}")
    SubElement(equal, "variable", identifier="RESPONSE")
    SubElement(equal, "correct", identifier="RESPONSE")
    outcome = SubElement(branch, "setOutcomeValue", identifier="SCORE")
    SubElement(outcome, "baseValue", baseType="float").text = "1"
    return scoring


def _gaps(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    for number, texts in enumerate(asked.gaps, 1):
        _mapped(item, f"RESPONSE{number}", texts, is_case_sensitive=asked.is_case_sensitive)

    def blank(found: re.Match[str]) -> str:
        return f'<textEntryInteraction responseIdentifier="RESPONSE{found[1]}"/>'

    _add_html(body, BLANK.sub(blank, html_of(asked.text)))
    return ""


def _sum_of_gaps(asked: ExchangedQuestion) -> Element:
    """The scoring of a text with blanks: one for each."""
    scoring = Element("responseProcessing")
    total = SubElement(SubElement(scoring, "setOutcomeValue", identifier="SCORE"), "sum")
    for number in range(1, len(asked.gaps) + 1):
        SubElement(total, "mapResponse", identifier=f"RESPONSE{number}")
    return scoring


def _essay(item: Element, body: Element, asked: ExchangedQuestion) -> str:
    if asked.least_words or asked.most_words:
        raise NotHeld(_("QTI doesn't support word limits."))
    _response(item, "single", "string", [])
    SubElement(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
    return ""


def _mapped(item: Element, name: str, texts: Sequence[str], *, is_case_sensitive: bool) -> None:
    response = _response(item, "single", "string", texts[:1], name)
    mapping = SubElement(response, "mapping", defaultValue="0")
    for text in texts:
        entry = {"mapKey": text, "mappedValue": "1", "caseSensitive": str(is_case_sensitive).lower()}
        SubElement(mapping, "mapEntry", entry)


def _response(
    item: Element, cardinality: str, base_type: str, right: Sequence[str], name: str = "RESPONSE"
) -> Element:
    response = _declaration(item, "responseDeclaration", name, cardinality, base_type)
    if right:
        correct = SubElement(response, "correctResponse")
        for value in right:
            SubElement(correct, "value").text = value
    return response


def _declaration(item: Element, tag: str, name: str, cardinality: str, base_type: str) -> Element:
    return SubElement(item, tag, identifier=name, cardinality=cardinality, baseType=base_type)


def _choices(interaction: Element, names: Sequence[str], texts: Sequence[str]) -> None:
    for name, text in zip(names, texts, strict=True):
        _add_html(SubElement(interaction, "simpleChoice", identifier=name), html_of(text))


def _names(word: str, count: int) -> list[str]:
    return [f"{word}-{place}" for place in range(1, count + 1)]


def _add_html(element: Element, html: str) -> None:
    """Append our own paragraphs, which are well-formed XML."""
    for part in fromstring(f"<div>{held(html)}</div>"):
        element.append(part)


def _package(items: Sequence[Element], drafts: Sequence[DraftQuestion]) -> bytes:
    names = [f"{item.get('identifier')}.xml" for item in items]
    test = fromstring(
        f'<assessmentTest xmlns="{QTI}" identifier="test" title="{escape(_("Questions"))}">'
        '<testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">'
        '<assessmentSection identifier="section" title="" visible="false"/></testPart></assessmentTest>'
    )
    section = test[0][0]
    for item, name in zip(items, names, strict=True):
        SubElement(section, f"{{{QTI}}}assessmentItemRef", identifier=item.get("identifier", ""), href=name)
    manifest = Element("manifest", {"xmlns": _CONTENT, "identifier": "questions"})
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    _resource(resources, "test", "imsqti_test_xmlv2p1", "test.xml")
    for item, name, draft in zip(items, names, drafts, strict=True):
        resource = _resource(resources, item.get("identifier", ""), "imsqti_item_xmlv2p1", name)
        _describe(resource, draft)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, root in (
            ("imsmanifest.xml", manifest),
            ("test.xml", test),
            *zip(names, items, strict=True),
        ):
            info = ZipInfo(name, _UNDATED)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, _written(root))
    return stream.getvalue()


def _resource(resources: Element, name: str, kind: str, file_name: str) -> Element:
    resource = SubElement(resources, "resource", identifier=name, type=kind, href=file_name)
    SubElement(resource, "file", href=file_name)
    return resource


def _describe(resource: Element, draft: DraftQuestion) -> None:
    """Tags and difficulty as keywords of the item."""
    words = [*draft.tags, *([] if draft.difficulty == MEDIUM else [f"difficulty:{draft.difficulty}"])]
    if not words:
        return
    metadata = Element("metadata")
    general = SubElement(SubElement(metadata, "lom", xmlns=_METADATA), "general")
    for word in words:
        SubElement(SubElement(general, "keyword"), "string").text = word
    resource.insert(0, metadata)


def _written(root: Element) -> bytes:
    hold(root)
    if root.tag == "manifest":
        indent(ElementTree(root))
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


_SCORINGS: dict[Interaction, Callable[[ExchangedQuestion], Element]] = {
    Interaction.NUMBER: _tolerance,
    Interaction.GAPS: _sum_of_gaps,
}
_WRITERS: dict[Interaction, Callable[[Element, Element, ExchangedQuestion], str]] = {
    Interaction.CHOICE: _choice,
    Interaction.TEXT: _typed,
    Interaction.NUMBER: _number,
    Interaction.PAIRS: _pairs,
    Interaction.ORDER: _order,
    Interaction.GAPS: _gaps,
    Interaction.ESSAY: _essay,
}
