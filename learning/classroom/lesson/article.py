"""What a lesson's page shows to everybody who stands to it alike: the part of it that is drawn once and
kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.addresses import address_of
from learning.classroom.course.tabs import ScreenTab, lesson_tabs
from learning.classroom.lesson.body_rendering import Resource

if TYPE_CHECKING:
    from learning.classroom.lesson.screen import LessonScreen, Neighbour


@dataclass(frozen=True, slots=True)
class LessonArticle:
    """What templates/classroom/lesson_article.html draws, beside what is the learner's own and put in later.

    All of it is in the key under which the drawn article is kept: whoever adds a field has it there, and
    nothing that is one person's may be added. heartbeat_url: empty where nothing is kept. source: the page's
    whole address, for print. selected_tab: empty for the first.
    """

    lesson_id: int
    title: str
    course_title: str
    course_url: str
    url: str
    source: str
    module_title: str
    kind_label: str
    span_label: str
    is_required: bool
    has_videos: bool
    is_completed: bool
    is_learner: bool
    records: bool
    heartbeat_url: str
    is_timed: bool
    completed_url: str
    before: Neighbour | None
    after: Neighbour | None
    waits: bool
    has_lead: bool
    has_transcript: bool
    way_to_complete: str
    reads_instead: bool
    completed_by_hand: bool
    missing: tuple[str, ...]
    tabs: tuple[ScreenTab, ...]
    selected_tab: str
    may_write_notes: bool
    notes_url: str
    export_url: str
    transcript: SafeString
    resources: tuple[Resource, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonPlaces:
    """Where a lesson's reports, its notes, and the notes of its whole course are."""

    heartbeat: str
    notes: str
    export: str


def places_of(lesson_public_id: UUID, slug: str) -> LessonPlaces:
    """slug: of the course; without one it has no notes to take along."""
    return _places(lesson_public_id, slug, get_language() or "")


@lru_cache(maxsize=1024)
def _places(lesson_public_id: UUID, slug: str, _language_code: str) -> LessonPlaces:
    return LessonPlaces(
        heartbeat=address_of("lesson_progress_api", lesson_public_id),
        notes=reverse("classroom:notes", args=[lesson_public_id]),
        export=reverse("classroom:notes_export", args=[slug]) if slug else "",
    )


def article_of(screen: LessonScreen, request: HttpRequest) -> LessonArticle:
    """The article of a lesson as the viewer stands to it. No query."""
    standing, lesson, tabs = screen.standing, screen.lesson, lesson_tabs(screen)
    asked = request.GET.get("tab", "")
    unfolded = (module.head.title for module in screen.modules if module.head.is_open)
    places = places_of(lesson.public_id, standing.slug)
    return LessonArticle(
        lesson_id=lesson.id,
        title=lesson.title,
        course_title=standing.outline.title,
        course_url=standing.url,
        url=request.path,
        source=f"{request.scheme}://{request.get_host()}{request.path}",
        module_title=next(unfolded, ""),
        kind_label=screen.kind_label,
        span_label=screen.span_label,
        is_required=lesson.is_required,
        has_videos=bool(lesson.videos),
        is_completed=screen.is_completed,
        is_learner=standing.is_learner,
        records=screen.records,
        heartbeat_url=places.heartbeat if screen.records else "",
        is_timed=screen.is_timed,
        completed_url=screen.completed_url,
        before=screen.before,
        after=screen.after,
        waits=screen.waits.waits_for is not None,
        has_lead=bool(screen.lead),
        has_transcript=screen.has_transcript,
        way_to_complete=screen.way_to_complete,
        reads_instead=screen.reads_instead,
        completed_by_hand=screen.completed_by_hand,
        missing=screen.missing,
        tabs=tabs,
        selected_tab=asked if asked in {tab.id for tab in tabs} else "",
        may_write_notes=screen.may_write_notes,
        notes_url=places.notes,
        export_url=places.export,
        transcript=screen.transcript,
        resources=screen.resources,
        outcomes=screen.content.outcomes,
    )
