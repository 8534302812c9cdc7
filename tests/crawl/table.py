"""Who gets in at which address, by kind: the lines of `table.txt`, which a new address is added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from tests.crawl.furnished import MARKET
from tests.crawl.outcomes import ROLES
from tests.roles import ADMIN, HELP, OTHER, OUT, OWNER, REVIEW, STRANGER, SUSPENDED

_SETS = {
    "NOBODY": frozenset[str](),
    "EVERYBODY": frozenset(ROLES),
    "SIGNED_IN": frozenset(ROLES) - {STRANGER, SUSPENDED},
    "SIGNED_OUT": frozenset({STRANGER, SUSPENDED}),
    "STAFF": frozenset(ROLES) - {OUT, STRANGER, SUSPENDED},
    "ACADEMY": frozenset({OWNER, OTHER, REVIEW, ADMIN, HELP}),
    "EDITORS": frozenset({OWNER, OTHER, REVIEW, ADMIN, MARKET}),
    "AUTHORS": frozenset({OWNER, OTHER, REVIEW, ADMIN}),
    "OF_COURSE": frozenset({OWNER, REVIEW, ADMIN}),
    "COURSE_MAKERS": frozenset({OWNER, OTHER, ADMIN}),
    "OWNERS": frozenset({OWNER, ADMIN}),
    "PUBLISHERS": frozenset({REVIEW, ADMIN}),
    "SEE_LEARNERS": frozenset({HELP, ADMIN}),
    "OF_SITE": frozenset({ADMIN, MARKET}),
    "ADMINS": frozenset({ADMIN}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """readers: who is shown what is there. writers: whose form is taken, be it to say what is wrong."""

    readers: frozenset[str]
    writers: frozenset[str]


@cache
def entries() -> dict[str, Entry]:
    """By name of an address; a * in it stands for anything. Spaces of a route are left out."""
    found: dict[str, Entry] = {}
    entry = Entry(_SETS["NOBODY"], _SETS["NOBODY"])
    for line in Path(__file__).with_name("table.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith(" "):
            readers, writers = (_people(words) for words in line.split("|"))
            entry = Entry(readers, writers)
            continue
        for name in line.split():
            assert name not in found, f"{name} has two entries"
            found[name] = entry
    return found


def _people(words: str) -> frozenset[str]:
    return _SETS.get(words.strip()) or frozenset(words.split()) - {"NOBODY"}


@cache
def name_of(key: str) -> str | None:
    """The name under which an address stands in the table: its own, else the longest that fits."""
    if key in entries():
        return key
    fitting = [name for name in entries() if "*" in name and fnmatchcase(key, name)]
    return max(fitting, key=len, default=None)


def entry_of(key: str) -> Entry | None:
    name = name_of(key)
    return entries()[name] if name else None


def unused(keys: Iterable[str]) -> list[str]:
    """Names that no address has."""
    return sorted(set(entries()) - {name_of(key) for key in keys})
