"""Which price stands at which moment: tables at chosen moments, and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.catalogue.timeline import (
    PriceSpan,
    lowest_before,
    next_step_after,
    standing_at,
    steps_of,
)

DAY_0 = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return DAY_0 + timedelta(days=number)


def span(number: int, amount: int | None, start: float, end: float | None = None, *, sale: bool = False):
    return PriceSpan(number, amount, day(start), None if end is None else day(end), sale, None)


REGULAR = span(1, 4900, 0)
RAISED = span(2, 5900, 40)
SALE = span(3, 2900, 50, 57, sale=True)
LATER_SALE = span(4, 1900, 55, 60, sale=True)
REMOVED = span(5, None, 90)
ALL = [REGULAR, RAISED, SALE, LATER_SALE, REMOVED]


@pytest.mark.parametrize(
    ("moment", "amount"),
    [
        (-0.001, None),
        (0, 4900),
        (39.999, 4900),
        (40, 5900),
        (49.999, 5900),
        (50, 2900),
        (54.999, 2900),
        (55, 1900),  # of two sales the one that began later
        (57, 1900),
        (59.999, 1900),
        (60, 5900),
        (90, None),
        (9000, None),
    ],
)
def test_the_price_at_a_moment(moment: float, amount: int | None) -> None:
    standing = standing_at(ALL, day(moment))
    assert (standing.amount_minor if standing else None) == amount


def test_the_steps_in_order() -> None:
    assert [(step.at, step.amount_minor) for step in steps_of(ALL)] == [
        (day(0), 4900),
        (day(40), 5900),
        (day(50), 2900),
        (day(55), 1900),
        (day(60), 5900),
        (day(90), None),
    ]


def test_a_regular_price_that_is_set_during_a_sale_waits_for_its_end() -> None:
    spans = [REGULAR, SALE, span(9, 6900, 52)]
    assert standing_at(spans, day(53)) == SALE
    assert standing_at(spans, day(57)).amount_minor == 6900


def test_a_price_that_was_withdrawn_before_it_began_never_stands() -> None:
    never = span(2, 100, 10, 5)
    assert [step.amount_minor for step in steps_of([REGULAR, never])] == [4900]


def test_of_two_prices_from_the_same_moment_the_later_set_one_stands() -> None:
    assert standing_at([REGULAR, span(2, 3900, 0)], day(0)).amount_minor == 3900


@pytest.mark.parametrize(
    ("spans", "moment", "lowest"),
    [
        ([REGULAR], 50, 4900),
        ([REGULAR, RAISED], 50, 4900),  # 4900 stood until day 40
        ([REGULAR, RAISED], 70, 5900),  # exactly 30 days after the last moment of 4900
        ([REGULAR, RAISED], 69.999, 4900),
        ([REGULAR, SALE], 58, 2900),  # a sale just before counts
        ([REGULAR], 0, None),  # nothing stood before
        ([REMOVED], 100, None),
    ],
)
def test_the_lowest_price_of_the_thirty_days_before(spans: list, moment: float, lowest: int | None) -> None:
    assert lowest_before(spans, day(moment)) == lowest


def test_a_sale_ends_with_the_day_where_the_clocks_change() -> None:
    """The last night of March in Berlin has 23 hours: the sale ends with its local day, not 24 hours on."""
    berlin = ZoneInfo("Europe/Berlin")
    begin, end = datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 3, 30, tzinfo=berlin)
    sale = PriceSpan(2, 100, begin, end, True, None)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=23)
    for moment, expected in [
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), 4900),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), 100),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), 100),
        (datetime(2026, 3, 29, 22, tzinfo=UTC), 4900),
    ]:
        assert standing_at([REGULAR, sale], moment).amount_minor == expected


spans = st.lists(
    st.builds(
        lambda number, amount, start, length: span(
            number, amount, start, None if length is None else start + length, sale=length is not None
        ),
        number=st.integers(1, 9),
        amount=st.integers(0, 50),
        start=st.integers(0, 40),
        length=st.none() | st.integers(1, 20),
    ),
    max_size=6,
    unique_by=lambda one: one.number,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spans, st.integers(-1, 70))
def test_the_steps_say_what_stands_at_every_moment(found: list[PriceSpan], number: int) -> None:
    moment = day(number)
    last = [step for step in steps_of(found) if step.at <= moment]
    assert (last[-1].span if last else None) == standing_at(found, moment)
    following = next_step_after(found, moment)
    assert following is None or following.at > moment
