"""Mails about marks: to learners when theirs are there, and to those who teach when work waits for them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.messages import framed
from accounts.models import User
from common.addresses import address_of
from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.courses.models import CoursePage
from learning.courses.release.outlines import outline_of_release

from .grading.grading_queue import GradingQueue, as_keys
from .models import Attempt, GradedItem, Marking, Submission
from .quizzes.placements import placed_in_course


def send_submission_graded(*, submission_id: int) -> None:
    """Tell a learner that the marks of what they handed in are there, or are others now."""
    rows = Submission.objects.select_related(
        "enrolment__person", "enrolment__course", "placement__graded_item"
    )
    submission = rows.get(pk=submission_id)
    if submission.published_at is not None:
        url = _place_url(submission.enrolment, submission.placement.graded_item)
        _send_graded(submission.enrolment, submission.placement.graded_item, submission.markings.last(), url)


def send_attempt_graded(*, attempt_id: int) -> None:
    """The same about an attempt that a person marked. What is marked at once needs no mail."""
    rows = Attempt.objects.select_related("enrolment__person", "enrolment__course", "placement__graded_item")
    attempt = rows.defer("paper").get(pk=attempt_id)
    if attempt.published_at is not None and attempt.graded_by_id is not None:
        url = settings.SITE_URL + address_of("attempt", attempt.public_id)
        _send_graded(attempt.enrolment, attempt.placement.graded_item, attempt.markings.last(), url)


def send_work_waits(*, person: User, at: datetime) -> bool:
    """Tell somebody who teaches how much waits for them, and since when. False: nothing does."""
    keys = GradingQueue(person).keys()
    count = keys.count()
    if not count:
        return False
    (oldest,) = as_keys(list(keys[:1]))
    framed(
        template_prefix="emails/assessments/work_waits",
        to=person.email,
        language=person.offered_language,
        context={
            "person": person,
            "count": count,
            "days": max((at - oldest.at).days, 0),
            "url": settings.SITE_URL + reverse("assessments_marking:queue"),
        },
    ).send()
    return True


def _send_graded(enrolment: Enrolment, graded_item: GradedItem, last: Marking | None, url: str) -> None:
    person = enrolment.person
    if not person.is_active:
        return
    changes = (Marking.How.OVERRIDE, Marking.How.REMARK, Marking.How.DATE_MOVED)
    is_change = last is not None and last.how in changes
    framed(
        template_prefix="emails/assessments/marked",
        to=person.email,
        language=person.offered_language,
        context={
            "person": person,
            "title": graded_item.title,
            "course_title": enrolment.course.title,
            "is_change": is_change,
            "url": url,
        },
    ).send()


def _place_url(enrolment: Enrolment, graded_item: GradedItem) -> str:
    """Where the learner meets the work; their dashboard where it stands nowhere any more."""
    course, language = enrolment.course, enrolment.person.offered_language or settings.LANGUAGE_CODE
    pages = CoursePage.objects.filter(course=course, alias_of=None).select_related("locale")
    page = min(pages, key=lambda page: (page.locale.language_code != language, not page.live), default=None)
    release_id = release_for(enrolment, course)
    if page is not None and release_id is not None:
        for place in placed_in_course(outline_of_release(release_id, language), language):
            if place.graded_item.pk == graded_item.pk and page.full_url:
                return f"{page.full_url}{place.path}"
    return settings.SITE_URL + address_of("dashboard")
