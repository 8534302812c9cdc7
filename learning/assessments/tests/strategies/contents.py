"""Data of questions of every kind, and answers to them, as Hypothesis strategies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# What people type, with signs that have several spellings.
signs = st.one_of(
    st.sampled_from(
        "abcABC012 ,.-é\N{LATIN SMALL LIGATURE FI}ßİıſΣς語\N{COMBINING ACUTE ACCENT}\N{NO-BREAK SPACE}"
    ),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Mn")),
)
texts = st.text(signs, min_size=1, max_size=12).map(lambda text: "x" + " ".join(text.split()))
perhaps = st.one_of(st.just(""), texts)
names = st.text("abcdefXYZ019_-", min_size=1, max_size=8)


def _distinct(least: int, most: int, of: st.SearchStrategy[str] = texts) -> st.SearchStrategy[list[str]]:
    return st.lists(of, min_size=least, max_size=most, unique=True)


@st.composite
def _options(draw: st.DrawFn, right: st.SearchStrategy[list[bool]]) -> list[dict[str, Any]]:
    flags = draw(right)
    count = len(flags)
    return [
        {"id": name, "text": text, "is_right": flag, "feedback": draw(perhaps)}
        for name, text, flag in zip(
            draw(_distinct(count, count, names)), draw(_distinct(count, count)), flags, strict=True
        )
    ]


_one_right = st.integers(2, 10).flatmap(
    lambda count: st.integers(0, count - 1).map(lambda right: [place == right for place in range(count)])
)
_some_right = st.lists(st.booleans(), min_size=2, max_size=10).filter(any)
_accepting = st.fixed_dictionaries(
    {"accepted": _distinct(1, 4), "is_case_sensitive": st.booleans(), "typos": st.integers(0, 3)}
)
_numbers = st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda number: f"{number:f}")


@st.composite
def _fill_blank(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    order = draw(st.permutations(range(1, count + 1)))
    return {
        "text": "".join(f"{draw(texts)} {{{{{number}}}}} " for number in order),
        "blanks": [draw(_accepting) for _blank in order],
    }


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    count, more = draw(st.integers(2, 6)), draw(st.integers(0, 3))
    ids = draw(_distinct(count + more, count + more, names))
    lefts, rights = draw(_distinct(count, count)), draw(_distinct(count + more, count + more))
    pairs = zip(ids, lefts, rights, strict=False)
    return {
        "pairs": [{"id": name, "left": left, "right": right} for name, left, right in pairs],
        "distractors": [
            {"id": name, "text": text} for name, text in zip(ids[count:], rights[count:], strict=True)
        ],
    }


@st.composite
def _ordering(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 8))
    rows = zip(draw(_distinct(count, count, names)), draw(_distinct(count, count)), strict=True)
    rule = draw(st.sampled_from([{}, {"rule": "relative"}, {"rule": "run"}]))
    return {"items": [{"id": name, "text": text} for name, text in rows]} | rule


@st.composite
def _numeric(draw: st.DrawFn) -> dict[str, Any]:
    unit = draw(st.sampled_from(["", "m", "km/h", "m²", "µg", "°C", "%"]))
    is_required = bool(unit) and draw(st.booleans())
    data: dict[str, Any] = {
        "answer": draw(_numbers | st.sampled_from(["1/2", "-3/4", "1e5"])),
        "tolerance": f"{draw(st.decimals(0, 10, places=2)).copy_abs():f}",
        "tolerance_is_percent": draw(st.booleans()),
        "unit": unit,
        "is_unit_required": is_required,
    }
    if unit and draw(st.booleans()):
        data["other_units"] = [{"unit": "ft", "factor": "0.3048"}, {"unit": "lb", "factor": "1/3"}]
    if is_required and draw(st.booleans()):
        data["percent_without_unit"] = draw(st.integers(1, 100))
    return data


DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": _options(_one_right).map(lambda options: {"options": options}),
    "multiple_choice": st.fixed_dictionaries({"options": _options(_some_right), "partial": st.booleans()}),
    "true_false": st.fixed_dictionaries(
        {"is_true": st.booleans(), "feedback_right": perhaps, "feedback_wrong": perhaps}
    ),
    "fill_blank": _fill_blank(),
    "matching": _matching(),
    "ordering": _ordering(),
    "numeric": _numeric(),
    "short_text": _accepting,
    "essay": st.sampled_from([{"least_words": 0, "most_words": 0}, {"least_words": 5, "most_words": 90}]),
}

#: Anything that JSON can hold.
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def fields(draw: st.DrawFn, shown: dict[str, Any]) -> dict[str, list[str]]:
    """A form that a browser could send for what it was shown: sensible, half filled in, or nonsense."""
    options = [row["id"] for row in shown.get("options", ())]
    rights = [row["id"] for row in shown.get("rights", ())]
    items = [row["id"] for row in shown.get("items", ())]
    value = st.one_of(texts, _numbers, st.text(max_size=10))
    form: dict[str, list[str]] = {"text": [draw(value)]}
    if options:
        form["choice"] = draw(st.lists(st.sampled_from(options) | names, max_size=4))
    for row in shown.get("lefts", ()):
        form[f"match-{row['id']}"] = [draw(st.sampled_from([*rights, "", "nobody"]))]
    for name in items:
        form[f"place-{name}"] = [draw(st.sampled_from([*map(str, range(len(items) + 2)), "", "²", "x"]))]
    for piece in shown.get("pieces", ()):
        if "blank" in piece:
            form[f"blank-{piece['blank']}"] = [draw(value)]
    return form
