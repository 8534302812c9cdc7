"""What support tells the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class CaseHandedOn(Fact):
    """Somebody of the staff asked a colleague to look at a learner's case."""

    case_id: int


@dataclass(frozen=True)
class CaseClosed(Fact):
    """A case that was handed on is settled."""

    case_id: int
