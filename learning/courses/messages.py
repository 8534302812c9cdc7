"""Messages to those who teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts.messages import framed

if TYPE_CHECKING:
    from learning.courses.models import Course
    from learning.courses.videos.lesson_videos import LessonVideo


def send_videos_silent(*, course: Course, videos: Sequence[LessonVideo]) -> None:
    """Tell the instructors of a course which lessons have a video that no longer answers."""
    lessons = [
        (video.page.draft_title, settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[video.page.pk]))
        for video in videos
    ]
    for row in course.course_instructors.select_related("account").filter(account__is_active=True):
        framed(
            template_prefix="emails/courses/videos_silent",
            to=row.account.email,
            language=row.account.offered_language,
            context={"person": row.account, "course_title": course.title, "lessons": lessons},
        ).send()
