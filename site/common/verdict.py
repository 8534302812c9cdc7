"""An answer to "may they?" that says why, in words a page can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the person can do about it: a labelled link, or a date to wait for."""

    label: str = ""
    url: str = ""
    on: datetime | None = None


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One rule that was looked at on the way to a verdict, for staff: its name and what it found."""

    rule: str
    found: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed or not, under a stable code, with a translated sentence, a next step and the trace.

    It is true exactly when it allows, so a policy may be asked with `if`.
    """

    allowed: bool
    code: str
    sentence: str = ""
    next_step: NextStep | None = None
    trace: tuple[TraceStep, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls, code: str = "open", *, trace: tuple[TraceStep, ...] = ()) -> Verdict:
        return cls(True, code, trace=trace)

    @classmethod
    def no(
        cls,
        code: str,
        sentence: str,
        *,
        next_step: NextStep | None = None,
        trace: tuple[TraceStep, ...] = (),
    ) -> Verdict:
        return cls(False, code, sentence, next_step, trace)
