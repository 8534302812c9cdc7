"""What is measured, and beside what. Standard library only: both the site and the driver read this."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request. `{n}` in path or body stands for a number that no other request had."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Target:
    """One address as some people ask for it, one after another."""

    name: str
    title: str
    calls: list[Call]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Target:
        return cls(data["name"], data["title"], [Call(**call) for call in data["calls"]])


@dataclass(frozen=True)
class Comparison:
    """A scenario beside its yardstick, by the names of their targets.

    aim: how many requests per second the scenario should answer for each one of the yardstick's. cpu_aim: how
    much processor time the yardstick takes for each second of the scenario's; it tells the same on a busy
    machine. None where the figure only informs.
    """

    scenario: str
    yardstick: str
    aim: float | None = None
    cpu_aim: float | None = None


COMPARISONS = (
    Comparison("catalogue", "bare-catalogue", 2.0),
    Comparison("course", "bare-course", 2.0),
    Comparison("lesson", "bare-lesson", cpu_aim=1.5),
    Comparison("my-learning", "lesson-again", cpu_aim=1 / 1.5),
    Comparison("heartbeat", "upsert", cpu_aim=0.8),
    Comparison("checkout", "bare-checkout", cpu_aim=0.6),
    Comparison("webhook-settles", "rows", cpu_aim=1 / 3),
    Comparison("catalogue-first", "bare-catalogue", cpu_aim=1.0),
    Comparison("course-first", "bare-course", cpu_aim=1.5),
)
