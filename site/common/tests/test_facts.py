"""A fact survives the way through JSON, and refuses what would not."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from common.events import Fact, handles
from common.events.facts import fact_type_of, handlers_of

from .facts import EverythingHappened, SampleFact, listening

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda offset: timezone(timedelta(minutes=offset))),
)
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    words,
    st.dates(),
    moments,
    st.decimals(allow_nan=False, allow_infinity=False),
    st.uuids(),
)
nested = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple), max_leaves=12
)


@given(
    st.builds(
        EverythingHappened,
        flag=st.none() | st.booleans(),
        count=st.integers(),
        words=words,
        day=st.dates(),
        moment=moments,
        weight=st.decimals(allow_nan=False, allow_infinity=False),
        key=st.uuids(),
        listed=st.lists(nested, max_size=4),
        pair=st.lists(nested, max_size=4).map(tuple),
    )
)
def test_every_plain_value_comes_back_as_it_was(fact: Any) -> None:
    returned = EverythingHappened.from_json(json.loads(json.dumps(fact.as_json())))

    assert returned == fact
    assert repr(returned.listed).count("True") == repr(fact.listed).count("True")  # True is not 1 afterwards
    assert returned.moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.5, TypeError),
        ({"a": 1}, TypeError),
        ({1, 2}, TypeError),
        (b"bytes", TypeError),
        (object(), TypeError),
        (datetime(2026, 1, 1), ValueError),  # noqa: DTZ001
        (Decimal("NaN"), ValueError),
        (Decimal("Infinity"), ValueError),
        ("nul\x00", ValueError),
        ("\ud800", ValueError),
        ([1, [2.5]], TypeError),
    ],
)
def test_what_json_would_bend_is_refused(value: Any, error: Any) -> None:
    with pytest.raises(error):
        SampleFact(number=value).as_json()


def test_a_choice_is_kept_as_its_plain_value() -> None:
    class Colour(models.TextChoices):
        RED = "red", "Red"

    assert type(SampleFact(1, note=Colour.RED).as_json()["note"]) is str
    assert SampleFact(1, note=Colour.RED).as_json()["note"] == "red"


def test_a_fact_told_before_a_deployment_is_heard_after_it() -> None:
    assert SampleFact.from_json({"number": 3, "dropped_since": 1}) == SampleFact(3, note="")


def test_a_fact_is_named_after_its_app() -> None:
    assert SampleFact.kind == SampleFact(1).kind == "common.SampleFact"


def test_a_fact_outside_every_app_has_no_name() -> None:
    stray: type[Fact] = type("Stray", (Fact,), {"__module__": "nowhere.events"})

    with pytest.raises(TypeError, match="no installed app"):
        _ = stray.kind


def test_a_subclass_that_forgot_to_be_a_dataclass_is_found_out() -> None:
    class Forgetful(Fact):
        number: int

    with pytest.raises(TypeError, match="dataclass"):
        Forgetful().as_json()


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        SampleFact(1).number = 2  # type: ignore[misc]


def test_a_handler_hears_only_what_it_asked_for() -> None:
    @dataclass(frozen=True)
    class LoudSampleFact(SampleFact):
        pass

    def hear(fact: Any) -> None:
        raise AssertionError("not called here")

    with listening(hear):
        assert [handler.name for handler in handlers_of(SampleFact)] == ["hear"]
        assert handlers_of(LoudSampleFact) == ()
        assert fact_type_of("common.SampleFact") is SampleFact
    assert fact_type_of("common.SampleFact") is None


def test_a_handler_must_say_what_it_hears() -> None:
    with pytest.raises(TypeError):
        handles()
