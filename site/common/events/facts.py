"""What happened, as plain data: `Fact`, its JSON form, and the list of who listens to which fact.

Apps import these names from `common.events`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.apps import apps

Json = dict[str, Any]


class _Kind:
    """The dotted name `app_label.ClassName`, computed when asked for: apps may not be loaded earlier."""

    def __get__(self, instance: object, owner: type[Fact]) -> str:
        config = apps.get_containing_app_config(owner.__module__)
        if config is None:
            raise TypeError(f"{owner.__module__}.{owner.__qualname__} lies in no installed app")
        return f"{config.label}.{owner.__name__}"


@dataclass(frozen=True)
class Fact:
    """Something that happened, past tense: a frozen dataclass of ids and plain values.

    Subclass it in the `events.py` of the app that tells it, and decorate the subclass with
    `@dataclass(frozen=True)`. A value may be None, bool, int, str, date, aware datetime (kept in UTC),
    finite Decimal, UUID, or a list or tuple of those. `kind` is the fact's name in the outbox; a class that
    is renamed or moved keeps its old name by setting `kind: ClassVar[str]`.
    """

    kind = _Kind()

    def as_json(self) -> Json:
        """The fact's values, ready for a JSON column.

        Raises TypeError or ValueError for what cannot be kept.
        """
        if "__dataclass_fields__" not in type(self).__dict__:
            raise TypeError(f"{type(self).__name__} must be decorated with @dataclass(frozen=True)")
        return {field.name: _encoded(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, payload: Json) -> Self:
        """The fact that `as_json` was made from.

        A value that the class no longer knows is dropped, and one that it learnt since takes its default, so
        that a fact told before a deployment can be heard after it.
        """
        known = {field.name for field in fields(cls)}
        return cls(**{name: _decoded(value) for name, value in payload.items() if name in known})


def _encoded(value: Any) -> Any:
    """JSON for one value. What JSON has no word for becomes an object with one key, its type."""
    if value is None or isinstance(value, bool):
        return value
    # A datetime is a date, too: the order matters.
    for value_type, encode in _ENCODERS.items():
        if isinstance(value, value_type):
            return encode(value)
    raise TypeError(f"a fact cannot keep a {type(value).__name__}: {value!r}")


def _moment(value: datetime) -> Json:
    if value.utcoffset() is None:
        raise ValueError(f"a fact needs an aware datetime, not {value!r}")
    return {"datetime": value.astimezone(UTC).isoformat()}


def _number(value: Decimal) -> Json:
    if not value.is_finite():
        raise ValueError(f"a fact cannot keep {value!r}")
    return {"decimal": str(value)}


def _text(value: str) -> str:
    # PostgreSQL's jsonb refuses both, and would do so in the middle of somebody's transaction.
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("a fact cannot keep text with NUL or lone surrogates")
    return str.__str__(value)  # a TextChoices member becomes its plain value


_ENCODERS: dict[type, Callable[[Any], Any]] = {
    int: int,
    str: _text,
    datetime: _moment,
    date: lambda value: {"date": value.isoformat()},
    Decimal: _number,
    uuid.UUID: lambda value: {"uuid": str(value)},
    list: lambda items: [_encoded(item) for item in items],
    tuple: lambda items: {"tuple": [_encoded(item) for item in items]},
}
_DECODERS: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "uuid": uuid.UUID,
    "tuple": lambda items: tuple(_decoded(item) for item in items),
}


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if isinstance(value, dict):
        [(name, inner)] = value.items()
        return _DECODERS[name](inner)
    return value


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that listens, under the name by which its deliveries are recorded."""

    name: str
    call: Callable[[Any], None]


_handlers: dict[type[Fact], dict[str, Handler]] = {}

Listener = TypeVar("Listener", bound=Callable[[Any], None])


def handles(*fact_types: type[Fact], name: str = "") -> Callable[[Listener], Listener]:
    """Register the decorated function as a handler of each of these facts.

    name: under which deliveries are recorded; the function's dotted path by default. Give it when a handler
    moves, so that what was delivered to it stays delivered.
    The function gets the fact. It runs after the commit, in a transaction of its own that also records the
    delivery, may run twice, late or out of order, and so must look at the present state and make it agree.
    """
    if not fact_types:
        raise TypeError("handles() needs the facts to listen to")

    def register(function: Listener) -> Listener:
        known_as = name or f"{function.__module__}.{function.__qualname__}"
        for fact_type in fact_types:
            _handlers.setdefault(fact_type, {})[known_as] = Handler(known_as, function)
        return function

    return register


def handlers_of(fact_type: type[Fact]) -> tuple[Handler, ...]:
    """Who listens to this very type, in the order of registration."""
    return tuple(_handlers.get(fact_type, {}).values())


def fact_type_of(kind: str) -> type[Fact] | None:
    """The type with this name that somebody listens to."""
    return next((fact_type for fact_type in _handlers if fact_type.kind == kind), None)
