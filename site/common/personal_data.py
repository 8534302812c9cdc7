"""Which addresses show staff other people's personal data, and whose: what the security log is written from.

An app registers its addresses by the names of their URLs, with what they show. A screen that is about one
person says who that is, without a query: an `AdminBaseView` by having `person`, `enrolment`, `attempt` or the
like, any other view by `name_person`. The app of accounts keeps the log (`accounts.security_log`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

#: Attributes of a view, or of a row, that lead to the person it is about.
_LEADING = ("person", "enrolment", "attempt", "submission", "what", "certificate", "buyer")
_READS = {"GET", "HEAD"}

_shown: dict[str, str | Promise] = {}


@dataclass(frozen=True, slots=True)
class ShownData:
    """What a request showed. what: a registered name; person_id: whose, if it's of one person."""

    what: str
    person_id: int | None


def register(shown: Mapping[str, str | Promise]) -> None:
    """Say what addresses show: the name of the URL, and words for it. What is no address has a name, too."""
    _shown.update(shown)


def registered() -> dict[str, str | Promise]:
    """All that is registered, by name."""
    return dict(_shown)


def name_person(request: HttpRequest, person: Any) -> None:
    """Say whose data this request shows. person: an account, or a row about one."""
    request.shown_person_id = person_id_of(person)  # type: ignore[attr-defined]


def announce(request: HttpRequest, what: str, person: Any, *, even_elsewhere: bool = False) -> None:
    """Say that this request shows somebody's data, whatever its address. what: a registered name.

    even_elsewhere: whether a redirect shows them, too, by leading to where they lie.
    """
    request.shown_data = what  # type: ignore[attr-defined]
    request.shown_elsewhere = even_elsewhere  # type: ignore[attr-defined]
    name_person(request, person)


def reading_of(request: HttpRequest) -> ShownData | None:
    """What a request that was answered has shown, if that was personal data. No query."""
    what = getattr(request, "shown_data", "")
    if not what:
        match = request.resolver_match
        if match is None or match.view_name not in _shown or request.method not in _READS:
            return None
        what = match.view_name
    person_id = getattr(request, "shown_person_id", None)
    if person_id is None:
        person_id = person_id_of(getattr(request, "admin_view", None))
    return ShownData(what, person_id)


def shows_something(request: HttpRequest, status: int) -> bool:
    """Whether an answer with this status shows data: itself, or what the browser has kept and asked about.

    An export that is made in the background is answered with the way to where it will be, a file in a bucket
    with the way to it.
    """
    if status < 300 or status == HTTPStatus.NOT_MODIFIED:
        return True
    leads_there = bool(request.GET.get("export")) or getattr(request, "shown_elsewhere", False)
    return status < 400 and leads_there


def person_id_of(thing: Any) -> int | None:
    """The account that a view or row is about, by what it holds already. No query."""
    if thing is None or isinstance(thing, int):
        return thing
    if hasattr(thing, "session_epoch"):
        return int(thing.pk)
    for name in _LEADING:
        held = getattr(thing, f"{name}_id", None) if name in ("person", "buyer") else None
        found = held or person_id_of(_held(thing, name))
        if found:
            return int(found)
    return None


def _held(thing: Any, name: str) -> Any:
    """What a view has looked up, or a row has been loaded with; nothing is looked up for this."""
    state = getattr(thing, "_state", None)
    return state.fields_cache.get(name) if state is not None else vars(thing).get(name)
