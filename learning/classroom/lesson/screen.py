"""The lesson player, and the screen that stands in for a lesson that is closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.verdict import NextStep, Verdict
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.outline_beside import ModuleBeside, outline_beside
from learning.classroom.dashboard.completed_course import celebration_url
from learning.classroom.labels import span_label
from learning.classroom.lesson.activity_cards import with_activity_cards
from learning.classroom.lesson.body_rendering import (
    Resource,
    lesson_parts,
    lesson_resources,
    lesson_transcript,
)
from learning.classroom.lesson.note_screen import NoteRow, note_rows, notes_in
from learning.courses.completion import rules_for
from learning.courses.models import LessonPage
from learning.courses.release.outlines import LessonContent, OutlineLesson, content_of
from learning.courses.selectors import NO_DATE, LiveDate, checklist_items, live_date_of
from learning.progress.completion_rules import VideosWatched, missing_by_rule
from learning.progress.openings import opening
from learning.progress.selectors import (
    CourseProgress,
    Onward,
    known_in_lesson,
    onward,
    open_neighbours,
    ticks_in,
)

# What templates/blocks/video.html draws the words of a video into: whether there are any costs no query then.
VIDEO_WORDS = "data-video-words"


@dataclass(frozen=True, slots=True)
class Neighbour:
    title: str
    url: str


@dataclass(frozen=True)
class LessonScreen:
    """What templates/classroom/lesson.html draws.

    `completed_by_hand`: the learner says so themselves, for nothing in the lesson can tell, or all is done.
    `lead`: what stands up to its first video, and notes and transcript follow it; `body`: the rest.
    `before` and `after` are open; `waits`: where none is after it, the lesson that opens next.
    `missing`: what else has to be done to complete it, in sentences.
    `has_tasks`: activities are still to be done in it, apart from its videos. `reads_instead`: the learner
    may say that they read it instead of watching; `has_transcript`: there is something to read.
    `completed_url`: where the last required lesson leads.
    `ticks`: what is ticked off in its checklists and where to send a tick; None where nothing is kept.
    """

    standing: CourseContext
    lesson: OutlineLesson
    verdict: Verdict
    content: LessonContent
    live: LiveDate
    progress: CourseProgress
    lead: SafeString
    body: SafeString
    transcript: SafeString
    resources: tuple[Resource, ...]
    modules: tuple[ModuleBeside, ...]
    notes: tuple[NoteRow, ...]
    before: Neighbour | None
    after: Neighbour | None
    waits: Onward
    kind_label: str
    span_label: str
    completed_by_hand: bool
    missing: tuple[str, ...]
    has_tasks: bool
    reads_instead: bool
    has_transcript: bool
    completed_url: str
    ticks: dict[str, object] | None

    @property
    def is_completed(self) -> bool:
        return self.lesson.id in self.progress.completed

    @property
    def percentage(self) -> int:
        return self.progress.lesson_percentage(self.lesson)

    @property
    def is_live(self) -> bool:
        return self.lesson.kind == LessonPage.Kind.LIVE

    @property
    def is_over(self) -> bool:
        return self.live.is_over(self.standing.viewer.moment, lesson_seconds=self.lesson.seconds)

    @property
    def positions(self) -> list[dict[str, object]]:
        """Where to take each video of the lesson up again."""
        return [
            {"video": video.id, "second": self.progress.positions.get((self.lesson.id, video.id), 0)}
            for video in self.lesson.videos
        ]

    @property
    def records(self) -> bool:
        """Whether what happens here is kept: the viewer is enrolled and this is no preview."""
        return self.standing.is_learner and not self.standing.shows_only

    @property
    def own(self) -> dict[str, object]:
        """What is the learner's own in the article (`article.LessonArticle`)."""
        return {
            "opened": self.opened,
            "lead": self.lead,
            "body": self.body,
            "percentage": self.percentage,
        }

    @property
    def is_timed(self) -> bool:
        """Whether its players bring back when the page was opened."""
        return self.records and self.standing.viewer.person is not None and bool(self.lesson.videos)

    @property
    def opened(self) -> str:
        """What its players bring back: when this page was opened. Empty where nothing is kept."""
        viewer = self.standing.viewer
        if not self.is_timed or viewer.person is None:
            return ""
        return opening(person_id=viewer.person.pk, lesson_id=self.lesson.id, at=viewer.moment)

    @property
    def way_to_complete(self) -> str:
        """How the lesson is completed, in a sentence; empty once it is, and for those it isn't kept for."""
        if not self.records or self.is_completed:
            return ""
        if self.completed_by_hand:
            return _("Mark the lesson complete when you're done.")
        if not self.lesson.videos:
            return _("Complete all the activities in this lesson to finish it.")
        words = {"threshold": self.lesson.watch_threshold}
        if self.lesson.activities and self.has_tasks:
            return _("Watch %(threshold)d%% of every video and complete all the activities.") % words
        if self.reads_instead and self.has_transcript:
            return (
                _("Watch %(threshold)d%% of every video, or read the transcript, to complete this lesson.")
                % words
            )
        return _("Watch %(threshold)d%% of every video to complete this lesson.") % words

    @property
    def may_write_notes(self) -> bool:
        return self.standing.viewer.is_signed_in and not self.standing.shows_only


def _live_date(standing: CourseContext, lesson: OutlineLesson) -> LiveDate:
    """When a live lesson takes place; no query for any other lesson."""
    if lesson.kind != LessonPage.Kind.LIVE:
        return NO_DATE
    viewer = standing.viewer
    return live_date_of(lesson.id, stood_at=viewer.moment if viewer.looks_back else None)


def lesson_screen(standing: CourseContext, lesson: OutlineLesson) -> LessonScreen:
    """At most five queries beyond the standing, six with a checklist, however many lessons and blocks.

    A live lesson costs one more, for its date.
    Where the lesson places quizzes or assignments, at most eight more draw them, and ten say what is missing
    as long as it is not completed.
    """
    progress = standing.progress
    content = content_of(lesson)
    before, after = open_neighbours(standing.outline, lesson, standing.lesson_verdicts)
    lead, rest = with_activity_cards(lesson_parts(lesson), standing, lesson)
    missing = _missing(standing, lesson, progress) if lesson.activities else {}
    notes, ticks = _own_words(standing, lesson)
    has_tasks = bool(missing.keys() - {VideosWatched.name})
    is_open = standing.is_learner and not standing.shows_only and lesson.id not in progress.completed
    return LessonScreen(
        standing=standing,
        lesson=lesson,
        verdict=standing.lesson_verdicts[lesson.id],
        content=content,
        live=_live_date(standing, lesson),
        progress=progress,
        lead=lead,
        body=rest,
        transcript=lesson_transcript(lesson),
        resources=lesson_resources(lesson),
        modules=outline_beside(standing, progress, lesson),
        notes=notes,
        before=_neighbour(standing, before),
        after=_neighbour(standing, after.lesson),
        waits=after if standing.is_learner else Onward(),
        kind_label=str(LessonPage.Kind(lesson.kind).label),
        span_label=span_label(lesson.seconds),
        completed_by_hand=not missing if lesson.activities else not rules_for(lesson),
        missing=tuple(missing.values()),
        has_tasks=has_tasks,
        reads_instead=is_open and bool(lesson.videos) and lesson.reading_completes and not has_tasks,
        has_transcript=bool(content.transcript) or VIDEO_WORDS in lead or VIDEO_WORDS in rest,
        completed_url=completed_url(standing),
        ticks=_ticks(standing, lesson, content, ticks),
    )


def _missing(standing: CourseContext, lesson: OutlineLesson, progress: CourseProgress) -> dict[str, str]:
    if lesson.id in progress.completed:
        return {}
    enrolment = standing.enrolment
    return missing_by_rule(enrolment.pk if enrolment and enrolment.pk else 0, lesson)


def _own_words(
    standing: CourseContext, lesson: OutlineLesson
) -> tuple[tuple[NoteRow, ...], dict[str, list[str]] | None]:
    """The viewer's notes, and what they ticked off; None where that is still to be asked. At most one
    query.
    """
    person = standing.viewer.person
    if person is None or standing.shows_only or standing.recorded is None:
        return notes_in(standing, lesson), None
    known = known_in_lesson(person, course_id=standing.course.pk, lesson_id=lesson.id)
    return note_rows(known.notes, lesson), known.ticks


def _ticks(
    standing: CourseContext,
    lesson: OutlineLesson,
    content: LessonContent,
    known: dict[str, list[str]] | None,
) -> dict[str, object] | None:
    """known: what is ticked off, where it was read with the notes; else one query."""
    if standing.enrolment is None or not standing.is_learner or standing.shows_only:
        return None
    if not checklist_items(content.body):
        return None
    return {
        "address": address_of("lesson_checklists_api", lesson.public_id),
        "ticks": ticks_in(standing.enrolment.pk, lesson.id) if known is None else known,
    }


def _neighbour(standing: CourseContext, lesson: OutlineLesson | None) -> Neighbour | None:
    return Neighbour(lesson.title, standing.lesson_url(lesson)) if lesson else None


def completed_url(standing: CourseContext) -> str:
    """The screen on which a course is celebrated."""
    return celebration_url(standing.slug)


@dataclass(frozen=True, slots=True)
class LockScreen:
    """What templates/classroom/lesson_locked.html draws: why, and what to do.

    instead: a lesson of the course that is open to the learner meanwhile.
    """

    standing: CourseContext
    lesson: OutlineLesson
    progress: CourseProgress
    modules: tuple[ModuleBeside, ...]
    sentence: str
    next_step: NextStep | None
    instead: Neighbour | None


def lock_screen(standing: CourseContext, lesson: OutlineLesson, *, back: str = "") -> LockScreen:
    """Three queries beyond the standing for somebody enrolled, none for a stranger.

    back: the address that was asked for, in the lesson or below it.
    """
    verdict = standing.lesson_verdicts[lesson.id]
    progress = standing.progress
    instead = onward(progress, standing.lesson_verdicts).lesson if standing.is_learner else None
    return LockScreen(
        standing=standing,
        lesson=lesson,
        progress=progress,
        modules=outline_beside(standing, progress, lesson),
        sentence=verdict.sentence,
        next_step=standing.next_step(verdict, back),
        instead=_neighbour(standing, instead),
    )
