"""Reminders to learners who have stopped: after a week without activity, and at most three in a course."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from common.background.batches import in_batches
from learning.access.models import Enrolment
from learning.access.policies import lesson_verdicts
from learning.access.selectors import release_for
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.selectors import onward, progress_of
from notifications.selectors import told_of

from .. import messages
from .learners import idle_enrolments

#: Between a learner's last activity and the first reminder, and between one reminder and the next.
IDLE_AFTER = timedelta(days=7)
MOST_REMINDERS = 3


def remind_idle(*, at: datetime) -> int:
    """Remind learners of the lesson that is next and open to them. Returns how many. Safe to repeat.

    Who has been away for longer than four weeks is left alone, and so is who waits for a lesson to open. A
    query for each course, and about fifteen for each learner who is due.
    """
    courses = Course.objects.filter(status=Course.Status.ACTIVE, latest_release__isnull=False)
    return sum(_remind(course, at) for course in in_batches(courses.select_related("latest_release")))


def _remind(course: Course, at: datetime) -> int:
    since = at - IDLE_AFTER
    gone = at - IDLE_AFTER * (MOST_REMINDERS + 1)
    idle = idle_enrolments(course, since, at=at).filter(active_at__gt=gone).select_related("person")
    return sum(_remind_one(course, enrolment, at) for enrolment in in_batches(idle))


def _remind_one(course: Course, enrolment: Enrolment, at: datetime) -> bool:
    number = (at - enrolment.active_at) // IDLE_AFTER  # type: ignore[attr-defined]
    fact = f"idle:{enrolment.pk}:{number}"
    if told_of(kind=messages.UNFINISHED.code, fact=fact, person=enrolment.person):
        return False
    language = enrolment.person.offered_language or settings.LANGUAGE_CODE
    release_id = release_for(enrolment, course)
    if release_id is None:
        return False
    outline = outline_of_release(release_id, language)
    viewer = Viewer(person=enrolment.person, moment=at)
    progress = progress_of(enrolment, outline)
    with translation.override(language):
        lesson = onward(progress, lesson_verdicts(viewer, course, outline, enrolment)).lesson
    if lesson is None:
        return False
    messages.send_reminder(enrolment=enrolment, progress=progress, lesson=lesson, fact=fact, at=at)
    return True
