"""May they? About taking quizzes and exams, seeing what came of it, and importing questions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.policies import sign_in_step
from common.verdict import NextStep, Verdict
from learning.access import policies as access
from learning.access.models import Enrolment
from learning.courses.models import Course
from learning.courses.release.outlines import Outline
from learning.courses.viewer import Viewer

from .assignments.submission_policy import may_submit as may_submit
from .assignments.submission_policy import may_work_on as may_work_on
from .models import Attempt, Examination, ShowAnswers
from .permissions import rights_somewhere
from .quizzes.attempt_history import AttemptHistory, attempt_history_of
from .quizzes.attempt_rules import GRACE, AttemptRules
from .quizzes.disclosure import answers_verdict as answers_verdict
from .quizzes.disclosure import outcomes_verdict as outcomes_verdict
from .quizzes.disclosure import rules_in_force as rules_in_force
from .quizzes.disclosure import score_verdict as score_verdict
from .quizzes.exam_access import exam_verdict as exam_verdict
from .quizzes.placements import PlacedActivity

if TYPE_CHECKING:
    from accounts.models import User


def may_import_questions(user: User) -> Verdict:
    """Import questions from a file: whoever may add them to at least one question bank."""
    if "add" in rights_somewhere(user):
        return Verdict.yes()
    return Verdict.no("not_an_author", _("You need permission to edit courses to import questions."))


def may_start(
    viewer: Viewer,
    course: Course,
    outline: Outline,
    enrolment: Enrolment | None,
    place: PlacedActivity,
    taken: AttemptHistory | None = None,
) -> Verdict:
    """May the viewer begin an attempt now, or go on with the one that is open (code `continue`)?

    Asked first are the verdict on the lesson or the course, and for an exam whether it is open. Codes of its
    own: `no_questions`, `overdue`, `no_attempts`, `cool_down`. taken: what is known already, else two
    queries.
    """
    entry = _entry(viewer, course, outline, enrolment, place)
    if not entry:
        return entry
    if enrolment is None:
        return _not_enrolled(viewer)
    taken = taken or attempt_history_of(enrolment, place, viewer.moment)
    if taken.open is not None:
        return Verdict.yes("continue")
    opened = place.kind.opening_verdict(viewer, course, outline, enrolment, place)
    if not opened:
        return opened
    return may_begin(taken, viewer.moment) if _has_questions(place) else _no_questions()


def may_begin(taken: AttemptHistory, at: datetime) -> Verdict:
    """Do the rules of the quiz or exam allow one more attempt at that moment? No query."""
    rules = taken.rules
    if rules.due_at is not None and at >= rules.due_at:
        return Verdict.no(
            "overdue",
            _("This closed on %(date)s and can no longer be started or continued.")
            % {"date": _moment(rules.due_at)},
        )
    if taken.left == 0:
        return Verdict.no("no_attempts", _("You have no attempts left."))
    begins_at = taken.begins_at
    if begins_at is not None and at < begins_at:
        sentence = _("You can try again from %(date)s.") % {"date": _moment(begins_at)}
        return Verdict.no("cool_down", sentence, next_step=NextStep.date(begins_at))
    return Verdict.yes()


def may_answer(viewer: Viewer, attempt: Attempt) -> Verdict:
    """May the viewer answer questions of this attempt at this moment? No query.

    Whoever began may finish, whatever becomes of their access meanwhile.
    """
    if viewer.person is None or viewer.is_preview or attempt.enrolment.person_id != viewer.person.pk:
        return Verdict.no("not_yours", _("This attempt belongs to someone else."))
    if not attempt.is_open:
        return Verdict.no(
            "attempt_over", _("This attempt has been submitted, so answers can no longer be saved.")
        )
    if is_out_of_time(attempt, viewer.moment):
        return Verdict.no("time_is_up", _("Time's up. This answer wasn't saved."))
    return Verdict.yes()


def is_out_of_time(attempt: Attempt, at: datetime) -> bool:
    """Whether not even the last request of a browser is taken any more."""
    return attempt.deadline_at is not None and at > attempt.deadline_at + GRACE


def may_see_result(viewer: Viewer, attempt: Attempt) -> Verdict:
    """May the viewer see score and marks of their attempt? No query."""
    if viewer.person is None or attempt.enrolment.person_id != viewer.person.pk:
        return Verdict.no("not_yours", _("This attempt belongs to someone else."))
    if attempt.is_open:
        return Verdict.no("in_progress", _("This attempt hasn't been submitted yet."))
    if attempt.published_at is None or viewer.moment < attempt.published_at:
        return Verdict.no("pending", _("Some of your answers still need to be graded."))
    return Verdict.yes()


def may_see_checked(viewer: Viewer, attempt: Attempt, place: PlacedActivity | None) -> Verdict:
    """May the viewer see the right answer to a question of their open attempt that they asked for? No query.

    place: where the quiz or exam stands now, if it does: its author may have taken this back.
    """
    rules = AttemptRules.from_json(attempt.rules)
    source = place.source if place else None
    is_taken_back = isinstance(source, Examination) and source.show_answers == ShowAnswers.NEVER
    if viewer.person is None or attempt.enrolment.person_id != viewer.person.pk:
        return Verdict.no("not_yours", _("This attempt belongs to someone else."))
    if rules.show_answers == ShowAnswers.AFTER_EACH and not is_taken_back:
        return Verdict.yes()
    return Verdict.no("never", _("Correct answers aren't shown."))


def _entry(
    viewer: Viewer, course: Course, outline: Outline, enrolment: Enrolment | None, place: PlacedActivity
) -> Verdict:
    if place.lesson is None:
        return access.course_verdict(viewer, course)
    lesson = outline.by_id.get(place.lesson.id)
    if lesson is None:
        return Verdict.no("not_placed", _("This isn't part of your version of the course."))
    verdict = access.lesson_verdict(viewer, course, outline, lesson, enrolment)
    if verdict.code != "preview":
        return verdict
    # Anybody may read a free lesson; what is kept of a learner needs the course.
    return access.course_verdict(viewer, course) if enrolment else _not_enrolled(viewer)


def _not_enrolled(viewer: Viewer) -> Verdict:
    if not viewer.is_signed_in:
        return Verdict.no("no_grant", _("Sign in and enrol to start."), next_step=sign_in_step())
    return Verdict.no("no_grant", _("Enrol to start."), next_step=access.enrol_step())


def _has_questions(place: PlacedActivity) -> bool:
    assert isinstance(place.source, Examination)
    return place.source.items.exists()


def _no_questions() -> Verdict:
    return Verdict.no("no_questions", _("There are no questions yet."))


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
