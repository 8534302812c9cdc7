"""Kinds of activity that a lesson's body may place: a block that names a kind and a UUID.

Upper apps register theirs (`assessments` a quiz, an assignment); `courses` only knows that they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from wagtail import blocks


@dataclass(frozen=True, slots=True)
class Described:
    """An activity as rules name it. course_id: whose it is; url: where it is taken; empty: nowhere now."""

    title: str
    course_id: int
    course_title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity: its stable name, and what makes the block that places it.

    The block is made when the body of a lesson is put together. Its value says by its property `public_id`
    which activity it places; None: none yet. Where activities are scored, `offered` names those that a rule
    may ask a score of, and `described` some of them by their public ids, those that are gone included.
    """

    name: str
    block: Callable[[], blocks.Block]
    offered: Callable[[], Mapping[UUID, Described]] | None = None
    described: Callable[[Collection[UUID]], Mapping[UUID, Described]] | None = None


_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    """Offer a kind of activity to authors.

    Call it when the registering app's `apps` module is imported: that is before the models, and so before
    the body of a lesson is put together.
    """
    _kinds[kind.name] = kind


def scored() -> dict[UUID, Described]:
    """Everything that a rule may ask a score of."""
    return {key: one for kind in _kinds.values() if kind.offered for key, one in kind.offered().items()}


def describe(public_ids: Collection[UUID]) -> dict[UUID, Described]:
    """What these activities are called and where they are; nothing asked costs nothing."""
    if not public_ids:
        return {}
    makers = [kind.described for kind in _kinds.values() if kind.described]
    return {key: one for described in makers for key, one in described(public_ids).items()}


def kinds() -> tuple[ActivityKind, ...]:
    return tuple(_kinds.values())
