"""About marks: to learners when theirs are there, and to those who teach when work waits for them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.addresses import address_of
from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.courses.models import CoursePage
from learning.courses.release.outlines import outline_of_release
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

from .grading.grading_queue import GradingQueue, as_keys
from .models import Attempt, GradedItem, Marking, Submission
from .quizzes.placements import placed_in_course

GRADED = MessageKind(
    code="assessments.graded",
    label=_("Submission graded"),
    category=MessageCategory.ENROLMENTS,
    template="emails/assessments/marked",
    placeholders=(
        Placeholder("title", _("Quiz, exam or assignment"), "A still life"),
        Placeholder("course_title", _("Course title"), "Watercolour for beginners"),
        Placeholder("url", _("Where the grade is shown"), "https://example.org/courses/watercolour/"),
    ),
    extras={"is_change": False},
)
WORK_WAITS = MessageKind(
    code="assessments.work_waits",
    label=_("Submissions to grade"),
    category=MessageCategory.TEACHING,
    template="emails/assessments/work_waits",
    placeholders=(
        Placeholder("count", _("Number of submissions"), 3),
        Placeholder("days", _("Days since the oldest was submitted"), 2),
        Placeholder("url", _("Address of the grading queue"), "https://example.org/admin/academy/"),
    ),
)
register(GRADED, WORK_WAITS)


def send_submission_graded(*, submission_id: int) -> None:
    """Tell a learner that the marks of what they handed in are there, or are others now."""
    rows = Submission.objects.select_related(
        "enrolment__person", "enrolment__course", "placement__graded_item"
    )
    submission = rows.get(pk=submission_id)
    if submission.published_at is not None:
        item, last = submission.placement.graded_item, submission.markings.last()
        fact = f"submission:{submission.pk}:{last.pk if last else 0}"
        _send_graded(submission.enrolment, item, last, _place_url(submission.enrolment, item), fact)


def send_attempt_graded(*, attempt_id: int) -> None:
    """The same about an attempt that a person marked. What is marked at once needs no mail."""
    rows = Attempt.objects.select_related("enrolment__person", "enrolment__course", "placement__graded_item")
    attempt = rows.defer("paper").get(pk=attempt_id)
    if attempt.published_at is not None and attempt.graded_by_id is not None:
        url = settings.SITE_URL + address_of("attempt", attempt.public_id)
        last = attempt.markings.last()
        fact = f"attempt:{attempt.pk}:{last.pk if last else 0}"
        _send_graded(attempt.enrolment, attempt.placement.graded_item, last, url, fact)


def send_work_waits(*, person: User, at: datetime) -> bool:
    """Tell somebody who teaches how much waits for them, and since when. False: nothing does."""
    keys = GradingQueue(person).keys()
    count = keys.count()
    if not count:
        return False
    (oldest,) = as_keys(list(keys[:1]))
    notify(
        kind=WORK_WAITS.code,
        account=person,
        fact=f"waiting-work:{at.astimezone(person.zone):%Y-%m-%d}",
        payload={
            "count": count,
            "days": max((at - oldest.at).days, 0),
            "url": settings.SITE_URL + reverse("assessments_marking:queue"),
        },
        at=at,
    )
    return True


def _send_graded(
    enrolment: Enrolment, graded_item: GradedItem, last: Marking | None, url: str, fact: str
) -> None:
    person = enrolment.person
    if not person.is_active:
        return
    changes = (Marking.How.OVERRIDE, Marking.How.REMARK, Marking.How.DATE_MOVED)
    is_change = last is not None and last.how in changes
    notify(
        kind=GRADED.code,
        account=person,
        fact=fact,
        payload={
            "title": graded_item.title,
            "course_title": enrolment.course.title,
            "is_change": is_change,
            "url": url,
        },
        at=timezone.now(),
    )


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
