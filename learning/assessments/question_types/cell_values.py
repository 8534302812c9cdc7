"""What only questions ask of a cell: truth, and numbers as a file has them."""

from __future__ import annotations

from decimal import Decimal

from common.imports.cells import folded

_TRUE = frozenset({"true", "t"})
_FALSE = frozenset({"false", "f"})


def truth_of(text: str) -> bool | None:
    """What true, t, false and f say; None for anything else."""
    word = folded(text)
    return word in _TRUE if word in _TRUE | _FALSE else None


def without_idle_zeros(number: Decimal) -> str:
    """A number as a file has it: with a point, and no zeros that say nothing."""
    return format(number.normalize(), "f")
