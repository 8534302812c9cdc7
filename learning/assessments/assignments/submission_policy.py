"""How a learner stands to an assignment: what they handed in, until when, how often they still may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.verdict import Verdict
from learning.access import policies as access
from learning.access.models import Enrolment
from learning.assessments.models import Assignment, AttemptStatus, Submission
from learning.assessments.quizzes.accommodations import accommodations_for
from learning.assessments.quizzes.placements import PlacedActivity
from learning.courses.models import Course
from learning.courses.release.outlines import Outline
from learning.courses.viewer import Viewer

from .assignment_snapshot import AssignmentSnapshot
from .late_policy import days_late


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """What one learner may still do about one assignment.

    handed_in: their submissions, oldest first. draft: what they are working on. due_at: theirs, with any
    extension; some seconds of grace are in time. limit: how often they may hand in; 0: as often as they like.
    """

    brief: AssignmentSnapshot
    handed_in: tuple[Submission, ...]
    draft: Submission | None
    due_at: datetime | None
    limit: int

    @property
    def left(self) -> int | None:
        """How often they may still hand in; None: as often as they like."""
        return max(self.limit - len(self.handed_in), 0) if self.limit else None

    @property
    def is_last(self) -> bool:
        """Whether the next time is the last one allowed."""
        return self.left == 1

    def is_late_at(self, moment: datetime) -> bool:
        return days_late(self.due_at, moment) > 0


def submission_state_of(enrolment: Enrolment, place: PlacedActivity, at: datetime) -> SubmissionState:
    """Three queries: submissions, their files, extensions."""
    assert isinstance(place.source, Assignment)
    rows = _submissions(enrolment, place)
    allowance = accommodations_for(enrolment, place.graded_item, at)
    draft = next((row for row in rows if row.status == AttemptStatus.IN_PROGRESS), None)
    source = place.source
    return SubmissionState(
        brief=AssignmentSnapshot.from_json(draft.brief) if draft else AssignmentSnapshot.of(place),
        handed_in=tuple(row for row in rows if row is not draft),
        draft=draft,
        due_at=allowance.due_after(source.due_at),
        limit=source.attempt_limit + allowance.extra_attempts if source.attempt_limit else 0,
    )


def no_submission_state(place: PlacedActivity) -> SubmissionState:
    """How somebody stands to it who has handed nothing in, and of whom nothing is kept. No query."""
    assert isinstance(place.source, Assignment)
    return SubmissionState(
        AssignmentSnapshot.of(place), (), None, place.source.due_at, place.source.attempt_limit
    )


def may_work_on(
    viewer: Viewer, course: Course, outline: Outline, place: PlacedActivity, enrolment: Enrolment | None
) -> Verdict:
    """May the viewer write and hand in here at all? Whoever takes the course and is let into the lesson."""
    if viewer.is_preview or viewer.person is None:
        return Verdict.no("preview", _("This is a preview. Nothing is saved."))
    lesson = outline.by_id.get(place.lesson.id) if place.lesson else None
    if place.lesson is not None and lesson is None:
        return Verdict.no("not_there", _("This lesson isn't part of your version of the course."))
    verdict = (
        access.lesson_verdict(viewer, course, outline, lesson, enrolment)
        if lesson
        else access.course_verdict(viewer, course)
    )
    if verdict and (enrolment is None or verdict.code == "preview"):
        return Verdict.no("no_grant", _("Enrol to submit work."), next_step=access.enrol_step())
    return verdict


def may_submit(chances: SubmissionState, moment: datetime) -> Verdict:
    """May whoever stands like this hand in now? Codes: `no_attempts`, `past_due`."""
    if chances.left == 0:
        words = ngettext(
            "You've used your %(count)d submission.",
            "You've used all %(count)d of your submissions.",
            chances.limit,
        )
        return Verdict.no("no_attempts", words % {"count": len(chances.handed_in)})
    if chances.due_at is not None and chances.is_late_at(moment) and chances.brief.refuses_late:
        date = date_format(localtime(chances.due_at), "DATETIME_FORMAT")
        return Verdict.no(
            "past_due", _("The due date was %(date)s, and late submissions aren't accepted.") % {"date": date}
        )
    return Verdict.yes()


def as_shown(submission: Submission) -> Submission:
    """The submission as its learner may see it: without marks that are not published."""
    if submission.published_at is not None:
        return submission
    submission.points = submission.score = submission.passed = None
    submission.levels, submission.comment = {}, ""
    if submission.status == AttemptStatus.GRADED:
        submission.status = AttemptStatus.LATE if submission.is_late else AttemptStatus.PENDING
    return submission


def shown_to_learner(chances: SubmissionState) -> SubmissionState:
    """What they handed in, each as they may see it."""
    return replace(chances, handed_in=tuple(as_shown(one) for one in chances.handed_in))


def _submissions(enrolment: Enrolment, place: PlacedActivity) -> list[Submission]:
    """Of the work, at whatever place."""
    found = Submission.objects.filter(enrolment=enrolment, placement__graded_item=place.graded_item)
    return list(found.prefetch_related("files").order_by("number", "pk"))
