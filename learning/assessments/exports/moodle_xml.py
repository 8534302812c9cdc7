"""Questions as Moodle XML. Texts are HTML there; the difficulty stands among the tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, tostring

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from learning.assessments.admin.prompts import html_of
from learning.assessments.imports.drafts import MEDIUM, DraftQuestion
from learning.assessments.question_types import question_type
from learning.assessments.question_types.cell_values import without_idle_zeros
from learning.assessments.question_types.file_format import NotHeld
from learning.assessments.question_types.interchange import ExchangedAnswer, ExchangedQuestion, Interaction

from .report import Exported, LeftOut
from .xml_text import BLANK, hold, refuse_marks_of_blanks

_IN_BLANK = re.compile(r"[~#{}\\/\"]")


def to_moodle_xml(questions: Iterable[DraftQuestion]) -> Exported:
    """The file, one question after another."""
    quiz, left_out = Element("quiz"), []
    for question in questions:
        try:
            quiz.append(_question(question))
        except NotHeld as error:
            left_out.append(LeftOut(question, error.words))
    hold(quiz)
    indent(ElementTree(quiz))
    content = tostring(quiz, encoding="utf-8", xml_declaration=True)
    return Exported(content, len(quiz), tuple(left_out))


def _question(question: DraftQuestion) -> Element:
    """Raises NotHeld."""
    asked = question_type(question.kind).files.to_exchanged(question.data)
    kind, write = _WRITERS[asked.interaction]
    if asked.interaction == Interaction.CHOICE and _is_truth(asked):
        kind, write = "truefalse", _truth
    element = Element("question", type=kind)
    name = question.title or Truncator(" ".join(question.asks.split())).chars(100)
    _text(SubElement(element, "name"), name)
    _html(element, "questiontext", _prompt(question, asked))
    _html(element, "generalfeedback", html_of(question.explanation))
    SubElement(element, "defaultgrade").text = without_idle_zeros(question.marks)
    write(element, asked)
    tags = [*question.tags, *([] if question.difficulty == MEDIUM else [f"difficulty:{question.difficulty}"])]
    if tags:
        holder = SubElement(element, "tags")
        for tag in tags:
            _text(SubElement(holder, "tag"), tag)
    return element


def _prompt(question: DraftQuestion, asked: ExchangedQuestion) -> str:
    if asked.interaction != Interaction.GAPS:
        return html_of(question.prompt)
    refuse_marks_of_blanks(question.prompt)
    word = "SHORTANSWER_C" if asked.is_case_sensitive else "SHORTANSWER"

    def blank(found: re.Match[str]) -> str:
        texts = asked.gaps[int(found[1]) - 1]
        answers = "~".join("=" + _IN_BLANK.sub(lambda sign: "\\" + sign[0], text) for text in texts)
        return f"{{1:{word}:{escape(answers)}}}"

    if any("*" in text for texts in asked.gaps for text in texts):
        raise NotHeld(_("Moodle would read an answer with * as any text."))
    return html_of(question.prompt) + BLANK.sub(blank, html_of(asked.text))


def _choice(element: Element, asked: ExchangedQuestion) -> None:
    if asked.takes_several and not asked.is_partial:
        raise NotHeld(_("Moodle always gives part of the marks for some of the correct options."))
    SubElement(element, "single").text = "false" if asked.takes_several else "true"
    SubElement(element, "shuffleanswers").text = "true"
    SubElement(element, "answernumbering").text = "abc"
    for answer in asked.answers:
        _answer(element, answer, html_of(answer.text), "html")


def _truth(element: Element, asked: ExchangedQuestion) -> None:
    for answer in asked.answers:
        _answer(element, answer, answer.text)


def _typed(element: Element, asked: ExchangedQuestion) -> None:
    SubElement(element, "usecase").text = "1" if asked.is_case_sensitive else "0"
    for answer in asked.answers:
        _answer(element, answer, answer.text.replace("*", "\\*"))


def _number(element: Element, asked: ExchangedQuestion) -> None:
    for answer in asked.answers:
        SubElement(_answer(element, answer, answer.text), "tolerance").text = answer.tolerance or "0"


def _pairs(element: Element, asked: ExchangedQuestion) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    for left, right in (*asked.pairs, *(("", text) for text in asked.distractors)):
        row = SubElement(element, "subquestion", format="html")
        SubElement(row, "text").text = html_of(left)
        _text(SubElement(row, "answer", format="plain_text"), right)


def _order(element: Element, asked: ExchangedQuestion) -> None:
    SubElement(element, "layouttype").text = "VERTICAL"
    SubElement(element, "selecttype").text = "ALL"
    SubElement(element, "gradingtype").text = "ABSOLUTE_POSITION"
    for place, answer in enumerate(asked.answers, 1):
        row = SubElement(element, "answer", fraction=f"{place}", format="html")
        SubElement(row, "text").text = html_of(answer.text)


def _essay(element: Element, asked: ExchangedQuestion) -> None:
    SubElement(element, "responseformat").text = "editor"
    SubElement(element, "responserequired").text = "1"
    if asked.least_words:
        SubElement(element, "minwordlimit").text = str(asked.least_words)
    if asked.most_words:
        SubElement(element, "maxwordlimit").text = str(asked.most_words)


def _gaps(element: Element, asked: ExchangedQuestion) -> None:
    """Everything stands in the text."""


def _is_truth(asked: ExchangedQuestion) -> bool:
    return [answer.text for answer in asked.answers] == ["true", "false"]


def _answer(element: Element, answer: ExchangedAnswer, text: str, form: str = "plain_text") -> Element:
    row = SubElement(element, "answer", fraction=_percent(answer.share), format=form)
    SubElement(row, "text").text = text
    if answer.feedback:
        _html(row, "feedback", html_of(answer.feedback))
    return row


def _percent(share: Decimal) -> str:
    return without_idle_zeros(share)


def _html(element: Element, name: str, html: str) -> None:
    _text(SubElement(element, name, format="html"), html)


def _text(holder: Element, text: str) -> None:
    SubElement(holder, "text").text = text


_WRITERS: dict[Interaction, tuple[str, Callable[[Element, ExchangedQuestion], None]]] = {
    Interaction.CHOICE: ("multichoice", _choice),
    Interaction.TEXT: ("shortanswer", _typed),
    Interaction.NUMBER: ("numerical", _number),
    Interaction.PAIRS: ("matching", _pairs),
    Interaction.ORDER: ("ordering", _order),
    Interaction.GAPS: ("cloze", _gaps),
    Interaction.ESSAY: ("essay", _essay),
}
