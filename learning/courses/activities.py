"""Kinds of activity that a lesson's body may place: a block that names a kind and a UUID.

Upper apps register theirs (`assessments` a quiz, an assignment); `courses` only knows that they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wagtail import blocks


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity: its stable name, and what makes the block that places it.

    The block is made when the body of a lesson is put together. Its value says by its property `public_id`
    which activity it places; None: none yet.
    """

    name: str
    block: Callable[[], blocks.Block]


_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    """Offer a kind of activity to authors.

    Call it when the registering app's `apps` module is imported: that is before the models, and so before
    the body of a lesson is put together.
    """
    _kinds[kind.name] = kind


def kinds() -> tuple[ActivityKind, ...]:
    return tuple(_kinds.values())
