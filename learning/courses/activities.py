"""Kinds of activity that a lesson's body may place: a block that names a kind and a UUID.

Upper apps register theirs (`assessments` a quiz, an assignment); `courses` only knows that they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
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
    `owned` says whose activities are, where they belong to courses.
    """

    name: str
    block: Callable[[], blocks.Block]
    offered: Callable[[], Mapping[UUID, Described]] | None = None
    described: Callable[[Collection[UUID]], Mapping[UUID, Described]] | None = None
    owned: Callable[[Collection[UUID]], Mapping[UUID, Described]] | None = None


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


def objections(placed: Iterable[tuple[str, str, str]], course_id: int | None) -> list[str]:
    """What is wrong with the activities of one lesson, for its author; nothing placed costs nothing.

    placed: block id, kind and public id of each. course_id: of the lesson; None while it has none.
    """
    by_kind: dict[str, list[UUID]] = {}
    for _block_id, kind, public_id in placed:
        by_kind.setdefault(kind, []).append(UUID(public_id))
    wrong: list[str] = []
    for name, ids in by_kind.items():
        owned = _kinds[name].owned
        told = owned(ids) if owned else {}
        for one_id in dict.fromkeys(ids):
            one = told.get(one_id)
            title = one.title if one else _("Activity")
            if ids.count(one_id) > 1:
                wrong.append(
                    _("“%(title)s” appears twice. A lesson can include it only once.") % {"title": title}
                )
            if one and course_id is not None and one.course_id != course_id:
                wrong.append(
                    _("“%(title)s” belongs to the course “%(course)s”. Copy it to use it in this course.")
                    % {"title": title, "course": one.course_title}
                )
    return wrong


def kinds() -> tuple[ActivityKind, ...]:
    return tuple(_kinds.values())
