"""Marks with their unit, in whatever part."""

from __future__ import annotations

import warnings
from decimal import Decimal

import pytest

from learning.assessments.templatetags.marks import marks_label


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ("1", "1 mark"),
        ("1.00", "1 mark"),
        ("0", "0 marks"),
        ("0.5", "0.5 marks"),
        ("2.50", "2.5 marks"),
        ("10", "10 marks"),
    ],
)
def test_marks_are_counted_in_whole_and_in_part(marks: str, words: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert marks_label(Decimal(marks)) == words
