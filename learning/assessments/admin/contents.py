"""The content of a question as fields of a form: what authors type for each kind, and what is made of it.

Fields are `Written`: names without the prefix of their question, each with all its values. Rows (options,
pairs, items) are fields `option-3-text`; they count in the order in which the form has them. What is typed is
never judged here: the kinds do that.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..question_types.matching.question_type import MOST_PAIRS
from ..question_types.options import MOST_OPTIONS
from ..question_types.ordering.question_type import MOST_ITEMS
from ..question_types.text_normalisation import cleaned

Written = Mapping[str, Sequence[str]]

LEAST_ROWS, SPARE_ROWS = 4, 1
_GAP = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]", re.DOTALL)
_NUMBERED = re.compile(r"\{\{(\d+)\}\}")
_SPECIAL = re.compile(r"[\[\]\\]")
_BULLET = re.compile(r"^\s*(?:[-•–]|\(?[A-Za-z0-9]{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """number: what tells its fields from those of other rows. values: by field."""

    number: int
    values: Mapping[str, str] = field(default_factory=dict)
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """What a template shows of one kind. values: single fields; rows: with a few to spare."""

    values: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    most_rows: int = 0


def written_with(prefix: str, data: Any) -> dict[str, list[str]]:
    """The fields that begin with a prefix, without it. data: a QueryDict."""
    return {name.removeprefix(prefix): data.getlist(name) for name in data if name.startswith(prefix)}


def read(kind: str, written: Written) -> dict[str, Any]:
    """The data of a question of this kind, as it was typed; `from_data` of the kind judges it."""
    return _READ[kind](written)


def write(kind: str, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields that `read` reads as this data."""
    return _WRITE[kind](data) if data else {}


def shown(kind: str, written: Written, *, spare: int = SPARE_ROWS) -> Fields:
    """The fields of a kind for a template; what was pasted is in rows of its own."""
    values = {name: _first(written, name) for name in written}
    if kind not in _ROWS:
        return Fields(values)
    name, most = _ROWS[kind]
    rows = [row for row in _all_rows(kind, written) if _is_filled(row)]
    number = max((row.number for row in rows), default=-1)
    wanted = min(most, max(LEAST_ROWS, len(rows) + spare))
    rows += [Row(number + extra) for extra in range(1, wanted - len(rows) + 1)]
    return Fields(values | {"paste": ""}, tuple(rows), most)


def _first(written: Written, name: str) -> str:
    values = written.get(name) or [""]
    return str(values[0])


def _is_filled(row: Row) -> bool:
    return any(value.strip() for name, value in row.values.items() if name != "id")


def _rows(name: str, written: Written) -> list[Row]:
    numbers: dict[int, dict[str, str]] = {}
    for key in written:
        parts = key.split("-")
        if len(parts) == 3 and parts[0] == name and parts[1].isascii() and parts[1].isdigit():
            numbers.setdefault(int(parts[1]), {})[parts[2]] = _first(written, key)
    right = set(written.get("right", ()))
    return [Row(number, values, str(number) in right) for number, values in numbers.items()]


def _all_rows(kind: str, written: Written) -> list[Row]:
    """The rows of the form, then those that were pasted."""
    name, _most = _ROWS[kind]
    rows = _rows(name, written)
    number = max((row.number for row in rows), default=-1)
    for line in _first(written, "paste").splitlines():
        if not line.strip():
            continue
        number += 1
        rows.append(_pasted(kind, line, number))
    return rows


def _pasted(kind: str, line: str, number: int) -> Row:
    """One line of a pasted list. A `*` before it, or before its bullet, marks it as right."""
    text = line.strip()
    is_right = text.startswith("*") and kind in ("single_choice", "multiple_choice")
    text = _BULLET.sub("", text.lstrip("*").strip() if is_right else text)
    if kind == "matching":
        left, _arrow, right = re.sub(r"\t|\s*(?:->|→)\s*", "\0", text, count=1).partition("\0")
        return Row(number, {"left": left.strip(), "right": right.strip()})
    if text.startswith("*") and kind in ("single_choice", "multiple_choice"):
        is_right, text = True, text[1:].strip()
    return Row(number, {"text": text.strip()}, is_right)


class _Names:
    """Names of rows: kept where they are, made where they are not, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, row: Row) -> str:
        name = row.values.get("id", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) or name in self._taken:
            name = secrets.token_hex(6)
        self._taken.add(name)
        return name


def _read_choice(kind: str) -> Callable[[Written], dict[str, Any]]:
    def reading(written: Written) -> dict[str, Any]:
        names = _Names()
        options = [
            {
                "id": names.of(row),
                "text": row.values.get("text", ""),
                "is_right": row.is_right,
                "feedback": row.values.get("feedback", ""),
            }
            for row in _all_rows(kind, written)
            if _is_filled(row)
        ]
        if kind == "single_choice":
            return {"options": options}
        return {"options": options, "partial": bool(_first(written, "partial"))}

    return reading


def _write_choice(data: Mapping[str, Any]) -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    for number, option in enumerate(data["options"]):
        for name in ("id", "text", "feedback"):
            written[f"option-{number}-{name}"] = [option.get(name, "")]
    written["right"] = [str(number) for number, option in enumerate(data["options"]) if option["is_right"]]
    if data.get("partial"):
        written["partial"] = ["on"]
    return written


def _read_true_false(written: Written) -> dict[str, Any]:
    data: dict[str, Any] = {name: _first(written, name) for name in ("feedback_right", "feedback_wrong")}
    chosen = _first(written, "is_true")
    return data | {"is_true": chosen == "true"} if chosen in ("true", "false") else data


def _write_true_false(data: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "is_true": ["true" if data["is_true"] else "false"],
        "feedback_right": [data["feedback_right"]],
        "feedback_wrong": [data["feedback_wrong"]],
    }


def _read_accepting(written: Written) -> dict[str, Any]:
    typos = _first(written, "typos")
    return {
        "is_case_sensitive": bool(_first(written, "is_case_sensitive")),
        "typos": int(typos) if typos.isascii() and typos.isdigit() else 0,
    }


def _write_accepting(data: Mapping[str, Any]) -> dict[str, list[str]]:
    case = {"is_case_sensitive": ["on"]} if data["is_case_sensitive"] else {}
    return case | {"typos": [str(data["typos"])]}


def _read_short_text(written: Written) -> dict[str, Any]:
    lines = [line.strip() for line in cleaned(_first(written, "accepted")).splitlines() if line.strip()]
    return {"accepted": lines} | _read_accepting(written)


def _write_short_text(data: Mapping[str, Any]) -> dict[str, list[str]]:
    return {"accepted": ["\n".join(data["accepted"])]} | _write_accepting(data)


def _read_fill_blank(written: Written) -> dict[str, Any]:
    """Gaps stand in the text as what they accept: `at [100 | a hundred] degrees`."""
    blanks: list[dict[str, Any]] = []
    accepting = _read_accepting(written)
    pieces, end, text = [], 0, cleaned(_first(written, "text"))
    for found in _GAP.finditer(text):
        if (len(text[: found.start()]) - len(text[: found.start()].rstrip("\\"))) % 2:
            continue
        parts = re.split(r"(?<!\\)\|", found[1])
        accepted = [_unescaped(part).strip() for part in parts if part.strip()]
        blanks.append({"accepted": accepted} | accepting)
        pieces += [_unescaped(text[end : found.start()]), f"{{{{{len(blanks)}}}}}"]
        end = found.end()
    pieces.append(_unescaped(text[end:]))
    return {"text": "".join(pieces), "blanks": blanks}


def _write_fill_blank(data: Mapping[str, Any]) -> dict[str, list[str]]:
    blanks = data["blanks"]
    pieces = []
    for place, piece in enumerate(_NUMBERED.split(data["text"])):
        if place % 2:
            accepted = blanks[int(piece) - 1]["accepted"]
            texts = [_SPECIAL.sub(r"\\\g<0>", text).replace("|", "\\|") for text in accepted]
            pieces.append(f"[{' | '.join(texts)}]")
        else:
            pieces.append(_SPECIAL.sub(r"\\\g<0>", piece))
    return {"text": ["".join(pieces)]} | _write_accepting(blanks[0])


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\[\]\\|])", r"\1", text)


def _read_matching(written: Written) -> dict[str, Any]:
    names = _Names()
    pairs = [
        {"id": names.of(row), "left": row.values.get("left", ""), "right": row.values.get("right", "")}
        for row in _all_rows("matching", written)
        if _is_filled(row)
    ]
    kept = dict(pair.split("\t", 1)[::-1] for pair in written.get("distractor-id", ()) if "\t" in pair)
    lines = [line.strip() for line in cleaned(_first(written, "distractors")).splitlines() if line.strip()]
    distractors = [{"id": names.of(Row(0, {"id": kept.get(line, "")})), "text": line} for line in lines]
    return {"pairs": pairs, "distractors": distractors}


def _write_matching(data: Mapping[str, Any]) -> dict[str, list[str]]:
    written = {
        f"pair-{number}-{name}": [pair[name]]
        for number, pair in enumerate(data["pairs"])
        for name in ("id", "left", "right")
    }
    written["distractors"] = ["\n".join(each["text"] for each in data["distractors"])]
    written["distractor-id"] = [f"{each['id']}\t{each['text']}" for each in data["distractors"]]
    return written


def _read_ordering(written: Written) -> dict[str, Any]:
    names = _Names()
    rows = [row for row in _all_rows("ordering", written) if _is_filled(row)]
    return {"items": [{"id": names.of(row), "text": row.values.get("text", "")} for row in rows]}


def _write_ordering(data: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        f"item-{number}-{name}": [item[name]]
        for number, item in enumerate(data["items"])
        for name in ("id", "text")
    }


def _read_numeric(written: Written) -> dict[str, Any]:
    tolerance = _first(written, "tolerance").strip()
    return {
        "answer": _first(written, "answer"),
        "tolerance": tolerance.removesuffix("%").strip() or "0",
        "tolerance_is_percent": tolerance.endswith("%"),
        "unit": _first(written, "unit"),
        "is_unit_required": bool(_first(written, "is_unit_required")),
    }


def _write_numeric(data: Mapping[str, Any]) -> dict[str, list[str]]:
    percent = "%" if data["tolerance_is_percent"] else ""
    required = {"is_unit_required": ["on"]} if data["is_unit_required"] else {}
    return required | {
        "answer": [data["answer"]],
        "tolerance": [data["tolerance"] + percent if data["tolerance"] != "0" else ""],
        "unit": [data["unit"]],
    }


def _read_essay(written: Written) -> dict[str, Any]:
    return {name: _count(_first(written, name)) for name in ("least_words", "most_words")}


def _write_essay(data: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(data[name]) if data[name] else ""] for name in ("least_words", "most_words")}


def _count(text: str) -> int | str:
    """A whole number; what is none is left for the kind to refuse."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or 0


_ROWS = {
    "single_choice": ("option", MOST_OPTIONS),
    "multiple_choice": ("option", MOST_OPTIONS),
    "matching": ("pair", MOST_PAIRS),
    "ordering": ("item", MOST_ITEMS),
}
_READ: dict[str, Callable[[Written], dict[str, Any]]] = {
    "single_choice": _read_choice("single_choice"),
    "multiple_choice": _read_choice("multiple_choice"),
    "true_false": _read_true_false,
    "fill_blank": _read_fill_blank,
    "matching": _read_matching,
    "ordering": _read_ordering,
    "numeric": _read_numeric,
    "short_text": _read_short_text,
    "essay": _read_essay,
}
_WRITE: dict[str, Callable[[Mapping[str, Any]], dict[str, list[str]]]] = {
    "single_choice": _write_choice,
    "multiple_choice": _write_choice,
    "true_false": _write_true_false,
    "fill_blank": _write_fill_blank,
    "matching": _write_matching,
    "ordering": _write_ordering,
    "numeric": _write_numeric,
    "short_text": _write_short_text,
    "essay": _write_essay,
}
