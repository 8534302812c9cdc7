"""How somebody stands to the certificate of a course: not eligible, eligible, passed or failed, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.assessments.models import Exam
from learning.assessments.selectors import (
    AttemptRules,
    CourseAccommodations,
    PlacedActivity,
    Result,
    accommodations_of_many,
    results_of,
    standing_on_courses,
)
from learning.progress.selectors import TakenCourse

from .models import Certificate


class CertificateStatus(StrEnum):
    """What a learner is told about the certificate of a course."""

    NOT_ELIGIBLE = "not_eligible"
    ELIGIBLE = "eligible"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExamState:
    """Where a learner is with the exam of a course.

    attempts: how many were submitted. attempt_limit: 0: none. due_at: their own date.
    """

    is_passed: bool = False
    is_pending: bool = False
    attempts: int = 0
    attempt_limit: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What decides about the certificate of one enrolment.

    can_be_completed: it requires anything. lessons_left: required ones. exam: None: the course has none.
    assignments_left: required ones of the course itself that weren't submitted.
    """

    is_enrolled: bool = True
    is_offered: bool = True
    can_be_completed: bool = True
    is_completed: bool = False
    certificate: Certificate | None = None
    lessons_left: int = 0
    assignments_left: int = 0
    exam: ExamState | None = None


@dataclass(frozen=True, slots=True)
class CertificateStanding:
    """The answer. reasons: what is missing, or why nothing can be done. certificate: once issued."""

    status: CertificateStatus
    reasons: tuple[str, ...] = ()
    certificate: Certificate | None = None

    @property
    def label(self) -> str:
        return {
            CertificateStatus.NOT_ELIGIBLE: _("Not eligible"),
            CertificateStatus.ELIGIBLE: _("In progress"),
            CertificateStatus.PASSED: _("Passed"),
            CertificateStatus.FAILED: _("Failed"),
        }[self.status]

    @property
    def tone(self) -> str:
        """Of its badge."""
        return {
            CertificateStatus.NOT_ELIGIBLE: "",
            CertificateStatus.ELIGIBLE: "info",
            CertificateStatus.PASSED: "brand",
            CertificateStatus.FAILED: "danger",
        }[self.status]


def standing_by(facts: CertificateFacts, at: datetime) -> CertificateStanding:
    """The rule. No query."""
    status = CertificateStatus
    if facts.certificate is not None:
        if facts.certificate.is_revoked:
            return CertificateStanding(status.NOT_ELIGIBLE, (_("Your certificate was revoked."),))
        return CertificateStanding(status.PASSED, certificate=facts.certificate)
    if not facts.is_offered:
        return CertificateStanding(status.NOT_ELIGIBLE, (_("This course doesn't offer a certificate."),))
    if not facts.is_enrolled:
        return CertificateStanding(status.NOT_ELIGIBLE, (_("Enrol in the course to earn its certificate."),))
    if facts.is_completed:
        return CertificateStanding(status.PASSED, (_("Your certificate is being prepared."),))
    if not facts.can_be_completed:
        sentence = _("Nothing in this course is required, so it can't be completed.")
        return CertificateStanding(status.NOT_ELIGIBLE, (sentence,))
    if facts.exam is not None and (sentence := _lost(facts.exam, at)):
        return CertificateStanding(status.FAILED, (sentence,))
    return CertificateStanding(status.ELIGIBLE, tuple(_missing(facts)))


def _lost(exam: ExamState, at: datetime) -> str:
    """Why the exam can't be passed any more; empty as long as it can, and while answers await grading."""
    if exam.is_passed or exam.is_pending:
        return ""
    if exam.attempt_limit and exam.attempts >= exam.attempt_limit:
        return _("You didn't pass the exam and have no attempts left.")
    if exam.due_at is not None and exam.due_at <= at:
        when = date_format(localtime(exam.due_at), "DATETIME_FORMAT")
        return _("The exam closed on %(when)s.") % {"when": when}
    return ""


def _missing(facts: CertificateFacts) -> Iterable[str]:
    if facts.lessons_left:
        words = ngettext(
            "Complete %(count)d more lesson.", "Complete %(count)d more lessons.", facts.lessons_left
        )
        yield words % {"count": facts.lessons_left}
    if facts.assignments_left:
        words = ngettext(
            "Submit %(count)d assignment.", "Submit %(count)d assignments.", facts.assignments_left
        )
        yield words % {"count": facts.assignments_left}
    if facts.exam is not None and facts.exam.is_pending and not facts.exam.is_passed:
        yield _("Your exam is awaiting grading.")
    elif facts.exam is not None and not facts.exam.is_passed:
        yield _("Pass the exam.")


def certificate_standings(
    taken: Collection[TakenCourse], *, at: datetime, language_code: str
) -> dict[int, CertificateStanding]:
    """How a person stands in each course that they take, by enrolment id.

    Three queries, however many; with work on the courses themselves up to seven more.
    """
    pks = [one.enrolment.pk for one in taken]
    certificates = {row.enrolment_id: row for row in Certificate.objects.filter(enrolment__in=pks)}
    open_ones = [one for one in taken if _is_open(one, certificates)]
    placed: dict[int, list[PlacedActivity]] = defaultdict(list)
    for place in standing_on_courses({one.course.pk for one in open_ones}, language_code):
        placed[place.course_id].append(place)
    with_work = [one.enrolment for one in open_ones if placed[one.course.pk]]
    results = results_of([one.pk for one in with_work]) if with_work else {}
    given = accommodations_of_many(with_work, at)
    return {
        one.enrolment.pk: standing_by(
            _facts(one, certificates.get(one.enrolment.pk), placed[one.course.pk], results, given), at
        )
        for one in taken
    }


def _is_open(one: TakenCourse, certificates: Mapping[int, Certificate]) -> bool:
    """Whether it still depends on what the learner does."""
    is_certified = one.enrolment.pk in certificates
    return one.outline.text["has_certificate"] and not one.progress.is_completed and not is_certified


def _facts(
    one: TakenCourse,
    certificate: Certificate | None,
    placed: Iterable[PlacedActivity],
    results: Mapping[tuple[int, int], Result],
    given: Mapping[int, CourseAccommodations],
) -> CertificateFacts:
    pk, exam, required, assignments = one.enrolment.pk, None, one.progress.required_total, 0
    inside = {activity.public_id for lesson in one.outline.lessons for activity in lesson.activities}
    for place in placed:
        result = results.get((pk, place.graded_item.pk))
        if isinstance(place.source, Exam):
            rules = AttemptRules.of(place.source, given[pk].of(place.graded_item.pk))
            required, exam = required + 1, _exam_state(rules, result)
        elif place.source.is_required and place.graded_item.public_id not in inside:
            required += 1
            assignments += result is None or not result.attempts
    return CertificateFacts(
        is_offered=bool(one.outline.text["has_certificate"]),
        can_be_completed=bool(required),
        is_completed=one.progress.is_completed,
        certificate=certificate,
        lessons_left=one.progress.required_total - one.progress.required_done,
        assignments_left=assignments,
        exam=exam,
    )


def _exam_state(rules: AttemptRules, result: Result | None) -> ExamState:
    if result is None:
        return ExamState(attempt_limit=rules.attempt_limit, due_at=rules.due_at)
    return ExamState(
        is_passed=result.passed,
        is_pending=bool(result.pending),
        attempts=result.attempts,
        attempt_limit=rules.attempt_limit,
        due_at=rules.due_at,
    )
