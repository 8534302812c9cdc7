"""A learner's seat in a lesson: found, checked and held while something is recorded there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from common.transactions import held
from common.verdict import Verdict
from learning.access import policies as access
from learning.access.models import Enrolment
from learning.access.selectors import outline_with
from learning.courses.models import Lesson
from learning.courses.release.outlines import Outline, OutlineLesson, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.models import LessonCompletion
from learning.progress.selectors import share_done


class LessonNotFound(Exception):
    """There is no such lesson in the learner's edition of the course; nothing was written."""


class LessonRefused(Exception):
    """The lesson is closed to the viewer; nothing was written. `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


# What rules and records need of an enrolment, its course and the course's latest release; not the long texts.
_ASKED_OF_ENROLMENT = (
    "person",
    "course",
    "run",
    "release",
    "enrolled_at",
    "course__status",
    "course__is_free",
    "course__latest_release",
    "course__latest_release__is_withdrawn",
    "course__latest_release__rules",
)


@dataclass(slots=True)
class LessonSession:
    """An enrolment and a lesson of its outline. `done`: lesson ids. Of `open_lesson_session` the enrolment is
    held until the transaction ends.

    achieved: the outline in which they completed the course, for a lesson that was added since: whatever is
    done in it changes nothing of that.
    """

    enrolment: Enrolment
    outline: Outline
    lesson: OutlineLesson
    done: set[int]
    achieved: Outline | None = None

    @property
    def is_completed(self) -> bool:
        return self.lesson.id in self.done


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a learner is told after something was recorded.

    percentage, course_percentage: 0 to 100. `next_lesson` is the lesson to go on to, set when the lesson was
    completed just now and is not the last one.
    """

    lesson: OutlineLesson
    percentage: int
    is_completed: bool
    course_percentage: int
    was_completed_now: bool = False
    was_course_completed_now: bool = False
    next_lesson: OutlineLesson | None = None


def open_lesson_session(viewer: Viewer, lesson_public_id: UUID) -> LessonSession:
    """The viewer's seat in a lesson, inside a transaction: whatever one learner does comes one after another.

    Three queries and those of the verdict. Raises LessonNotFound, LessonRefused.
    """
    enrolment = _held_enrolment(viewer, lesson_public_id)
    if enrolment is None:
        raise _why_there_is_none(viewer, lesson_public_id)
    wanted: int = enrolment.wanted_lesson  # type: ignore[attr-defined]
    outline = outline_with(enrolment, enrolment.course, wanted, viewer.language_code)
    lesson = outline.by_id.get(wanted) if outline else None
    if outline is None or lesson is None:
        raise LessonNotFound(str(lesson_public_id))
    verdict = access.lesson_verdict(viewer, enrolment.course, outline, lesson, enrolment)
    if not verdict or verdict.code == "preview":
        raise LessonRefused(verdict if not verdict else access.course_verdict(viewer, enrolment.course))
    done = LessonCompletion.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True)
    return LessonSession(enrolment, outline, lesson, set(done), _achieved(enrolment, outline))


def _achieved(enrolment: Enrolment, outline: Outline) -> Outline | None:
    if enrolment.release_id in (None, outline.release_id):
        return None
    assert enrolment.release_id is not None
    return outline_of_release(enrolment.release_id, outline.language_code)


def session_result(seat: LessonSession, *, percentage: int) -> SessionResult:
    """What to answer when nothing was completed."""
    return SessionResult(
        lesson=seat.lesson,
        percentage=100 if seat.is_completed else percentage,
        is_completed=seat.is_completed,
        course_percentage=share_done(seat.achieved or seat.outline, seat.done),
    )


def _held_enrolment(viewer: Viewer, lesson_public_id: UUID) -> Enrolment | None:
    if viewer.person is None:
        return None
    rows = Enrolment.objects.filter(person=viewer.person, course__lessons__public_id=lesson_public_id)
    # Only what is read after the lock is as it is now.
    asked = rows.annotate(wanted_lesson=F("course__lessons__pk")).select_related("course__latest_release")
    return held(asked.only(*_ASKED_OF_ENROLMENT), no_key=True).order_by("-run").first()


def _why_there_is_none(viewer: Viewer, lesson_public_id: UUID) -> Exception:
    lesson = (
        Lesson.objects.select_related("course__latest_release").filter(public_id=lesson_public_id).first()
    )
    if lesson is None:
        return LessonNotFound(str(lesson_public_id))
    verdict = access.course_verdict(viewer, lesson.course)
    if not verdict:
        return LessonRefused(verdict)
    sentence = _("Enrol to save your progress.")
    return LessonRefused(Verdict.no("no_grant", sentence, next_step=access.enrol_step()))
