"""Whom one message for many can go to. The apps that know such groups of people register a source of them.

audiences.register("course", CourseAudiences())
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of people who can be written to.

    label: what it is called. people: who belongs to it now, not evaluated. url_for: where a message leads, in
    a language. page_label: of the page on which the message can also stand; empty where there is none.
    """

    name: str
    label: str
    people: QuerySet[User]
    url_for: Callable[[str], str]
    page_label: str | Promise = ""


class AudienceSource(Protocol):
    """One kind of group, such as the learners of a course. key: which of them."""

    label: str | Promise

    def may_begin(self, user: User) -> bool:
        """Whether there may be one that this member of the staff may write to. No query of its own."""
        ...

    def offered_to(self, user: User) -> Iterable[tuple[str, str]]:
        """Key and label of all that this member of the staff may write to. One query."""
        ...

    def may_write(self, user: User, key: str) -> bool:
        """Whether they may write to this one."""
        ...

    def find(self, key: str, *, at: datetime, using: str) -> Audience | None:
        """Whom it holds at a moment; None where there is no such group (any more)."""
        ...


class NoAudience(LookupError):
    """Nobody knows a group of people by this name."""


_sources: dict[str, AudienceSource] = {}


def register(code: str, source: AudienceSource) -> None:
    """Make a kind of group known; its audiences are named `<code>:<key>`."""
    _sources[code] = source


def audience_named(name: str, *, at: datetime, using: str = DEFAULT_DB_ALIAS) -> Audience:
    """The group with this name. Raises NoAudience."""
    code, _colon, key = name.partition(":")
    source = _sources.get(code)
    found = source.find(key, at=at, using=using) if source else None
    if found is None:
        raise NoAudience(name)
    return found


def may_write_to(user: User, name: str) -> bool:
    """Whether a member of the staff may write to the group with this name."""
    code, _colon, key = name.partition(":")
    source = _sources.get(code)
    return source is not None and source.may_write(user, key)


def may_write_to_some(user: User) -> bool:
    """Whether there may be a group that they may write to."""
    return any(source.may_begin(user) for source in _sources.values())


def offered_to(user: User) -> list[tuple[Any, list[tuple[str, str]]]]:
    """All that they may write to, by kind, as the choices of a form. One query for each kind."""
    groups = (
        (source.label, [(f"{code}:{key}", label) for key, label in source.offered_to(user)])
        for code, source in _sources.items()
        if source.may_begin(user)
    )
    return [(label, choices) for label, choices in groups if choices]
