"""Read questions from QTI 2.0 to 2.2 and 3.0: one `<assessmentItem>` for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from .xml_tree import inner_html, line_of, text_of

_NUMERIC = ("float", "integer")
_FEEDBACK = ("feedbackInline", "feedbackBlock", "rubricBlock", "printedVariable", "stylesheet")
_HERE = "\x02"  # stands for an interaction; no XML can hold it
_LOW, _HIGH = ("gt", "gte"), ("lt", "lte")


@dataclass(slots=True)
class _Response:
    """A `<responseDeclaration>`. correct: its values; mapped: what each value earns."""

    cardinality: str = "single"
    base_type: str = "identifier"
    correct: list[str] = field(default_factory=list)
    mapped: dict[str, Decimal] = field(default_factory=dict)
    is_case_sensitive: bool = False

    @property
    def right(self) -> list[str]:
        """The values that earn something, those that earn all first."""
        earning = [name for name, score in self.mapped.items() if score > 0 and name not in self.correct]
        return [*self.correct, *(earning if not self.correct or self.cardinality == "single" else ())]

    def share(self, name: str) -> Decimal:
        """The percent that one value of a single answer earns."""
        if name in self.correct:
            return WHOLE
        best = max(self.mapped.values(), default=Decimal(0))
        score = self.mapped.get(name, Decimal(0))
        return WHOLE * score / best if best > 0 and score > 0 else Decimal(0)


class _Item:
    """One `<assessmentItem>`."""

    def __init__(self, element: Element) -> None:
        self.element, self.texts = element, TextReader()
        body = element.find("itemBody")
        self.body = body if body is not None else Element("itemBody")
        self.interactions = [each for each in self.body.iter() if _is_interaction(each)]

    def response_to(self, interaction: Element) -> _Response:
        return self.responses.get(interaction.get("responseIdentifier", "RESPONSE"), _Response())

    @cached_property
    def responses(self) -> dict[str, _Response]:
        found = {}
        for each in self.element.findall("responseDeclaration"):
            entries = each.findall("mapping/mapEntry")
            found[each.get("identifier", "")] = _Response(
                each.get("cardinality", "single"),
                each.get("baseType", "identifier"),
                [text_of(value) for value in each.findall("correctResponse/value")],
                {
                    entry.get("mapKey", ""): number_in(entry.get("mappedValue", "")) or Decimal(0)
                    for entry in entries
                },
                any(entry.get("caseSensitive", "").casefold() == "true" for entry in entries),
            )
        return found

    @cached_property
    def gives_parts(self) -> bool:
        """Whether the scoring adds up what each right option earns."""
        scoring = self.element.find("responseProcessing")
        if scoring is None:
            return False
        return "map_response" in scoring.get("template", "") or scoring.find(".//mapResponse") is not None

    def words(self, element: Element, replace: Callable[[Element], str | None] = lambda each: None) -> str:
        """What stands inside an element, but for feedback and what `replace` puts elsewhere."""

        def instead(each: Element) -> str | None:
            return "" if each.tag in _FEEDBACK else replace(each)

        return self.texts.html(inner_html(element, instead))

    def feedback_on(self, option: Element) -> str:
        """What stands in the option, or in a feedback of the item that is named like it."""
        inline = option.find("feedbackInline")
        if inline is not None:
            return self.texts.html(inner_html(inline))
        name = option.get("identifier", "")
        for each in self.element.findall("modalFeedback"):
            if name in (each.get("identifier", ""), each.get("identifier", "").removeprefix("feedback_")):
                return self.texts.html(inner_html(each))
        return ""

    def explanation(self) -> str:
        """The feedback that is for everybody: what our own export calls `explanation`, or the only one."""
        named = self.element.findall("modalFeedback")
        own = [
            each for each in named if each.get("identifier", "") in ("explanation", "general", "general_fb")
        ]
        return "\n\n".join(self.texts.html(inner_html(each)) for each in own)

    def marks(self) -> str:
        for each in self.element.findall("outcomeDeclaration"):
            if each.get("identifier") == "MAXSCORE":
                return text_of(each.find("defaultValue/value"))
        for each in self.element.findall("outcomeDeclaration"):
            if each.get("identifier") == "SCORE":
                return each.get("normalMaximum", "")
        return ""


def read(root: Element, collection: Collection, keywords: Sequence[str] = ()) -> None:
    """Take each question into the collection. Raises UnreadableFile for too many."""
    for element in root.iter("assessmentItem"):
        item = _Item(element)
        line, title = line_of(element), element.get("title", "").strip()
        if not item.interactions:
            words = _("This text contains no question and was skipped.")
            collection.warn(line, words, found=item.words(item.body) or title)
            continue
        collection.meet(line)
        prompt = item.words(item.body, _without_interactions)
        try:
            asked = _asked(item)
        except UnsupportedQuestion as error:
            skip(error.kind, line, prompt or title, collection)
            continue
        except InvalidCell as error:
            error.found = error.found or prompt or title
            collection.invalid(line, error)
            continue
        if asked.interaction == Interaction.GAPS:
            prompt = ""
        elif asked.interaction in (Interaction.TEXT, Interaction.NUMBER):
            prompt = prompt.rstrip().removesuffix("_____").rstrip()
        tags = [*keywords, *(text_of(each) for each in element.iter("keyword"))]
        foreign = ForeignQuestion(prompt, asked, line, title, item.explanation(), item.marks(), tags)
        take(foreign, item.texts, collection)


def _is_interaction(element: Element) -> bool:
    return element.tag.endswith("Interaction") and element.tag != "endAttemptInteraction"


def _without_interactions(element: Element) -> str | None:
    """An interaction in the body is a question of its own: only its prompt belongs to the words."""
    if not element.tag.endswith("Interaction"):
        return None
    prompt = element.find("prompt")
    if prompt is not None:
        return f"<p>{inner_html(prompt)}</p>"
    return " _____ " if element.tag in ("textEntryInteraction", "inlineChoiceInteraction") else ""


def _asked(item: _Item) -> ExchangedQuestion:
    """Raises UnsupportedQuestion and InvalidCell."""
    if item.element.find("templateDeclaration") is not None:
        raise UnsupportedQuestion("template")
    kinds = {each.tag for each in item.interactions}
    first = item.interactions[0]
    if kinds == {"textEntryInteraction"}:
        return _typed(item)
    if len(item.interactions) > 1:
        raise UnsupportedQuestion(_("several interactions"))
    if first.tag not in _READERS:
        raise UnsupportedQuestion(first.tag)
    return _READERS[first.tag](item, first)


def _choice(item: _Item, interaction: Element) -> ExchangedQuestion:
    response = item.response_to(interaction)
    takes_several = response.cardinality == "multiple" or interaction.get("maxChoices", "1") != "1"
    right = response.right
    even = even_shares(len(right)) if right else Decimal(0)
    answers = tuple(
        ExchangedAnswer(
            item.words(option),
            (even if name in right else Decimal(0)) if takes_several else response.share(name),
            item.feedback_on(option),
        )
        for option in interaction.iter("simpleChoice")
        if (name := option.get("identifier", "")) is not None
    )
    return ExchangedQuestion(
        Interaction.CHOICE, answers, takes_several=takes_several, is_partial=item.gives_parts
    )


def _order(item: _Item, interaction: Element) -> ExchangedQuestion:
    words = {option.get("identifier", ""): item.words(option) for option in interaction.iter("simpleChoice")}
    order = item.response_to(interaction).correct
    if sorted(order) != sorted(words):
        raise InvalidCell(_("The correct answer is missing."))
    return ExchangedQuestion(Interaction.ORDER, tuple(ExchangedAnswer(words[name]) for name in order))


def _pairs(item: _Item, interaction: Element) -> ExchangedQuestion:
    """Raises UnsupportedQuestion where a left side has several partners."""
    sets = interaction.findall("simpleMatchSet")
    if len(sets) != 2:
        raise UnsupportedQuestion(interaction.tag)
    left, right = (
        {each.get("identifier", ""): item.words(each) for each in side.findall("simpleAssociableChoice")}
        for side in sets
    )
    partner: dict[str, str] = {}
    for value in item.response_to(interaction).right:
        names = value.split()
        if len(names) != 2 or names[0] not in left or names[1] not in right:
            raise InvalidCell(_("The correct answer is missing."), found=value)
        if names[0] in partner:
            raise UnsupportedQuestion(interaction.tag)
        partner[names[0]] = names[1]
    if partner.keys() != left.keys():
        raise InvalidCell(_("The correct answer is missing."))
    used = set(partner.values())
    return ExchangedQuestion(
        Interaction.PAIRS,
        pairs=tuple((left[name], right[partner[name]]) for name in left),
        distractors=tuple(text for name, text in right.items() if name not in used),
    )


def _essay(item: _Item, interaction: Element) -> ExchangedQuestion:
    response = item.response_to(interaction)
    if response.right:
        answers = tuple(ExchangedAnswer(text, response.share(text)) for text in response.right)
        return ExchangedQuestion(Interaction.TEXT, answers, is_case_sensitive=response.is_case_sensitive)
    return ExchangedQuestion(Interaction.ESSAY)


def _typed(item: _Item) -> ExchangedQuestion:
    """One place to type into behind the words, or blanks within them."""
    first = item.interactions[0]
    response = item.response_to(first)
    if len(item.interactions) == 1:
        if response.base_type in _NUMERIC:
            return ExchangedQuestion(Interaction.NUMBER, tuple(_numbers(item, response)))
        if _stands_last(item):
            answers = tuple(ExchangedAnswer(text, response.share(text)) for text in response.right)
            return ExchangedQuestion(Interaction.TEXT, answers, is_case_sensitive=response.is_case_sensitive)
    numbers = {id(each): number for number, each in enumerate(item.interactions, 1)}

    def blank(each: Element) -> str | None:
        return gap(numbers[id(each)]) if id(each) in numbers else None

    responses = [item.response_to(each) for each in item.interactions]
    gaps = tuple(tuple(name for name in each.right if each.share(name) == WHOLE) for each in responses)
    if not all(gaps):
        raise InvalidCell(_("The correct answer is missing."))
    return ExchangedQuestion(
        Interaction.GAPS,
        text=item.words(item.body, blank),
        gaps=gaps,
        is_case_sensitive=any(each.is_case_sensitive for each in responses),
    )


def _stands_last(item: _Item) -> bool:
    """Whether no words follow the place to type into."""
    html = inner_html(item.body, lambda each: _HERE if _is_interaction(each) else None)
    return not item.texts.html(html.partition(_HERE)[2]).strip(" .?!")


def _numbers(item: _Item, response: _Response) -> Iterator[ExchangedAnswer]:
    """A number, and how far off one may be where the scoring compares with a tolerance or with limits."""
    scoring = item.element.find("responseProcessing")
    tolerance, low, high = "", None, None
    for each in scoring.iter() if scoring is not None else ():
        if each.tag == "equal" and each.get("toleranceMode") == "absolute":
            tolerance = (each.get("tolerance", "").split() or [""])[0]
        elif each.tag in (*_LOW, *_HIGH):
            limit = number_in(text_of(each.find("baseValue")))
            low, high = (limit, high) if each.tag in _LOW else (low, limit)
    right = [number for name in response.right if (number := number_in(name)) is not None]
    if low is not None and high is not None and len(right) <= 1:
        middle = right[0] if right else (low + high) / 2
        tolerance = plain_number(max(high - middle, middle - low))
        right = [middle]
    for number in right:
        yield ExchangedAnswer(plain_number(number), tolerance="" if tolerance in ("", "0") else tolerance)


_READERS: dict[str, Callable[[_Item, Element], ExchangedQuestion]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _pairs,
    "extendedTextInteraction": _essay,
}
