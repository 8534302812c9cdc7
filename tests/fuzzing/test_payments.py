"""Random sequences of messages: the books balance, and what is open is what was paid, after every step.

A few here; `make fuzz ARGS=payments` plays 5,000, each over its own number, so that one can be played again:
FUZZ_SEQUENCES=1 FUZZ_FIRST=<number>.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.gateways import base
from tests.fuzzing.payments import WEIGHTS, Play, everything_for_sale, sequence_of
from tests.fuzzing.playing import Steps, how_many, play_many, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def for_sale() -> Iterator[None]:
    with everything_for_sale():
        yield
    base._registered.pop("scripted", None)


def play(steps: Steps) -> None:
    one = Play()
    for name, choice in steps:
        one.step(name, choice)
    one.end()


def test_random_sequences_scripted() -> None:
    play_many("scripted", sequence_of, play, count=how_many(12))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(sorted(WEIGHTS)), st.integers(0, 11)), max_size=25))
def test_sequences_that_hypothesis_makes_short(steps: list[tuple[str, int]]) -> None:
    with undone():
        play(steps)
