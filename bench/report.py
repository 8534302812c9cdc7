"""From rounds to figures, and from figures to one table. Standard library only."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
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
    """What was measured of one target. rate: requests per second, the median of the rounds; p50, p95: ms.

    cpu_ms: processor time for each request, the median of the rounds. memory_mb: what the worker held after
    the last one. None where nobody can say. revision: empty for the present one.
    """

    name: str
    revision: str
    title: str
    rate: float
    p50: float
    p95: float
    queries: int
    size: int
    cpu_ms: float | None
    memory_mb: float | None


@dataclass(frozen=True)
class Ratio:
    """How a scenario stands to its yardstick: the median of the pairs of rounds.

    value: how many requests it answers for each of the yardstick's; `by_cpu`: how much processor time the
    yardstick takes for each second of the scenario's. older: the same of the scenario as it was in each older
    revision.
    """

    scenario: str
    yardstick: str
    value: float
    lowest: float
    highest: float
    aim: float | None
    by_cpu: float | None = None
    cpu_aim: float | None = None
    older: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.cpu_aim is not None:
            return "reached" if (self.by_cpu or 0) >= self.cpu_aim else "missed"
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


def figures_of(target: Target, rounds: Sequence[Round], answer: Answer, *, revision: str = "") -> Figures:
    """Percentiles are those of all rounds together."""
    together: Counter[int] = sum((each.latencies for each in rounds), Counter())
    return Figures(
        name=target.name,
        revision=revision,
        title=target.title,
        rate=statistics.median(each.rate for each in rounds),
        p50=percentile(together, 0.5) / 1000,
        p95=percentile(together, 0.95) / 1000,
        queries=answer.queries,
        size=answer.size,
        cpu_ms=_median([each.cpu_ms for each in rounds]),
        memory_mb=rounds[-1].memory_mb if rounds else None,
    )


def ratio_of(
    comparison: Comparison,
    scenario: Sequence[Round],
    yardstick: Sequence[Round],
    older: Mapping[str, Sequence[Round]] | None = None,
) -> Ratio:
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
        by_cpu=_by_cpu(scenario, yardstick),
        cpu_aim=comparison.cpu_aim,
        older={revision: _by_cpu(rounds, yardstick) for revision, rounds in (older or {}).items()},
    )


def _by_cpu(scenario: Sequence[Round], yardstick: Sequence[Round]) -> float | None:
    return _median(
        [
            other.cpu_ms / one.cpu_ms if one.cpu_ms and other.cpu_ms else None
            for one, other in zip(scenario, yardstick, strict=True)
        ]
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def ratios_of(rounds: Mapping[tuple[str, str], Sequence[Round]]) -> list[Ratio]:
    """Of all comparisons that were measured. rounds: by revision (empty: the present one) and target."""
    revisions = dict.fromkeys(revision for revision, _name in rounds if revision)
    return [
        ratio_of(
            each,
            rounds["", each.scenario],
            rounds["", each.yardstick],
            {
                revision: rounds[revision, each.scenario]
                for revision in revisions
                if (revision, each.scenario) in rounds
            },
        )
        for each in COMPARISONS
        if ("", each.scenario) in rounds
    ]


def table(figures: Sequence[Figures], ratios: Sequence[Ratio]) -> str:
    """Everything on one page: a scenario's line, and below it its older edition's and its yardstick's."""
    known = {(each.revision, each.name): each for each in figures}
    width = max(len(_title(each)) for each in figures) + 4
    columns = f"{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'bytes':>9}{'cpu ms':>9}{'MB':>6}"
    lines = [f"{'':{width}}{columns}   by cpu (aim), by rate (aim)"]
    for ratio in ratios:
        spread = f"{ratio.lowest:.2f} to {ratio.highest:.2f}"
        lines.append(
            f"{_row(known['', ratio.scenario], width)}   {_told(ratio.by_cpu, ratio.cpu_aim)},"
            f" {_told(ratio.value, ratio.aim)}, {spread}: {ratio.verdict}"
        )
        for revision, value in ratio.older.items():
            lines.append(f"{_row(known[revision, ratio.scenario], width)}   {_told(value, None)}")
        lines.append(_row(known["", ratio.yardstick], width, indent="  "))
    return "\n".join(lines)


def _told(value: float | None, aim: float | None) -> str:
    told = "–" if value is None else f"{value:.2f}"
    return told if aim is None else f"{told} (≥ {aim:.1f})"


def _title(each: Figures) -> str:
    return f"  as of {each.revision}" if each.revision else each.title


def _row(each: Figures, width: int, indent: str = "") -> str:
    cpu = "–" if each.cpu_ms is None else f"{each.cpu_ms:.2f}"
    memory = "–" if each.memory_mb is None else f"{each.memory_mb:.0f}"
    return (
        f"{indent + _title(each):{width}}{each.rate:9.1f}{each.p50:9.1f}{each.p95:9.1f}"
        f"{each.queries:9d}{each.size:9d}{cpu:>9}{memory:>6}"
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
