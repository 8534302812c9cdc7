"""Read questions from QTI 1.2 (`<questestinterop>`), also as Canvas exports its quizzes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types.interchange import (
    WHOLE,
    ExchangedAnswer,
    ExchangedQuestion,
    Interaction,
    even_shares,
    gap,
)

from .drafts import Collection
from .exchanged import ForeignQuestion, TextReader, UnsupportedQuestion, number_in, plain_number, skip, take
from .xml_tree import inner_html, line_of, outside, text_of

_RESPONSES = frozenset({"response_lid", "response_str", "response_num", "response_grp", "response_xy"})
_NUMERIC_FORMS = ("decimal", "integer", "scientific")
_LOW, _HIGH = ("vargte", "vargt"), ("varlte", "varlt")
_NO_QUESTION = ("text_only_question",)
_UNSUPPORTED = (
    "multiple_dropdowns_question",
    "file_upload_question",
    "calculated_question",
    "categorization_question",
    "hot_spot_question",
)
_MENUS = ("dropdown", "wordbank")  # how a blank of Canvas is filled without typing
# What Canvas calls a question that nobody gave a name.
_NO_TITLE = ("question",)
_PLACE = re.compile(r"\[([^\[\]\s]+)\]")


@dataclass(slots=True)
class _Condition:
    """One `<respcondition>` that scores. equal: what it asks of which response; low, high: of a number."""

    score: Decimal
    adds: bool
    equal: list[tuple[str, str]] = field(default_factory=list)
    low: Decimal | None = None
    high: Decimal | None = None
    is_case_sensitive: bool = False
    feedback: list[str] = field(default_factory=list)


class _Item:
    """One `<item>`: what it shows, and what its scoring gives away of the right answers."""

    def __init__(self, element: Element) -> None:
        self.element, self.texts = element, TextReader()
        self.meta = {
            text_of(each.find("fieldlabel")).casefold(): text_of(each.find("fieldentry"))
            for each in element.iter("qtimetadatafield")
        }
        shown = element.find("presentation")
        self.shown = shown if shown is not None else Element("presentation")
        self.parts = list(outside(self.shown, _RESPONSES | {"mattext"}))
        self.responses = [each for each in self.parts if each.tag in _RESPONSES]

    @property
    def kind(self) -> str:
        return self.meta.get("question_type", "")

    def words(self, holder: Element | None) -> str:
        """The words of the `<mattext>` elements below, one after another."""
        if holder is None:
            return ""
        self._note_media(holder)
        return "\n".join(filter(None, (self.mattext(each) for each in holder.iter("mattext"))))

    def mattext(self, element: Element) -> str:
        form = element.get("texttype", "").casefold()
        if len(element):
            return self.texts.html(inner_html(element))
        raw = (element.text or "").strip()
        return self.texts.html(raw) if "html" in form else self.texts.either(raw)

    @cached_property
    def prompt(self) -> str:
        self._note_media(self.shown)
        return "\n".join(filter(None, (self.mattext(each) for each in self.parts if each.tag == "mattext")))

    def _note_media(self, holder: Element) -> None:
        media = ("matimage", "mataudio", "matvideo", "matapplet", "matapplication")
        self.texts.has_dropped |= any(holder.find(f".//{name}") is not None for name in media)

    @cached_property
    def feedback(self) -> dict[str, str]:
        """The words of each `<itemfeedback>` by its name."""
        return {each.get("ident", ""): self.words(each) for each in self.element.findall("itemfeedback")}

    @cached_property
    def conditions(self) -> list[_Condition]:
        return [_condition(each) for each in self.element.iter("respcondition")]

    @cached_property
    def scoring(self) -> list[_Condition]:
        """Those that give marks. Where none says how many, the first that names something is the key."""
        if next(self.element.iter("setvar"), None) is None:
            return [each for each in self.conditions if each.equal or each.low is not None][:1]
        return [each for each in self.conditions if each.score > 0]

    def feedback_on(self, name: str) -> str:
        """What is shown to whoever gave just this answer."""
        for each in self.conditions:
            if [value for _response, value in each.equal] == [name]:
                own = [self.feedback[ref] for ref in each.feedback if self.feedback.get(ref)]
                if own and not any(ref in ("correct_fb", "general_fb") for ref in each.feedback):
                    return own[0]
        return ""


def read(root: Element, collection: Collection, keywords: Sequence[str] = ()) -> None:
    """Take each question into the collection. Raises UnreadableFile for too many."""
    for element in root.iter("item"):
        item = _Item(element)
        line, title = line_of(element), element.get("title", "").strip()
        if item.kind in _NO_QUESTION:
            words = _("This text contains no question and was skipped.")
            collection.warn(line, words, found=item.prompt)
            continue
        collection.meet(line)
        try:
            prompt, asked = _asked(item)
        except UnsupportedQuestion as error:
            skip(error.kind, line, item.prompt or title, collection)
            continue
        except InvalidCell as error:
            error.found = error.found or item.prompt or title
            collection.invalid(line, error)
            continue
        marks = item.meta.get("points_possible") or item.meta.get("qmd_weighting") or ""
        if title.casefold() in _NO_TITLE:
            title = ""
        explanation = item.feedback.get("general_fb", "")
        foreign = ForeignQuestion(prompt, asked, line, title, explanation, marks, keywords)
        take(foreign, item.texts, collection)


def _asked(item: _Item) -> tuple[str, ExchangedQuestion]:
    """The prompt and what is asked. Raises UnsupportedQuestion and InvalidCell."""
    tags = {each.tag for each in item.responses}
    if item.kind in _UNSUPPORTED or tags & {"response_grp", "response_xy"}:
        raise UnsupportedQuestion(item.kind or sorted(tags)[0])
    if not item.responses:
        return item.prompt, ExchangedQuestion(Interaction.ESSAY)
    if tags == {"response_lid"}:
        return _chosen(item)
    if "response_lid" in tags:
        raise UnsupportedQuestion(item.kind or _("several interactions"))
    if len(item.responses) > 1:
        return "", _typed_blanks(item)
    return item.prompt, _typed(item, item.responses[0])


def _chosen(item: _Item) -> tuple[str, ExchangedQuestion]:
    """A question with lists of labels. Raises UnsupportedQuestion and InvalidCell."""
    if item.kind == "fill_in_multiple_blanks_question":
        return "", _named_blanks(item)
    first, *others = item.responses
    if others or item.kind == "matching_question":
        if item.kind == "multiple_choice_question":
            raise UnsupportedQuestion(_("several interactions"))
        return item.prompt, _pairs(item)
    if first.get("rcardinality", "").casefold() == "ordered":
        return item.prompt, _order(item, list(first.iter("response_label")))
    if first.find("render_choice") is None:
        raise UnsupportedQuestion(item.kind or first.tag)
    return item.prompt, _choice(item, first)


def _choice(item: _Item, response: Element) -> ExchangedQuestion:
    labels = [label for label in response.iter("response_label") if not _is_blank(label)]
    takes_several = response.get("rcardinality", "Single").casefold() == "multiple"
    best = max((each.score for each in item.scoring), default=Decimal(0)) or Decimal(1)
    scores: dict[str, Decimal] = {}
    for each in item.scoring:
        for _response, name in each.equal:
            scores[name] = max(scores.get(name, Decimal(0)), each.score or best)
    share = even_shares(len(scores)) if takes_several and scores else WHOLE
    answers = tuple(
        ExchangedAnswer(
            item.words(label),
            (share if takes_several else WHOLE * scores[name] / best) if name in scores else Decimal(0),
            item.feedback_on(name),
        )
        for label in labels
        if (name := label.get("ident", "")) is not None
    )
    return ExchangedQuestion(
        Interaction.CHOICE,
        answers,
        takes_several=takes_several,
        is_partial=any(each.adds for each in item.scoring),
    )


def _is_blank(element: Element) -> bool:
    """Whether an element shows nothing at all: Canvas keeps rows that an author left empty."""
    media = any(
        each.tag.startswith("mat") and each.tag not in ("material", "mattext") for each in element.iter()
    )
    return not text_of(element) and not media


def _order(item: _Item, labels: list[Element]) -> ExchangedQuestion:
    order = [name for each in item.scoring for _response, name in each.equal]
    words = {label.get("ident", ""): item.words(label) for label in labels}
    if sorted(order) != sorted(words):
        raise InvalidCell(_("The correct answer is missing."))
    return ExchangedQuestion(Interaction.ORDER, tuple(ExchangedAnswer(words[name]) for name in order))


def _pairs(item: _Item) -> ExchangedQuestion:
    """One list of labels for each left side, all with the same right sides. Raises InvalidCell."""
    right: dict[str, str] = {}
    partner = dict(pair for each in item.scoring for pair in each.equal)
    pairs = []
    for response in item.responses:
        left = item.words(response.find("material")) or item.words(response.find(".//flow/material"))
        for label in response.iter("response_label"):
            if not _is_blank(label):
                right.setdefault(label.get("ident", ""), item.words(label))
        name = partner.get(response.get("ident", ""))
        if not left and name not in right:
            continue
        if name is None or name not in right:
            raise InvalidCell(_("The correct answer is missing."), found=left)
        pairs.append((left, right[name]))
    used = {text for _left, text in pairs}
    distractors = dict.fromkeys(text for text in right.values() if text not in used)
    return ExchangedQuestion(Interaction.PAIRS, pairs=tuple(pairs), distractors=tuple(distractors))


def _named_blanks(item: _Item) -> ExchangedQuestion:
    """Canvas: `[name]` in the text, and a list of what is accepted for each name."""
    accepted: dict[str, tuple[str, ...]] = {}
    for response in item.responses:
        labels = list(response.iter("response_label"))
        for label in labels:
            if label.get("answer_type") in _MENUS or "regex" in label.get("scoring_algorithm", "").casefold():
                raise UnsupportedQuestion(item.kind)
        name = response.get("ident", "").removeprefix("response_")
        if f"[{name}]" not in item.prompt:
            name = item.words(response.find("material"))
        accepted[name] = tuple(item.words(label) for label in labels)
    names: list[str] = []

    def blank(found: re.Match[str]) -> str:
        if found[1] not in accepted or found[1] in names:
            return found[0]
        names.append(found[1])
        return gap(len(names))

    text = _PLACE.sub(blank, item.prompt)
    if missing := [name for name in accepted if name not in names]:
        raise InvalidCell(_("The blank %(name)s isn't in the text.") % {"name": missing[0]})
    return ExchangedQuestion(Interaction.GAPS, text=text, gaps=tuple(accepted[name] for name in names))


def _typed_blanks(item: _Item) -> ExchangedQuestion:
    """Several places to type into, between the words."""
    parts, gaps = [], []
    for each in item.parts:
        if each.tag == "mattext":
            parts.append(item.mattext(each))
        elif each.tag in _RESPONSES:
            gaps.append(tuple(_accepted(item, each.get("ident", ""))))
            parts.append(gap(len(gaps)))
    if not all(gaps):
        raise InvalidCell(_("The correct answer is missing."))
    is_case_sensitive = any(each.is_case_sensitive for each in item.scoring)
    return ExchangedQuestion(
        Interaction.GAPS, text=" ".join(parts), gaps=tuple(gaps), is_case_sensitive=is_case_sensitive
    )


def _typed(item: _Item, response: Element) -> ExchangedQuestion:
    form = response.find(".//render_fib")
    fibtype = (form.get("fibtype", "") if form is not None else "").casefold()
    name = response.get("ident", "")
    if item.kind == "essay_question" or not item.scoring:
        return ExchangedQuestion(Interaction.ESSAY)
    if item.kind == "numerical_question" or response.tag == "response_num" or fibtype in _NUMERIC_FORMS:
        return ExchangedQuestion(Interaction.NUMBER, tuple(_numbers(item)))
    answers = tuple(ExchangedAnswer(text) for text in _accepted(item, name))
    is_case_sensitive = any(each.is_case_sensitive for each in item.scoring)
    return ExchangedQuestion(Interaction.TEXT, answers, is_case_sensitive=is_case_sensitive)


def _accepted(item: _Item, name: str) -> Iterator[str]:
    """The texts that earn marks for a response."""
    seen = dict.fromkeys(
        text for each in item.scoring for response, text in each.equal if response == name and text
    )
    yield from seen


def _numbers(item: _Item) -> Iterator[ExchangedAnswer]:
    """A number and how far off one may be, of each condition that names a number or its limits."""
    for each in item.scoring:
        exact = number_in(each.equal[0][1]) if each.equal else None
        if each.low is not None and each.high is not None:
            middle = exact if exact is not None else (each.low + each.high) / 2
            tolerance = max(each.high - middle, middle - each.low)
            yield ExchangedAnswer(
                plain_number(middle), tolerance=plain_number(tolerance) if tolerance else ""
            )
        elif exact is not None:
            yield ExchangedAnswer(plain_number(exact))


def _condition(element: Element) -> _Condition:
    score, adds = Decimal(0), False
    for each in element.iter("setvar"):
        amount = number_in(text_of(each)) or Decimal(0)
        if each.get("action", "Set").casefold() in ("set", "add"):
            score, adds = max(score, amount), adds or each.get("action", "").casefold() == "add"
    found = _Condition(
        score, adds, feedback=[f.get("linkrefid", "") for f in element.iter("displayfeedback")]
    )
    for holder in element.findall("conditionvar"):
        _weigh(holder, found)
    return found


def _weigh(element: Element, found: _Condition) -> None:
    """Collect what a condition asks for; what it asks not to be doesn't count."""
    for each in element:
        if each.tag in ("not", "unanswered", "other"):
            continue
        if each.tag in ("varequal", "varsubset", "varsubstring"):
            found.equal.append((each.get("respident", ""), text_of(each)))
            found.is_case_sensitive |= each.get("case", "").casefold() == "yes"
        elif each.tag in _LOW:
            found.low = number_in(text_of(each))
        elif each.tag in _HIGH:
            found.high = number_in(text_of(each))
        else:
            _weigh(each, found)
