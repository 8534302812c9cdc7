"""Read questions from Moodle XML: `<quiz>` with one `<question type="…">` after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import unescape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types.interchange import (
    ExchangedAnswer,
    ExchangedQuestion,
    Interaction,
    gap,
)

from .drafts import Collection
from .exchanged import ForeignQuestion, TextReader, UnsupportedQuestion, number_in, skip, take
from .xml_tree import line_of, text_of

_TRUTHS = ("true", "1")
_NO_QUESTION = ("description", "category")
_WILDCARD = re.compile(r"(?<!\\)\*")
# {1:SHORTANSWER:=Paris~%50%paris#almost}
_BLANK = re.compile(r"\{(\d*):([A-Z_]+):((?:[^{}\\]|\\.)*)\}", re.IGNORECASE | re.DOTALL)
_TYPED = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
_NUMERIC = ("NUMERICAL", "NM")
_SHARE = re.compile(r"=|%(-?[\d.]+)%")


class _Question:
    """One `<question>`, and the format that its parts inherit from its text."""

    def __init__(self, element: Element) -> None:
        self.element, self.texts = element, TextReader()
        self.kind = element.get("type", "")
        asked = element.find("questiontext")
        self.form = asked.get("format", "") if asked is not None else ""

    def text(self, holder: Element | None) -> str:
        """The plain words of an element with a `<text>`, or of one that holds them itself."""
        if holder is None:
            return ""
        inner = holder.find("text")
        raw = text_of(inner) if inner is not None else (holder.text or "").strip()
        form = holder.get("format") or self.form or "html"
        if holder.find("file") is not None:
            self.texts.has_dropped = True
        if form == "html":
            return self.texts.html(raw)
        return self.texts.plain(raw) if form in ("plain_text", "markdown") else self.texts.either(raw)

    def value(self, path: str) -> str:
        return text_of(self.element.find(path))

    def is_true(self, path: str, otherwise: bool) -> bool:
        return self.value(path).casefold() in _TRUTHS if self.value(path) else otherwise

    def answers(self, words: Callable[[Element], str]) -> tuple[ExchangedAnswer, ...]:
        """Raises InvalidCell."""
        return tuple(
            ExchangedAnswer(
                words(each),
                _share(each.get("fraction") or text_of(each.find("fraction")) or "0"),
                self.text(each.find("feedback")),
                text_of(each.find("tolerance")),
            )
            for each in self.element.findall("answer")
        )


def read(root: Element, collection: Collection, keywords: Sequence[str] = ()) -> None:
    """Take each question into the collection. Raises UnreadableFile for too many."""
    category = list(keywords)
    for element in root.iter("question"):
        kind = element.get("type", "")
        if kind == "category":
            path = text_of(element.find("category")).replace("//", " ").split("/")
            category = [name for name in [path[-1].strip()] if name and name != "top"]
        elif kind in _NO_QUESTION:
            words = _("This text contains no question and was skipped.")
            collection.warn(line_of(element), words, found=text_of(element.find("questiontext")))
        else:
            collection.meet(line_of(element))
            _take(_Question(element), category, collection)


def _take(question: _Question, category: list[str], collection: Collection) -> None:
    element, line = question.element, line_of(question.element)
    title = question.value("name/text") or question.value("name")
    prompt = question.text(element.find("questiontext"))
    try:
        if question.kind not in _READERS:
            raise UnsupportedQuestion(question.kind)
        asked = _READERS[question.kind](question)
    except UnsupportedQuestion as error:
        skip(error.kind, line, prompt or title, collection)
        return
    except InvalidCell as error:
        error.found = error.found or prompt or title
        collection.invalid(line, error)
        return
    if element.find("hint") is not None:
        question.texts.warnings.append(_("Hints were skipped."))
    foreign = ForeignQuestion(
        prompt if asked.interaction != Interaction.GAPS else "",
        asked,
        line,
        title,
        question.text(element.find("generalfeedback")),
        question.value("defaultgrade"),
        [*(text_of(tag) for tag in element.findall("tags/tag")), *category],
    )
    take(foreign, question.texts, collection)


def _choice(question: _Question) -> ExchangedQuestion:
    answers = tuple(each for each in question.answers(question.text) if each.text or each.share > 0)
    takes_several = not question.is_true("single", otherwise=True)
    return ExchangedQuestion(Interaction.CHOICE, answers, takes_several=takes_several)


def _truth(question: _Question) -> ExchangedQuestion:
    """Old files have the words of a language: then the first answer is the one that says true."""
    answers = question.answers(question.text)
    if {answer.text.casefold() for answer in answers} != {"true", "false"} and len(answers) == 2:
        answers = tuple(
            ExchangedAnswer(word, answer.share, answer.feedback)
            for word, answer in zip(("true", "false"), answers, strict=True)
        )
    return ExchangedQuestion(Interaction.CHOICE, answers)


def _typed(question: _Question) -> ExchangedQuestion:
    """An answer `*` is for everything else; within a text a star stands for anything, which we have not."""
    answers = question.answers(lambda each: text_of(each.find("text")))
    kept = tuple(answer for answer in answers if not _WILDCARD.search(answer.text))
    if any(answer.share > 0 for answer in answers if answer not in kept):
        question.texts.warnings.append(_("Answers with * for any text were skipped."))
    return ExchangedQuestion(
        Interaction.TEXT,
        tuple(ExchangedAnswer(each.text.replace("\\*", "*"), each.share, each.feedback) for each in kept),
        is_case_sensitive=question.is_true("usecase", otherwise=False),
    )


def _number(question: _Question) -> ExchangedQuestion:
    answers = tuple(
        ExchangedAnswer(
            each.text, each.share, each.feedback, "" if _is_nothing(each.tolerance) else each.tolerance
        )
        for each in question.answers(lambda each: text_of(each.find("text")) or (each.text or "").strip())
        if each.text != "*"
    )
    units = {
        text_of(unit.find("unit_name")): number_in(text_of(unit.find("multiplier")) or "1")
        for unit in question.element.findall("units/unit")
    }
    main = next((name for name, factor in units.items() if factor == 1), "")
    if len(units) > 1:
        question.texts.warnings.append(_("Further units were skipped."))
    return ExchangedQuestion(Interaction.NUMBER, answers, unit=main)


def _pairs(question: _Question) -> ExchangedQuestion:
    rows = [
        (question.text(each), question.text(each.find("answer")))
        for each in question.element.findall("subquestion")
    ]
    return ExchangedQuestion(
        Interaction.PAIRS,
        pairs=tuple((left, right) for left, right in rows if left),
        distractors=tuple(right for left, right in rows if not left and right),
    )


def _order(question: _Question) -> ExchangedQuestion:
    items = tuple(ExchangedAnswer(question.text(each)) for each in question.element.findall("answer"))
    return ExchangedQuestion(Interaction.ORDER, items)


def _essay(question: _Question) -> ExchangedQuestion:
    def count(path: str) -> int:
        number = question.value(path)
        return int(number) if number.isascii() and number.isdigit() else 0

    return ExchangedQuestion(
        Interaction.ESSAY, least_words=count("minwordlimit"), most_words=count("maxwordlimit")
    )


def _cloze(question: _Question) -> ExchangedQuestion:
    """A text with blanks to type into. Raises UnsupportedQuestion for menus and tolerances."""
    raw = text_of(question.element.find("questiontext/text"))
    gaps: list[tuple[str, ...]] = []
    cases: set[bool] = set()

    def blank(found: re.Match[str]) -> str:
        kind = found[2].upper()
        if kind not in _TYPED and kind not in _NUMERIC:
            raise UnsupportedQuestion(f"cloze {kind}")
        accepted = _accepted_in(unescape(found[3]), is_number=kind in _NUMERIC)
        if not accepted:
            raise InvalidCell(_("The correct answer is missing."), found=found[0])
        cases.add(_TYPED.get(kind, False))
        gaps.append(accepted)
        return gap(len(gaps))

    text = _BLANK.sub(blank, raw)
    if len(cases) > 1:
        question.texts.warnings.append(_("Upper and lower case count in all blanks or in none."))
    form = question.form or "html"
    words = question.texts.html(text) if form == "html" else question.texts.either(text)
    return ExchangedQuestion(
        Interaction.GAPS, text=words, gaps=tuple(gaps), is_case_sensitive=cases == {True}
    )


def _accepted_in(body: str, *, is_number: bool) -> tuple[str, ...]:
    accepted = []
    for part in _split(body, "~"):
        share = _SHARE.match(part)
        if not share or share[1] is not None and number_in(share[1]) != Decimal(100):
            continue
        text = _split(part[share.end() :], "#")[0]
        is_wild = _WILDCARD.search(text) is not None
        text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL).strip()
        if is_number:
            text, _colon, tolerance = text.partition(":")
            if not _is_nothing(tolerance):
                raise UnsupportedQuestion("cloze NUMERICAL")
        if text and not is_wild:
            accepted.append(text)
    return tuple(accepted)


def _split(text: str, sign: str) -> list[str]:
    """The parts between a sign, but where a backslash stands before it."""
    return re.findall(rf"(?:^|{sign})((?:\\.|[^{sign}\\])*)", text, re.DOTALL) or [""]


def _is_nothing(text: str) -> bool:
    return not text.strip() or number_in(text) == 0


def _share(text: str) -> Decimal:
    """A percentage. Raises InvalidCell."""
    share = number_in(text)
    if share is None or abs(share) > 100:
        raise InvalidCell(_("The share of an answer isn't a percentage."), found=text)
    return share.quantize(Decimal("0.00001"))


_READERS: dict[str, Callable[[_Question], ExchangedQuestion]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _truth,
    "shortanswer": _typed,
    "numerical": _number,
    "matching": _pairs,
    "match": _pairs,
    "ddmatch": _pairs,
    "ordering": _order,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
}
