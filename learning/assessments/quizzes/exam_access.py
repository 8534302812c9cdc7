"""When the exam of a course opens for a learner."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.verdict import NextStep, TraceStep, Verdict
from learning.access import policies as access
from learning.access.models import Enrolment, Milestone
from learning.assessments.grading.results import results_of
from learning.assessments.models import Exam, Submission
from learning.courses.models import Course
from learning.courses.release.outlines import Outline
from learning.courses.viewer import Viewer

from .placements import PlacedActivity, exam_of, required_assignments_of

LOCKED = "exam_locked"


def exam_verdict(
    viewer: Viewer,
    course: Course,
    outline: Outline,
    enrolment: Enrolment | None,
    *,
    place: PlacedActivity | None = None,
) -> Verdict:
    """Is the exam of this course open to the viewer? Asked of those whom the course itself lets in.

    outline: as the learner meets the course. place: the exam, if it is known already; else one query for it.
    One more query for the lessons that have to be done. Codes: `no_exam`, `no_grant`, `exam_locked`.
    """
    place = place or exam_of(course.pk, outline.language_code)
    if place is None:
        return Verdict.no("no_exam", _("This course has no exam."))
    if enrolment is None:
        return Verdict.no("no_grant", _("Enrol to take the exam."), next_step=access.enrol_step())
    if not _has_paid(enrolment, viewer.moment):
        return _locked("instalments", _("The exam opens once the last instalment has been paid."))
    if not lessons_are_done(viewer, outline):
        sentence = _("Complete all required lessons to open the exam.")
        return _locked("lessons", sentence, access.lessons_step())
    assert isinstance(place.source, Exam)
    opens_at = enrolment.enrolled_at + timedelta(days=place.source.unlock_days)
    if viewer.moment < opens_at:
        date = date_format(localtime(opens_at), "DATETIME_FORMAT")
        sentence = _("The exam opens on %(date)s.") % {"date": date}
        return _locked("days", sentence, NextStep.date(opens_at))
    return Verdict.yes(trace=(TraceStep("exam", _("open"), True),))


def has_passed_exam(enrolment_id: int | None, course_id: int) -> bool | None:
    """Whether an enrolment (None: nobody's) has passed the active exam of its course; None: there is none.

    One query without an exam, and those of `results_of`.
    """
    place = exam_of(course_id, "")
    if place is None:
        return None
    if enrolment_id is None:
        return False
    result = results_of([enrolment_id]).get((enrolment_id, place.graded_item.pk))
    return result is not None and result.passed


def has_submitted_course_work(enrolment_id: int, outline: Outline) -> bool | None:
    """Whether an enrolment has submitted every required assignment of the course itself; None: it has none.

    One query without any, else two. outline: as the learner meets the course.
    """
    wanted = {place.graded_item.pk for place in required_assignments_of(outline)}
    if not wanted:
        return None
    rows = Submission.objects.filter(
        enrolment=enrolment_id, placement__graded_item__in=wanted, submitted_at__isnull=False
    )
    return wanted <= set(rows.values_list("placement__graded_item", flat=True))


def lessons_are_done(viewer: Viewer, outline: Outline) -> bool:
    """Whether the viewer has done all lessons that the course requires, now or earlier. At most one query.

    A course that requires none has none to wait for.
    """
    if not outline.required_ids:
        return True
    if viewer.persona is not None:
        return outline.course_id in viewer.persona.finished
    done = Milestone.objects.filter(
        person=viewer.person,
        course=outline.course_id,
        kind=Milestone.Kind.REQUIRED_LESSONS,
        achieved_at__lte=viewer.moment,
    )
    return viewer.person is not None and done.exists()


def _has_paid(enrolment: Enrolment, moment: datetime) -> bool:
    if enrolment.payment_type != Enrolment.PaymentType.INSTALMENT:
        return True
    return enrolment.paid_up_at is not None and enrolment.paid_up_at <= moment


def _locked(rule: str, sentence: str, step: NextStep | None = None) -> Verdict:
    return Verdict.no(LOCKED, sentence, next_step=step, trace=(TraceStep(rule, sentence, False),))
