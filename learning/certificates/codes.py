"""The codes by which anybody can check a certificate."""

from __future__ import annotations

import re
import secrets

# Nothing that is mistaken for another when read aloud, printed small or written by hand.
ALPHABET = "ACDEFHJKMNPRTWXY34679"
PREFIX = "CERT"
GROUPS, GROUP_LENGTH = 3, 4

_SHAPE = re.compile(rf"{PREFIX}(?:-[{ALPHABET}]{{{GROUP_LENGTH}}}){{{GROUPS}}}")


def new_code() -> str:
    """An unguessable code, `CERT-XXXX-XXXX-XXXX`."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join((PREFIX, *groups))


def as_typed(text: str) -> str | None:
    """The code that somebody typed, however they wrote it; None for what cannot be one."""
    plain = re.sub(r"[\s–—-]", "", text).upper().removeprefix(PREFIX)
    parts = [plain[start : start + GROUP_LENGTH] for start in range(0, len(plain), GROUP_LENGTH)]
    code = "-".join((PREFIX, *parts))
    return code if _SHAPE.fullmatch(code) else None
