"""A course as its builder shows it: every module and lesson in order, with its state. For one screen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.courses import activities
from learning.courses.models import (
    Candidate,
    CandidatePage,
    CoursePage,
    LessonPage,
    Release,
    ReleaseLesson,
    ReleaseModule,
    RemovedPart,
)
from learning.courses.release.body_statistics import body_seconds

from .drafts import DraftedPart, drafted_parts, said_by_content

#: So many of what was deleted are offered to be put back.
MOST_DELETED = 20


class PartState(TextChoices):
    """Where the latest draft of a module or lesson stands on its way to learners."""

    DRAFT = "draft", gettext_lazy("Draft")
    CHANGED = "changed", gettext_lazy("Changed since release")
    IN_REVIEW = "in_review", gettext_lazy("In review")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    RELEASED = "released", gettext_lazy("Published")


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A module or lesson.

    seconds: of a module, of all its lessons. holds: what a lesson's body holds, in words; activities:
    the public ids of those it places. revision_id: of the
    latest draft; None: never edited. is_moved: it stood in another module when it was released.
    """

    page_id: int
    parent_id: int
    is_module: bool
    title: str
    state: PartState
    revision_id: int | None
    is_moved: bool = False
    is_locked: bool = False
    seconds: int = 0
    kind: str = ""
    holds: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    is_required: bool = False
    is_free_preview: bool = False
    opens_after_days: int | None = None
    lessons: tuple[OutlinePart, ...] = ()

    @property
    def seen(self) -> str:
        """The latest drafts of what goes when it is deleted, as `delete` asks for them."""
        return ",".join(f"{part.page_id}:{part.revision_id or ''}" for part in (self, *self.lessons))

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def kind_label(self) -> str:
        return str(LessonPage.Kind(self.kind).label) if self.kind in LessonPage.Kind else ""

    @property
    def digest(self) -> str:
        """Equal for as long as nothing of its row differs."""
        told = repr((replace(self, lessons=()), len(self.lessons)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """All of a course. parts: what stands directly in the course. removed: titles of released lessons that
    the drafts no longer have. is_reordered: learners see another order. candidate: in review or approved for
    later. deleted: what can be put back, the last first."""

    page: CoursePage
    title: str
    parts: tuple[OutlinePart, ...]
    removed: tuple[str, ...]
    is_reordered: bool
    candidate: Candidate | None
    deleted: tuple[RemovedPart, ...] = ()

    @property
    def every_part(self) -> list[OutlinePart]:
        """Modules and lessons, each module before its lessons."""
        return [each for part in self.parts for each in (part, *part.lessons)]

    @property
    def modules(self) -> list[OutlinePart]:
        return [part for part in self.parts if part.is_module]

    @property
    def lessons(self) -> list[OutlinePart]:
        return [part for part in self.every_part if not part.is_module]

    @property
    def minutes(self) -> int:
        return -(-sum(lesson.seconds for lesson in self.lessons) // 60)

    @property
    def unreleased(self) -> list[OutlinePart]:
        """What the next release would bring to learners."""
        return [part for part in self.every_part if part.state != PartState.RELEASED]

    @property
    def drip_days(self) -> list[tuple[int, list[OutlinePart]]]:
        """The days on which lessons open, and which do; empty where all open at once."""
        days: dict[int, list[OutlinePart]] = {}
        for lesson in self.lessons:
            days.setdefault(lesson.opens_after_days or 0, []).append(lesson)
        return sorted(days.items()) if set(days) - {0} else []

    @property
    def has_drip(self) -> bool:
        """Whether the drafted course counts those days from anything."""
        revision = self.page.latest_revision
        return bool(revision.content.get("drip_anchor") if revision else self.page.drip_anchor)

    @property
    def version(self) -> str:
        """Equal for as long as nobody changed anything that the screen shows."""
        rows = [(part.page_id, part.parent_id, part.digest) for part in self.every_part]
        waiting = (self.candidate.pk, self.candidate.status) if self.candidate else None
        deleted = [removed.pk for removed in self.deleted]
        told = repr((self.title, rows, waiting, deleted, self.page.course.latest_release_id))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def part(self, page_id: int) -> OutlinePart | None:
        return next((part for part in self.every_part if part.page_id == page_id), None)


def course_page_of(public_id: UUID) -> CoursePage | None:
    """The page that a course's authors edit, with its course and latest draft. One query."""
    pages = CoursePage.objects.filter(course__public_id=public_id, alias_of=None)
    own = pages.filter(locale=F("course__source_locale"))
    return own.select_related("course__latest_release", "latest_revision").first()


def outline_of(page: CoursePage) -> CourseOutline:
    """The outline of a course. page: with its course and latest revision.

    A known number of queries, however many lessons: two for the pages, three for the release, two for what is
    in review, and one or two for each type of block that refers to something, besides.
    """
    drafts = drafted_parts(page)
    release = _Released.of(page.course.latest_release)
    waiting = _Waiting.of(page.course_id)
    made = _OutlineParts(page, drafts, release, waiting)
    parts = made.arranged()
    seen = {draft.identity_id for draft in drafts if not draft.is_module}
    content = page.latest_revision.content if page.latest_revision else {}
    return CourseOutline(
        page=page,
        title=str(content.get("title", page.title)),
        parts=parts,
        removed=tuple(title for pk, title in release.titles.items() if pk not in seen),
        is_reordered=release.order_differs(draft.identity_id for draft in drafts if not draft.is_module),
        candidate=waiting.candidate,
        deleted=tuple(_deleted(page)),
    )


def _deleted(page: CoursePage) -> Iterable[RemovedPart]:
    removed = RemovedPart.objects.filter(course=page.course_id, restored_at=None)
    return removed.defer("pages").select_related("removed_by").order_by("-removed_at")[:MOST_DELETED]


@dataclass(frozen=True, slots=True)
class _Released:
    """What learners have: modules and lessons by the ids of their identities."""

    modules: frozenset[int]
    module_of: Mapping[int, int | None]
    seconds: Mapping[int, int]
    titles: Mapping[int, str]

    @classmethod
    def of(cls, release: Release | None) -> _Released:
        if release is None or release.is_withdrawn:
            return cls(frozenset(), {}, {}, {})
        modules = ReleaseModule.objects.filter(release=release).values_list("module_id", flat=True)
        rows = ReleaseLesson.objects.filter(release=release).order_by("position")
        lessons = list(rows.values_list("lesson_id", "module__module_id", "seconds", "lesson__title"))
        return cls(
            frozenset(modules),
            {pk: module for pk, module, _seconds, _title in lessons},
            {pk: seconds for pk, _module, seconds, _title in lessons},
            {pk: title for pk, _module, _seconds, title in lessons},
        )

    def order_differs(self, lesson_ids: Iterable[int]) -> bool:
        now = [pk for pk in lesson_ids if pk in self.titles]
        return now != [pk for pk in self.titles if pk in set(now)]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is in review, or approved for a later moment. candidate: of the whole course; contents: of each
    page that waits, whether with its course or alone, with the status of its candidate."""

    candidate: Candidate | None
    contents: Mapping[int, list[tuple[str, Mapping[str, Any]]]]

    @classmethod
    def of(cls, course_id: int) -> _Waiting:
        statuses = (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED)
        candidates = Candidate.objects.filter(course=course_id, status__in=statuses)
        waiting = list(candidates.select_related("submitted_by").order_by("-submitted_at"))
        contents: dict[int, list[tuple[str, Mapping[str, Any]]]] = {}
        if waiting:
            rows = CandidatePage.objects.filter(candidate__in=waiting, page__isnull=False)
            for pk, status, content in rows.values_list("page_id", "candidate__status", "content"):
                contents.setdefault(pk, []).append((status, content))
        return cls(next((one for one in waiting if one.lesson_id is None), None), contents)

    def status_of(self, draft: DraftedPart) -> str:
        """The status of the candidate that has exactly this draft; empty: none has."""
        for status, content in self.contents.get(draft.page.pk, []):
            if said_by_content(draft.page, content) == draft.said:
                return status
        return ""


class _OutlineParts:
    """Makes the rows of an outline from drafts."""

    def __init__(
        self, page: CoursePage, drafts: list[DraftedPart], release: _Released, waiting: _Waiting
    ) -> None:
        self.page, self.drafts, self.release, self.waiting = page, drafts, release, waiting
        self.now = timezone.now()
        self.module_at = {draft.page.path: draft for draft in drafts if draft.is_module}
        self.lessons = [draft for draft in drafts if not draft.is_module]
        self.seconds = self._seconds()
        self.placed = _placed_titles(self.lessons)

    def arranged(self) -> tuple[OutlinePart, ...]:
        lessons_in: dict[int, list[OutlinePart]] = {}
        top: list[DraftedPart] = []
        for draft in self.drafts:
            module = self._module_of(draft)
            if draft.is_module or module is None:
                top.append(draft)
            else:
                lessons_in.setdefault(module.page.pk, []).append(self._lesson(draft, module))
        return tuple(
            self._module(draft, lessons_in.get(draft.page.pk, []))
            if draft.is_module
            else self._lesson(draft, None)
            for draft in top
        )

    def _module_of(self, draft: DraftedPart) -> DraftedPart | None:
        return self.module_at.get(draft.page.path[: -draft.page.steplen])

    def _module(self, draft: DraftedPart, lessons: list[OutlinePart]) -> OutlinePart:
        return OutlinePart(
            page_id=draft.page.pk,
            parent_id=self.page.pk,
            is_module=True,
            title=draft.said["title"],
            state=self._state(draft, is_released=draft.identity_id in self.release.modules),
            revision_id=draft.page.latest_revision_id,
            is_locked=draft.page.locked,
            seconds=sum(lesson.seconds for lesson in lessons),
            lessons=tuple(lessons),
        )

    def _lesson(self, draft: DraftedPart, module: DraftedPart | None) -> OutlinePart:
        said, pk = draft.said, draft.identity_id
        is_released = pk in self.release.titles
        stands_in = module.identity_id if module else None
        return OutlinePart(
            page_id=draft.page.pk,
            parent_id=module.page.pk if module else self.page.pk,
            is_module=False,
            title=said["title"],
            state=self._state(draft, is_released=is_released),
            revision_id=draft.page.latest_revision_id,
            is_moved=is_released and self.release.module_of[pk] != stands_in,
            is_locked=draft.page.locked,
            seconds=self.seconds[draft.page.pk],
            kind=said["kind"],
            holds=_holds(said["body"], self.placed),
            activities=_activities(said["body"]),
            is_required=said["is_required"],
            is_free_preview=said["is_free_preview"],
            opens_after_days=said["opens_after_days"],
        )

    def _state(self, draft: DraftedPart, *, is_released: bool) -> PartState:
        if is_released and not draft.differs_from_published:
            return PartState.RELEASED
        if status := self.waiting.status_of(draft):
            return PartState.SCHEDULED if status == Candidate.Status.SCHEDULED else PartState.IN_REVIEW
        if draft.page.go_live_at and draft.page.go_live_at > self.now:
            return PartState.SCHEDULED
        return PartState.CHANGED if is_released else PartState.DRAFT

    def _seconds(self) -> dict[int, int]:
        """How long each lesson takes, by page. Bodies that were not released are read all at once."""
        known: dict[int, int] = {}
        unread: list[DraftedPart] = []
        for draft in self.lessons:
            minutes = draft.said["minutes_override"]
            if minutes is not None:
                known[draft.page.pk] = minutes * 60
            elif draft.identity_id in self.release.seconds and not draft.differs_from_published:
                known[draft.page.pk] = self.release.seconds[draft.identity_id]
            else:
                unread.append(draft)
        streams = _stream_block().bulk_to_python([draft.said["body"] for draft in unread])
        return known | {
            draft.page.pk: body_seconds(body) for draft, body in zip(unread, streams, strict=True)
        }


def _stream_block() -> Any:
    return LessonPage._meta.get_field("body").stream_block


def _placed_titles(lessons: list[DraftedPart]) -> dict[str, str]:
    """The titles of the activities that these lessons place, by public id. One query for each kind."""
    found: dict[str, str] = {}
    ids = {UUID(key) for lesson in lessons for key in _activities(lesson.said["body"])}
    for kind in activities.placed_kinds():
        if ids:
            found |= {str(key): one.title for key, one in kind.owned(ids).items()}
    return found


def _activities(body: list[dict[str, Any]]) -> tuple[str, ...]:
    names = {kind.name for kind in activities.placed_kinds()}
    placed = (block["value"].get("public_id") for block in body if block["type"] in names)
    return tuple(str(key) for key in placed if key)


def _holds(body: list[dict[str, Any]], placed: Mapping[str, str]) -> tuple[str, ...]:
    """The blocks of a body in words: “Video”, “2 × Image”, “Quiz: Basics”."""
    known = _stream_block().child_blocks
    told: list[str] = []
    counted: Counter[str] = Counter()
    for block in body:
        child = known.get(block["type"])
        title = placed.get(block["value"].get("public_id", "")) if isinstance(block["value"], dict) else None
        if child is None:
            continue
        if title:
            told.append(_("%(kind)s: %(title)s") % {"kind": child.label, "title": title})
        else:
            counted[str(child.label)] += 1
    words = [
        label if count == 1 else _("%(count)s × %(label)s") % {"count": count, "label": label}
        for label, count in counted.items()
    ]
    return tuple(words + told)
