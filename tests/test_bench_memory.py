"""What `make bench ARGS="--scale memory"` draws and says, without a server."""

from __future__ import annotations

from itertools import islice

from bench.memory.mixture import Kind, Mixture
from bench.memory.run import Mark, growth_of, table

MIXTURE = Mixture(
    [Kind("often", 90, "learner", ["/a/", "/b/"]), Kind("rare", 10, "visitor", ["/c/{n}/"])],
    {"learner": [{"Cookie": "one"}, {"Cookie": "two"}], "visitor": [{}]},
)


def marks(*megabytes: float) -> list[Mark]:
    return [Mark(number * 100, each) for number, each in enumerate(megabytes)]


def test_the_same_seed_draws_the_same_by_weight_and_with_the_sessions_of_the_reader() -> None:
    again = Mixture.from_json(MIXTURE.as_json())
    drawn = list(islice(MIXTURE.drawn(3), 1_000))
    assert drawn == list(islice(again.drawn(3), 1_000)) != list(islice(MIXTURE.drawn(4), 1_000))
    often = [session for kind, _path, session in drawn if kind.name == "often"]
    assert 850 < len(often) < 950
    assert {session["Cookie"] for session in often} == {"one", "two"}
    assert {path for kind, path, _session in drawn if kind.name == "rare"} == {"/c/{n}/"}


def test_growth_is_told_of_the_second_half() -> None:
    flat = marks(100, 200, 240, 240, 240, 240, 240)
    assert growth_of(marks(200, 240, 240, 240, 240, 240, 240)) == 0.0 > growth_of(marks(9, 9, 9, 9, 8, 8, 8))
    assert "at most 240.0 MB (≤ 250: reached)" in table(flat)
    assert "(≤ 250: missed)" in table(marks(200, 251, 251, 251, 251))
    assert "second half +10.0% (≤ 3%: missed)" in table(marks(100, 100, 100, 100, 110, 110, 110))
