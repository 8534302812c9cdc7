"""Which requests are mixed: pages of visitors and learners, the API, lists and editors of staff, pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind of request. weight: how often it's made, beside the others. paths: any of these, by lot;
    `{n}` in them and in the body stands for the number of the request. picture: the field of an uploaded one.
    reader: whose session it has (`visitor`, `learner`, `administrator`). finds_nothing: 404 is right, too."""

    name: str
    weight: int
    reader: str
    paths: list[str]
    method: str = "GET"
    body: str = ""
    picture: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    finds_nothing: bool = False


@dataclass(frozen=True)
class Mixture:
    """Everything that is asked for. sessions: headers of each reader's sessions."""

    kinds: list[Kind]
    sessions: dict[str, list[dict[str, str]]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mixture:
        return cls([Kind(**kind) for kind in data["kinds"]], data["sessions"])

    def drawn(self, seed: int) -> Iterator[tuple[Kind, str, dict[str, str]]]:
        """Kind, address and headers of one request after the other; the same ones for the same seed."""
        lot = random.Random(seed)
        weights = [kind.weight for kind in self.kinds]
        while True:
            [kind] = lot.choices(self.kinds, weights)
            yield kind, lot.choice(kind.paths), lot.choice(self.sessions[kind.reader])
