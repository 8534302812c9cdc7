"""What being late costs, as a table and for every number; and what a rubric adds up to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.assignments.assignment_snapshot import Criterion, Level, endings, points_of
from learning.assessments.assignments.late_policy import days_late, late_penalty
from learning.testing.access import NOON

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("late_by", "days"),
    [(-DAY, 0), (timedelta(0), 0), (MINUTE, 1), (DAY, 1), (DAY + MINUTE, 2), (10 * DAY, 10)],
)
def test_each_day_that_began_counts(late_by, days):
    assert days_late(NOON, NOON + late_by) == days


def test_without_a_date_nothing_is_late():
    assert days_late(None, NOON) == 0


@pytest.mark.parametrize(
    ("points", "most", "days", "percent", "off"),
    [
        ("8", "10", 0, 10, "0"),
        ("8", "10", 1, 10, "1.00"),
        ("8", "10", 3, 10, "3.00"),
        ("8", "10", 9, 10, "8"),
        ("8", "10", 50, 10, "8"),
        ("0", "10", 2, 10, "0"),
        ("5", "3.33", 1, 10, "0.33"),
    ],
)
def test_what_comes_off(points, most, days, percent, off):
    found = late_penalty(Decimal(points), Decimal(most), days=days, percent_per_day=percent)
    assert found == Decimal(off)


MARKS = st.decimals(0, 1000, places=2)


@given(points=MARKS, most=MARKS, days=st.integers(0, 400), percent=st.integers(0, 100))
def test_never_more_comes_off_than_there_is_and_more_days_never_cost_less(points, most, days, percent):
    off = late_penalty(points, most, days=days, percent_per_day=percent)
    later = late_penalty(points, most, days=days + 1, percent_per_day=percent)
    assert 0 <= off <= later <= points


LEVELS = st.lists(MARKS.map(lambda marks: Level("", marks)), min_size=2, max_size=8).map(tuple)
RUBRICS = st.lists(LEVELS, min_size=1, max_size=6).map(
    lambda rows: tuple(Criterion(str(number), "", levels) for number, levels in enumerate(rows))
)


@given(rubric=RUBRICS, data=st.data())
def test_a_rubric_adds_up_within_its_best(rubric, data):
    chosen = {one.id: data.draw(st.integers(0, len(one.levels) - 1)) for one in rubric}
    points = points_of(rubric, chosen)
    assert 0 <= points <= sum(one.most_marks for one in rubric)
    assert points == points_of(tuple(reversed(rubric)), chosen)


@pytest.mark.parametrize("chosen", [{}, {"1": 2, "2": 0}, {"1": -1}, {"1": 0, "3": 0}])
def test_what_is_not_in_the_rubric_is_no_choice(chosen):
    rubric = (Criterion("1", "", (Level("", Decimal(0)), Level("", Decimal(1)))),)
    with pytest.raises((KeyError, IndexError)):
        points_of(rubric, chosen)


def test_endings_as_authors_write_them():
    assert endings("PDF, .docx;txt  pdf") == ("pdf", "docx", "txt")
