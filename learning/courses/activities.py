"""Kinds of activity that a lesson's body may place, or that stand on a course: quiz, assignment, exam …

Upper apps register theirs when their `apps` module is imported; `courses` only knows that they are there. How
an activity is drawn and opened is registered beside it, with `learning.classroom.activities`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail import blocks

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from learning.courses.models import Course
    from learning.courses.release.exchange import Reference, Replacement
    from learning.courses.release.outlines import OutlineLesson


@dataclass(frozen=True, slots=True)
class Described:
    """An activity as rules name it. course_id: whose it is; url: where it is taken; empty: nowhere now."""

    title: str
    course_id: int
    course_title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActivityAddress:
    """What an address below a course says. lesson_path: of the lesson that places it; empty: the course."""

    lesson_path: tuple[str, ...]
    slug: str


@dataclass(frozen=True, slots=True)
class Unready:
    """Why an activity would not work for learners: a sentence, and the address of the admin that mends it.

    is_blocking: whether a course that places it can't be published until then.
    """

    words: str
    url: str
    is_blocking: bool = False


@dataclass(frozen=True, slots=True)
class RequiredActivity:
    """An activity that has to be done before its lesson is completed."""

    public_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """One finished attempt of whatever kind. item_id, public_id: of the graded item.

    score: in %; None: none yet. passing_score: in %, as it was for this attempt; None: not known. record_id:
    the public id of what is kept of it. counted: which of several attempts counts for the grade, as it was
    said for this one: best, last, first or mean.
    """

    enrolment_id: int
    item_id: int
    public_id: UUID
    kind: str
    score: Decimal | None
    passed: bool
    is_published: bool
    submitted_at: datetime
    passing_score: int | None
    record_id: UUID | None = None
    counted: str = "best"


class Scoring(Protocol):
    """Knows what learners reached in one or several kinds of activity that are graded items."""

    def finished(self, enrolment_ids: Collection[int]) -> Iterable[ScoredAttempt]:
        """What these learners finished, the oldest first. One query."""

    def begun(self, enrolment_id: int, item_ids: Collection[int]) -> set[int]:
        """Which of these items the learner has begun and not finished. One query."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Something that is asked in a course, and the files that it shows."""

    title: str
    references: frozenset[Reference]


class Copier(Protocol):
    """Copies the activities of one course for another. Copying again finds what was copied before.

    References are those of `release.exchange`: a model's label and a primary key.
    """

    def copy_course(self, *, source: Course, target: Course, actor: User | None, at: datetime) -> None:
        """Copy everything that belongs to a course, for a copy of the course."""

    def copy_into(
        self,
        *,
        references: Collection[Reference],
        source: Course,
        target: Course,
        actor: User | None,
        at: datetime,
    ) -> Mapping[Reference, Replacement]:
        """Copy those of the named activities that belong to `source`, for a lesson that is taken along."""

    def copies_in(
        self, *, references: Collection[Reference], course: Course
    ) -> Mapping[Reference, Replacement]:
        """What a course has of copies of the named activities."""

    def names_in(self, course_id: int) -> Iterable[Naming]:
        """What names files in a course, as published and as drafted, in a fixed number of queries."""

    def exchange(
        self, *, course: Course, replacements: Mapping[Reference, Replacement], actor: User | None
    ) -> None:
        """Let everything in a course name these files instead, published and drafted."""


@dataclass(frozen=True, slots=True)
class BegunActivity:
    """An activity that an author just began. block_value: what its block stores where a lesson places it;
    url: where its author goes on."""

    public_id: UUID
    block_value: dict[str, Any]
    url: str


class ActivityKind:
    """A kind of activity: how it is placed, found, completed and scored. Each is a subclass.

    name: stable, at most 16 characters; lessons, releases and completions keep it. label: what people read.
    icon: beside it. block: makes the block that places it in a lesson, when the body is put together; its
    value says by its property `public_id` which activity it places (None: none yet). None: no lesson places
    this kind. completion_rule: the name that is kept with a completion; empty: it completes no lesson.
    milestone: what `access` remembers when it is passed; empty: nothing. scoring: None where it has none.
    """

    name: str
    label: StrOrPromise
    icon = "file-text"
    block: Callable[[], blocks.Block] | None = None
    completion_rule = ""
    milestone = ""
    scoring: Scoring | None = None

    @property
    def segment(self) -> str:
        """The part of an address that tells the kind. No lesson or module may have it as its slug."""
        return self.name

    def path(self, lesson_path: str, slug: str) -> str:
        """Where an activity is taken, below its course. lesson_path: ends in a slash; empty: the course."""
        return f"{lesson_path}{self.segment}/{slug}/"

    def address_in(self, path: tuple[str, ...]) -> ActivityAddress | None:
        """What `path` made, taken apart; None where the path is none of this kind."""
        if path[-2:-1] != (self.segment,):
            return None
        return ActivityAddress(path[:-2], path[-1])

    def offered(self) -> Mapping[UUID, Described]:
        """Those that a rule may ask a score of."""
        return {}

    def described(self, public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
        """Those of these that a rule may ask a score of, those that are gone included."""
        return {}

    def hidden_scores(
        self, person_id: int | None, public_ids: Collection[UUID], at: datetime
    ) -> Mapping[UUID, str]:
        """Those of these whose score the person may not see at that moment, and when they may, in a sentence.

        person_id None: somebody without any allowance.
        """
        return {}

    def owned(self, public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
        """Whose these are, where activities belong to courses."""
        return {}

    def unready(self, public_ids: Collection[UUID]) -> Mapping[UUID, Unready]:
        """Those of these that learners could not take now, and why; in a fixed number of queries."""
        return {}

    def required_in(self, lesson: OutlineLesson) -> Collection[RequiredActivity]:
        """Those that a lesson requires; no query for a lesson that places none of this kind."""
        return ()

    def done_by(self, enrolment_id: int, required: Collection[RequiredActivity]) -> Collection[UUID]:
        """Which of these the learner has done, by their public ids."""
        return ()

    def passing_scores(self, item_ids: Collection[int]) -> Mapping[int, int]:
        """What these graded items ask now, in %, by the item; those that ask nothing are left out."""
        return {}

    def begin(self, *, course: Course, title: str, actor: User) -> BegunActivity | None:
        """Make a draft of one for a course, for a lesson to place; None where this is done elsewhere."""
        return None

    def to_do(self, title: str) -> str:
        """What a learner has to do with one, in a sentence."""
        return _("Complete “%(title)s” to complete this lesson.") % {"title": title}


_kinds: dict[str, ActivityKind] = {}
_copiers: list[Copier] = []


def register_copier(copier: Copier) -> None:
    """Have activities copied with their courses and lessons. Registering twice is harmless."""
    if copier not in _copiers:
        _copiers.append(copier)


def copiers() -> tuple[Copier, ...]:
    return tuple(_copiers)


def names_in_course(course_id: int) -> Iterator[Naming]:
    """What is asked in a course and shows files."""
    for copier in _copiers:
        yield from copier.names_in(course_id)


def register(kind: ActivityKind) -> None:
    """Offer a kind of activity to authors.

    Call it when the registering app's `apps` module is imported: that is before the models, and so before
    the body of a lesson is put together.
    """
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """Take a kind back: for tests."""
    del _kinds[name]


def kinds() -> tuple[ActivityKind, ...]:
    return tuple(_kinds.values())


def kind_named(name: str) -> ActivityKind:
    """Raises KeyError."""
    return _kinds[name]


def placed_kinds() -> tuple[ActivityKind, ...]:
    """The kinds that the body of a lesson may place."""
    return tuple(kind for kind in _kinds.values() if kind.block is not None)


def scorings() -> tuple[Scoring, ...]:
    """Each way to score once, however many kinds share it."""
    return tuple(dict.fromkeys(kind.scoring for kind in _kinds.values() if kind.scoring is not None))


def reserved_segments() -> frozenset[str]:
    """Parts of addresses that lessons and modules can't have as their slugs."""
    return frozenset(kind.segment for kind in _kinds.values())


def scored() -> dict[UUID, Described]:
    """Everything that a rule may ask a score of."""
    return {key: one for kind in _kinds.values() for key, one in kind.offered().items()}


def describe(public_ids: Collection[UUID]) -> dict[UUID, Described]:
    """What these activities are called and where they are; nothing asked costs nothing."""
    if not public_ids:
        return {}
    return {key: one for kind in _kinds.values() for key, one in kind.described(public_ids).items()}


def hidden_scores(person_id: int | None, public_ids: Collection[UUID], at: datetime) -> dict[UUID, str]:
    """Whose score the person may not see at that moment, and when they may; nothing asked costs nothing."""
    if not public_ids:
        return {}
    return {
        key: sentence
        for kind in _kinds.values()
        for key, sentence in kind.hidden_scores(person_id, public_ids, at).items()
    }


def objections(
    placed: Iterable[tuple[str, str, str]],
    course_id: int | None,
    *,
    told: Mapping[str, Mapping[UUID, Described]] | None = None,
) -> list[str]:
    """What is wrong with the activities of one lesson, for its author; nothing placed costs nothing.

    placed: block id, kind and public id of each. course_id: of the lesson; None while it has none. told: by
    kind, whose they are, where that was asked for many lessons together.
    """
    by_kind: dict[str, list[UUID]] = {}
    for _block_id, kind, public_id in placed:
        by_kind.setdefault(kind, []).append(UUID(public_id))
    wrong: list[str] = []
    for name, ids in by_kind.items():
        owned = _kinds[name].owned(ids) if told is None else told[name]
        for one_id in dict.fromkeys(ids):
            one = owned.get(one_id)
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
