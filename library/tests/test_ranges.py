"""Guards library/storage/byte_ranges.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.storage.byte_ranges import ByteRange, Unsatisfiable, requested


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=0-", ByteRange(0, 99)),
        ("bytes=10-19", ByteRange(10, 19)),
        ("bytes=90-500", ByteRange(90, 99)),
        ("bytes=-10", ByteRange(90, 99)),
        ("bytes=-500", ByteRange(0, 99)),
        ("bytes=99-99", ByteRange(99, 99)),
        ("bytes=0-9,20-29", None),
        ("bytes=20-10", None),
        ("items=0-9", None),
        ("bytes=", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("", None),
    ],
)
def test_a_range_is_read(header, expected):
    assert requested(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_outside_the_file_cannot_be_satisfied(header):
    with pytest.raises(Unsatisfiable):
        requested(header, 100)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=-0"])
def test_an_empty_file_has_no_ranges(header):
    with pytest.raises(Unsatisfiable):
        requested(header, 0)


@given(
    st.text(max_size=40) | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True), st.integers(0, 10**12)
)
def test_whatever_is_sent_the_range_lies_in_the_file(header, size):
    try:
        part = requested(header, size)
    except Unsatisfiable:
        return
    if part:
        assert 0 <= part.first <= part.last < size
        assert part.length == part.last - part.first + 1
