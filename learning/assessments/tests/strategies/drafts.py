"""Questions of every kind for property tests, as Hypothesis strategies."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from learning.assessments.imports import DraftQuestion
from learning.assessments.question_types import InvalidContent, question_type
from learning.assessments.question_types.text_normalisation import cleaned
from learning.assessments.tests import question_data

# What people type, and all signs that mean something in one of the forms.
_SIGNS = st.one_of(
    st.sampled_from(
        "\\~=#{}:;,|%'\"[]()<>-+/$&@_*?!.\n\t aAbB12äß\N{NO-BREAK SPACE}語\N{GREEK SMALL LETTER PI}"
    ),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")),
)
_PIECES = st.sampled_from(
    ["->", "{{2}}", "::x::", "%50%", "####", "//", "$CATEGORY: a", "\\n", "A;B", "TRUE", "''="]
)


def _stripped(pieces: list[str]) -> str:
    return cleaned("".join(pieces))


texts = st.lists(st.one_of(_SIGNS, _PIECES), min_size=1, max_size=15).map(_stripped).filter(bool)
perhaps = st.one_of(st.just(""), texts)
tags = (
    st.lists(texts.map(lambda text: " ".join(text.split())), max_size=3, unique_by=str.casefold)
    .filter(lambda tags: all(tags))
    .map(tuple)
)
numbers = st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda number: f"{number:f}")


def _unique(count: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        texts, min_size=count, max_size=most, unique_by=lambda text: " ".join(text.split()).casefold()
    )


@st.composite
def _single(draw: st.DrawFn) -> dict:
    names = draw(_unique(2, 10))
    right = draw(st.sampled_from(range(len(names))))
    return question_data.choice(
        [question_data.Option(name, draw(perhaps), place == right) for place, name in enumerate(names)]
    )


@st.composite
def _multiple(draw: st.DrawFn) -> dict:
    names = draw(_unique(2, 10))
    right = draw(st.sets(st.sampled_from(range(len(names))), min_size=1))
    options = [question_data.Option(name, draw(perhaps), place in right) for place, name in enumerate(names)]
    return question_data.choice(options, is_partial=draw(st.booleans()))


@st.composite
def _short(draw: st.DrawFn) -> dict:
    sensitive, typos = draw(st.sampled_from([(False, 0), (False, 0), (True, 0), (False, 1)]))
    return question_data.short_text(draw(_unique(1, 4)), is_case_sensitive=sensitive, typos=typos)


@st.composite
def _gaps(draw: st.DrawFn) -> dict:
    words = texts.filter(
        lambda text: "{{" not in text and not text.startswith("{") and not text.endswith("{")
    )
    count = draw(st.integers(1, 3))
    text = draw(words) + "".join(f" {{{{{number}}}}} {draw(words)}" for number in range(1, count + 1))
    return {"text": text, "blanks": [draw(_short()) for _blank in range(count)]}


@st.composite
def _pairs(draw: st.DrawFn) -> dict:
    lefts, rights = draw(_unique(2, 5)), draw(_unique(7, 9))
    pairs = list(zip(lefts, rights, strict=False))
    return question_data.matching(pairs, rights[len(pairs) : len(pairs) + draw(st.integers(0, 2))])


@st.composite
def _number(draw: st.DrawFn) -> dict:
    tolerance = draw(st.decimals(0, 10, places=2)).copy_abs()
    unit = draw(st.sampled_from(["", "", "m", "km/h", "µg"]))
    return question_data.numeric(
        draw(numbers),
        f"{tolerance:f}" + draw(st.sampled_from(["", "", "%"])),
        unit=unit,
        is_unit_required=bool(unit) and draw(st.booleans()),
    )


_DATA: dict[str, st.SearchStrategy[dict]] = {
    "single_choice": _single(),
    "multiple_choice": _multiple(),
    "true_false": st.builds(question_data.true_false, st.booleans(), perhaps, perhaps),
    "fill_blank": _gaps(),
    "matching": _pairs(),
    "ordering": _unique(2, 10).map(question_data.ordering),
    "numeric": _number(),
    "short_text": _short(),
    "essay": st.sampled_from([(0, 0), (0, 0), (50, 300)]).map(
        lambda most: {"least_words": most[0], "most_words": most[1]}
    ),
}


@st.composite
def drafts(draw: st.DrawFn) -> DraftQuestion:
    """A question that its kind calls valid, in its canonical form."""
    kind = draw(st.sampled_from(sorted(_DATA)))
    data = draw(_DATA[kind].map(lambda data: canonical(kind, data)).filter(lambda data: data is not None))
    return DraftQuestion(
        kind,
        draw(perhaps if kind == "fill_blank" else texts),
        data or {},
        draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(20)])),
        draw(st.sampled_from(["easy", "medium", "hard"])),
        draw(tags),
        draw(perhaps),
        draw(perhaps),
    )


def canonical(kind: str, data: dict) -> dict | None:
    """The data as the kind writes it; None if the kind refuses it."""
    try:
        return question_type(kind).to_data(question_type(kind).from_data(data))
    except InvalidContent:
        return None
