"""Kinds of activity that a lesson's body may place: a block that names a kind and a UUID.

Upper apps register theirs (`assessments` a quiz, an assignment); `courses` only knows that they are there.
"""

from __future__ import annotations

from dataclasses import dataclass

from wagtail import blocks


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity: its stable name and the block that places it. The block's value has a `public_id`."""

    name: str
    block: blocks.Block


_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    """Offer a kind of activity to authors. Call it before the models are loaded in full: at import of the
    registering app's `activities` module, from its AppConfig."""
    _kinds[kind.name] = kind


def kinds() -> tuple[ActivityKind, ...]:
    return tuple(_kinds.values())
