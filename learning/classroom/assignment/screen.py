"""What a learner sees of an assignment: what is asked, what they are working on, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.text_version import text_version
from common.verdict import NextStep, Verdict
from learning.access.models import Enrolment
from learning.assessments.models import Assignment, AttemptStatus, Submission, SubmissionFile
from learning.assessments.policies import may_submit, may_work_on
from learning.assessments.question_types.text_normalisation import words_in
from learning.assessments.selectors import (
    AssignmentSnapshot,
    Criterion,
    Level,
    PlacedActivity,
    SubmissionState,
    days_late,
    no_submission_state,
    shown_to_learner,
    submission_state_of,
)
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.outline_beside import ModuleBeside, outline_beside
from learning.classroom.lesson.body_rendering import render
from learning.progress.selectors import CourseProgress, progress_of

TITLES = {
    AttemptStatus.IN_PROGRESS: "",
    AttemptStatus.SUBMITTED: "brand",
    AttemptStatus.PENDING: "info",
    AttemptStatus.LATE: "accent",
    AttemptStatus.GRADED: "brand",
}


@dataclass(frozen=True, slots=True)
class MetCriterion:
    """A criterion as it was marked; `level` is None where no level was chosen."""

    criterion: Criterion
    level: Level | None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Something that was handed in, as its learner may see it."""

    submission: Submission
    files: tuple[SubmissionFile, ...]
    rubric: tuple[MetCriterion, ...]
    days_late: int

    @property
    def is_graded(self) -> bool:
        return self.submission.published_at is not None

    @property
    def tone(self) -> str:
        return TITLES[AttemptStatus(self.submission.status)]

    @property
    def before_deduction(self) -> Decimal:
        return (self.submission.points or Decimal(0)) + self.submission.points_off


@dataclass(frozen=True)
class AssignmentScreen:
    """What templates/classroom/assignment.html draws.

    may_work: whether they may write and hand in; its sentence says why not. draft_id: of the draft, or what a
    new one will be called. text: as it stands in the field. problems: what was wrong with what they sent.
    """

    standing: CourseContext
    place: PlacedActivity
    brief: AssignmentSnapshot
    instructions: SafeString
    modules: tuple[ModuleBeside, ...]
    progress: CourseProgress
    chances: SubmissionState
    may_work: Verdict
    handed_in: tuple[HandedIn, ...]
    draft_id: UUID
    text: str
    problems: tuple[str, ...]
    address: str
    back_url: str
    back_title: str

    @property
    def next_step(self) -> NextStep | None:
        """What the viewer can do where they may not work on it."""
        return self.standing.next_step(self.may_work)

    @property
    def files(self) -> tuple[SubmissionFile, ...]:
        draft = self.chances.draft
        return tuple(draft.files.all()) if draft else ()

    @property
    def version(self) -> str:
        """Of the text that is kept, for a script that writes over it."""
        draft = self.chances.draft
        return text_version(draft.text if draft else "")

    @property
    def written_by(self) -> str:
        return self.chances.draft.writer if self.chances.draft else ""

    @property
    def accept(self) -> str:
        """For the field that takes files."""
        return ",".join(f".{ending}" for ending in self.brief.file_types)

    @property
    def word_count(self) -> int:
        return words_in(self.text)

    @property
    def is_late_now(self) -> bool:
        return self.chances.is_late_at(self.standing.viewer.moment)

    @property
    def saved_at(self) -> datetime | None:
        return self.chances.draft.changed_at if self.chances.draft else None

    @property
    def late_words(self) -> str:
        """What happens to work that comes after the due date."""
        if self.brief.refuses_late:
            return _("Late submissions aren't accepted. Your saved draft is submitted at the due date.")
        if self.brief.deducts:
            words = _(
                "Late submissions are accepted, but lose %(percent)d%% of the total marks for each day."
            )
            return words % {"percent": self.brief.late_percent_per_day}
        return _("Late submissions are accepted and shown as late.")

    @property
    def is_required(self) -> bool:
        assert isinstance(self.place.source, Assignment)
        return self.place.source.is_required


def assignment_screen(
    standing: CourseContext, place: PlacedActivity, *, text: str | None = None, problems: Sequence[str] = ()
) -> AssignmentScreen:
    """At most nine queries beyond the standing, however often somebody handed in.

    text: what they just sent, if it could not be kept.
    """
    progress = progress_of(standing.enrolment, standing.outline)
    chances = _chances(standing, place)
    may_work = may_work_on(standing.viewer, standing.course, standing.outline, place, standing.enrolment)
    draft = chances.draft
    return AssignmentScreen(
        standing=standing,
        place=place,
        brief=chances.brief,
        instructions=render(_stream(chances.brief)),
        modules=outline_beside(standing, progress, place.lesson),
        progress=progress,
        chances=chances,
        may_work=may_work and may_submit(chances, standing.viewer.moment),
        handed_in=tuple(_handed_in(one) for one in reversed(chances.handed_in)),
        draft_id=draft.public_id if draft else uuid4(),
        text=text if text is not None else draft.text if draft else "",
        problems=tuple(problems),
        address=f"{standing.url}{place.path}",
        back_url=standing.lesson_url(place.lesson) if place.lesson else standing.url,
        back_title=place.lesson.title if place.lesson else standing.outline.title,
    )


def _chances(standing: CourseContext, place: PlacedActivity) -> SubmissionState:
    enrolment: Enrolment | None = standing.enrolment
    if standing.shows_only or enrolment is None or enrolment.pk is None:
        return no_submission_state(place)
    return shown_to_learner(submission_state_of(enrolment, place, standing.viewer.moment))


def _stream(brief: AssignmentSnapshot) -> object:
    return Assignment._meta.get_field("instructions").stream_block.to_python(brief.instructions)


def _handed_in(submission: Submission) -> HandedIn:
    brief = AssignmentSnapshot.from_json(submission.brief)
    chosen = submission.levels
    assert submission.submitted_at is not None
    return HandedIn(
        submission=submission,
        files=tuple(submission.files.all()),
        rubric=tuple(
            MetCriterion(one, one.levels[chosen[one.id]] if one.id in chosen else None)
            for one in brief.rubric
        )
        if chosen
        else (),
        days_late=days_late(submission.due_at, submission.submitted_at),
    )
