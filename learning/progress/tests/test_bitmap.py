"""The bitmap of watched parts: `learning.progress.bitmap`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.progress import bitmap

BITMAPS = st.integers(bitmap.EMPTY, bitmap.FULL)


@pytest.mark.parametrize(
    ("value", "bits"),
    [
        (5, 5),
        ("5", 5),
        ("0x5", 5),
        ([0, 2], 5),
        ([0, 2, 2], 5),
        ([], 0),
        (str(bitmap.FULL), bitmap.FULL),
        (list(range(60)), bitmap.FULL),
    ],
)
def test_a_bitmap_may_be_written_in_four_ways(value: str | int | list[int], bits: int) -> None:
    assert bitmap.parse(value) == bits


@pytest.mark.parametrize("value", [-1, 1 << 60, "all", "", [60], [-1], "1.5"])
def test_what_names_no_parts_is_refused(value: str | int | list[int]) -> None:
    with pytest.raises(bitmap.InvalidBitmap):
        bitmap.parse(value)


@given(BITMAPS)
def test_percentages_stay_within_bounds_and_grow_with_the_parts(bits: int) -> None:
    assert 0 <= bitmap.percentage(bits) <= 100
    assert (bitmap.percentage(bits) == 100) == (bits == bitmap.FULL)
    assert bitmap.percentage(bits | 1) >= bitmap.percentage(bits)


@given(BITMAPS, BITMAPS, st.integers(-3, 70))
def test_no_more_is_admitted_than_allowed_and_nothing_is_lost(known: int, claimed: int, at_most: int) -> None:
    filled = bitmap.admitted(known, claimed, at_most)
    assert filled & known == known
    assert filled & ~(known | claimed) == 0
    gained = bitmap.count(filled) - bitmap.count(known)
    assert gained == min(max(at_most, 0), bitmap.count(claimed & ~known))


@given(BITMAPS, st.integers(1, 100))
def test_a_threshold_is_reached_exactly(bits: int, threshold: int) -> None:
    assert bitmap.reaches(bits, threshold) == (bitmap.count(bits) / 60 >= threshold / 100)


@given(st.integers(-5, 65))
def test_the_first_parts_are_counted_from_the_start(number: int) -> None:
    bits = bitmap.first_parts(number)
    assert bitmap.count(bits) == min(max(number, 0), 60)
    assert bits & (bits + 1) == 0
