"""From rounds to figures, and from figures to one table. Standard library only."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.driver import Round
from bench.scenarios import COMPARISONS, Comparison, Target


@dataclass(frozen=True)
class Answer:
    """What one request to a target brings, warm: queries to the database and bytes of body."""

    queries: int
    size: int


@dataclass(frozen=True)
class Figures:
    """What was measured of one target. rate: requests per second, the median of the rounds; p50, p95: ms."""

    name: str
    title: str
    rate: float
    p50: float
    p95: float
    queries: int
    size: int


@dataclass(frozen=True)
class Ratio:
    """How many requests a scenario answers for each of its yardstick's: the median of the pairs of rounds."""

    scenario: str
    yardstick: str
    value: float
    lowest: float
    highest: float
    aim: float | None

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return "for information"
        return "reached" if self.value >= self.aim else "missed"


def percentile(latencies: Mapping[int, int], share: float) -> int:
    """The smallest value that at least `share` (0 to 1) of the counted ones do not exceed. 0 without any."""
    total, seen = sum(latencies.values()), 0
    for value in sorted(latencies):
        seen += latencies[value]
        if seen >= share * total:
            return value
    return 0


def figures_of(target: Target, rounds: Sequence[Round], answer: Answer) -> Figures:
    """Percentiles are those of all rounds together."""
    together: Counter[int] = sum((each.latencies for each in rounds), Counter())
    return Figures(
        name=target.name,
        title=target.title,
        rate=statistics.median(each.rate for each in rounds),
        p50=percentile(together, 0.5) / 1000,
        p95=percentile(together, 0.95) / 1000,
        queries=answer.queries,
        size=answer.size,
    )


def ratio_of(comparison: Comparison, scenario: Sequence[Round], yardstick: Sequence[Round]) -> Ratio:
    """Each round is compared with the yardstick's that was driven next to it, so that drift cancels."""
    pairs = [one.rate / other.rate for one, other in zip(scenario, yardstick, strict=True) if other.rate]
    pairs = pairs or [0.0]
    return Ratio(
        scenario=comparison.scenario,
        yardstick=comparison.yardstick,
        value=statistics.median(pairs),
        lowest=min(pairs),
        highest=max(pairs),
        aim=comparison.aim,
    )


def ratios_of(rounds: Mapping[str, Sequence[Round]]) -> list[Ratio]:
    return [ratio_of(each, rounds[each.scenario], rounds[each.yardstick]) for each in COMPARISONS]


def table(figures: Sequence[Figures], ratios: Sequence[Ratio]) -> str:
    """Everything on one page: a scenario's line, and below it its yardstick's."""
    known = {each.name: each for each in figures}
    width = max(len(each.title) for each in figures) + 4
    lines = [
        f"{'':{width}}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'bytes':>9}   ratio (aim)",
    ]
    for ratio in ratios:
        aim = f"(≥ {ratio.aim:.1f}: {ratio.verdict})" if ratio.aim is not None else f"({ratio.verdict})"
        spread = f"{ratio.lowest:.2f} to {ratio.highest:.2f}"
        lines.append(f"{_row(known[ratio.scenario], width)}   {ratio.value:.2f} {aim}, {spread}")
        if ratio.aim is not None:
            lines.append(_row(known[ratio.yardstick], width, indent="  "))
    return "\n".join(lines)


def _row(each: Figures, width: int, indent: str = "") -> str:
    return (
        f"{indent + each.title:{width}}{each.rate:9.1f}{each.p50:9.1f}{each.p95:9.1f}"
        f"{each.queries:9d}{each.size:9d}"
    )


def as_json(
    figures: Sequence[Figures], ratios: Sequence[Ratio], setting: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that was measured, and under which conditions."""
    return {
        "setting": dict(setting),
        "figures": [asdict(each) for each in figures],
        "ratios": [asdict(each) | {"verdict": each.verdict} for each in ratios],
    }
