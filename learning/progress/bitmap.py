"""Which of a video's 60 equal parts were watched, as the bits of one integer; bit 0 is the first part."""

from __future__ import annotations

PARTS = 60
EMPTY = 0
FULL = (1 << PARTS) - 1


class InvalidBitmap(ValueError):
    """What was sent does not name parts 0 to 59."""


def parse(value: str | int | list[int]) -> int:
    """A bitmap from an integer, a list of part numbers, or a string: decimal, or hexadecimal after `0x`.

    Raises NotABitmap.
    """
    try:
        if isinstance(value, list):
            return _checked(_from_numbers(value))
        return _checked(int(value, 0) if isinstance(value, str) else int(value))
    except (TypeError, ValueError) as error:
        raise InvalidBitmap(str(value)[:80]) from error


def _from_numbers(numbers: list[int]) -> int:
    if any(not 0 <= number < PARTS for number in numbers):
        raise InvalidBitmap("a part is a number from 0 to 59")
    bits = EMPTY
    for number in numbers:
        bits |= 1 << number
    return bits


def _checked(bits: int) -> int:
    if not EMPTY <= bits <= FULL:
        raise InvalidBitmap("a bitmap has 60 bits")
    return bits


def count(bits: int) -> int:
    """How many parts are watched."""
    return bits.bit_count()


def percentage(bits: int) -> int:
    """0 to 100, rounded down: 100 only when every part is watched."""
    return count(bits) * 100 // PARTS


def first_parts(number: int) -> int:
    """The first `number` parts; none for a number below 1, all for one above 60."""
    return (1 << max(0, min(PARTS, number))) - 1


def admitted(known: int, claimed: int, at_most: int) -> int:
    """`known` and as many of the newly claimed parts, from the front, as `at_most` says."""
    bits, left = known, at_most
    new = claimed & ~known
    while new and left > 0:
        part = new & -new
        bits |= part
        new ^= part
        left -= 1
    return bits


def reaches(bits: int, threshold: int) -> bool:
    """Whether at least `threshold` % of the parts are watched."""
    return count(bits) * 100 >= threshold * PARTS
