"""`make bench ARGS="--scale memory"`: the memory of a worker over 20,000 mixed requests.

gunicorn runs as in production, with what production installs, before a PostgreSQL and a Redis of its own,
with one worker of eight threads.
What counts is the memory of that worker (its private and shared pages in RAM, as /proc tells): after all
requests, and by how much it grew in the second half of them.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlsplit

from bench import processes, serving
from scripts import environment
from scripts.console import ROOT, say, stop

from .mixture import Kind, Mixture

REQUESTS, CONNECTIONS = 20_000, 4
MOST_MEGABYTES, MOST_GROWTH = 250, 0.03
MARKS = 20  # how often memory is looked at
BOUNDARY = "a-boundary-of-the-bench"


@dataclass(frozen=True)
class Mark:
    """What the worker held after so many requests."""

    requests: int
    megabytes: float


def main(*, requests: int = REQUESTS) -> int:
    """Ask, print what the worker held meanwhile, and keep the figures. 1 where the site did not answer."""
    python = environment.of_production(serving.FOLDER / "python")
    with serving.environment(uses_redis=True) as found:
        env = {**found, "DJANGO_SETTINGS_MODULE": "bench.memory.settings", "WEB_CONCURRENCY": "1"}
        say("Building an academy of a thousand courses")
        plan, picture = serving.FOLDER / "site" / "mixture.json", serving.FOLDER / "site" / "picture.jpg"
        serving.manage(env, "migrate", "--noinput")
        serving.manage(env, "prepare_memory", str(plan), str(picture))
        mixture = Mixture.from_json(json.loads(plan.read_text()))
        with serving.served(env, python=python) as server:
            asking = Asking(server.address, mixture, picture.read_bytes())
            marks = list(_watched(asking, processes.workers_of(server.pid), requests))
    if asking.broken:
        say(f"Refused or broken: {dict(asking.broken)}")
    print(f"\n{table(marks)}\n")
    kept = serving.FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}-memory.json"
    kept.write_text(json.dumps([asdict(mark) for mark in marks], indent=2))
    say(f"Kept in {kept.relative_to(ROOT)}")
    return 1 if asking.broken else 0


class Asking:
    """Asks for what is drawn from a mixture, over several connections at once."""

    def __init__(self, address: str, mixture: Mixture, picture: bytes) -> None:
        self.place, self.mixture, self.picture = urlsplit(address), mixture, picture
        self.numbers, self.broken = count(1), Counter[str]()

    def ask(self, requests: int, seed: int) -> None:
        """Make so many requests over one connection."""
        drawn = self.mixture.drawn(seed)
        connection = self._connection()
        for _number in range(requests):
            kind, path, session = next(drawn)
            try:
                status = self._one(connection, kind, path, session)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = self._connection()
                status = self._one(connection, kind, path, session)
            if status >= 400 and not (status == 404 and kind.finds_nothing):
                self.broken[f"{status} {kind.name} {path}"] += 1
        connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.place.hostname or "", self.place.port, timeout=60)

    def _one(
        self, connection: http.client.HTTPConnection, kind: Kind, path: str, session: dict[str, str]
    ) -> int:
        number = str(next(self.numbers))
        headers, body = dict(session), kind.body.replace("{n}", number).encode()
        if kind.body:
            headers["Content-Type"] = "application/json"
        if kind.picture:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
            body = self._form(kind, number)
        connection.request(kind.method, path.replace("{n}", number), body=body or None, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status

    def _form(self, kind: Kind, number: str) -> bytes:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in kind.fields.items()
        ]
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{kind.picture}"; '
            f'filename="picture.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        text = ("".join(parts) + head).replace("{n}", number)
        return text.encode() + self.picture + f"\r\n--{BOUNDARY}--\r\n".encode()


def _watched(asking: Asking, worker: list[int], requests: int) -> Iterator[Mark]:
    """What the worker holds before, and after each twentieth of the requests."""
    yield Mark(0, _held_by(worker))
    share = max(requests // MARKS // CONNECTIONS, 1)
    for turn in range(MARKS):
        threads = [
            threading.Thread(target=asking.ask, args=(share, turn * CONNECTIONS + place))
            for place in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        mark = Mark((turn + 1) * share * CONNECTIONS, _held_by(worker))
        print(f"{mark.requests:9,} requests: {mark.megabytes:6.1f} MB", flush=True)
        yield mark


def _held_by(worker: list[int]) -> float:
    """Megabytes in RAM of the worker that was there at first."""
    held = processes.memory_mb(worker)
    return stop("The worker ended meanwhile.") if held is None else held


def growth_of(marks: list[Mark]) -> float:
    """By which share memory grew in the second half; each half's end is the mean of its last three marks."""
    middle, end = marks[: len(marks) // 2 + 1][-3:], marks[-3:]
    before = sum(mark.megabytes for mark in middle) / len(middle)
    return sum(mark.megabytes for mark in end) / len(end) / before - 1


def table(marks: list[Mark]) -> str:
    """What the worker held at first, in the middle and in the end, and whether that is within the aims."""
    most, growth = max(mark.megabytes for mark in marks), growth_of(marks)
    held = "reached" if most <= MOST_MEGABYTES else "missed"
    flat = "reached" if growth <= MOST_GROWTH else "missed"
    first, middle, last = marks[0], marks[len(marks) // 2], marks[-1]
    lines = [f"{mark.requests:9,} requests {mark.megabytes:8.1f} MB" for mark in (first, middle, last)]
    lines.append(f"at most {most:.1f} MB (≤ {MOST_MEGABYTES}: {held})")
    lines.append(f"second half {growth:+.1%} (≤ {MOST_GROWTH:.0%}: {flat})")
    return "\n".join(lines)
