"""Drive one address with wrk for a few seconds. Standard library only."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.scenarios import Call, Target

SCRIPT = Path(__file__).with_suffix(".lua")
MARK = "MEASURED "


@dataclass(frozen=True)
class Round:
    """What a few seconds brought. `latencies`: how many answers took so many microseconds.

    `refused` counts answers that were no success, `broken` connections that failed. cpu_seconds: what the
    server's processes took meanwhile; None where nobody can say. memory_mb: what they held afterwards.
    """

    requests: int
    seconds: float
    refused: int
    broken: int
    latencies: Counter[int]
    cpu_seconds: float | None = None
    memory_mb: float | None = None

    @property
    def cpu_ms(self) -> float | None:
        """Processor time for each request, in milliseconds."""
        return (
            None if self.cpu_seconds is None or not self.requests else self.cpu_seconds / self.requests * 1000
        )

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0


class DriverFailed(Exception):
    """wrk said nothing that could be read; the message is what it said."""


def drive(
    target: Target, *, address: str, seconds: int, connections: int, folder: Path, first_number: int
) -> Round:
    """Ask for the target's calls over and over, on so many connections at a time.

    folder: where the calls are written for wrk to read. Raises DriverFailed.
    """
    calls = folder / f"{target.name}.calls"
    calls.write_text("".join(map(_line, target.calls)))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT), address]
    done = subprocess.run(
        [*command, "--", str(calls), str(first_number)],
        capture_output=True, text=True, check=False, timeout=seconds + 60,
    )  # fmt: skip
    return read(done.stdout or done.stderr)


def read(said: str) -> Round:
    """The figures in what wrk printed. Raises DriverFailed."""
    line = next((line for line in said.splitlines() if line.startswith(MARK)), None)
    if line is None:
        raise DriverFailed(said.strip() or "wrk said nothing")
    figures = json.loads(line.removeprefix(MARK))
    return Round(
        requests=figures["requests"],
        seconds=figures["microseconds"] / 1_000_000,
        refused=figures["refused"],
        broken=figures["broken"],
        latencies=Counter(dict(figures["latencies"])),
    )


def _line(call: Call) -> str:
    heads = "\x1f".join(f"{name}\x1e{value}" for name, value in call.headers.items())
    return f"{call.method}\t{call.path}\t{heads}\t{call.body}\n"
