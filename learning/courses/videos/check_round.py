"""A round of asking after all videos in lessons, politely."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.utils import timezone

from learning.courses.messages import send_videos_silent
from learning.courses.models import Course
from learning.courses.videos.lesson_videos import LessonVideo, lesson_videos
from library.actions import record_check
from library.models import VideoCheck

PAUSE_SECONDS = 0.5  # between two questions to the same host


def check_all(*, pause: Callable[[float], None] = time.sleep) -> Iterator[tuple[LessonVideo, VideoCheck]]:
    """Ask after each video once, remember the answers, and yield each lesson's videos with theirs."""
    rows: dict[str, VideoCheck] = {}
    asked_at: dict[str, float] = {}
    for video in lesson_videos():
        if video.address not in rows:
            host = urlsplit(video.address).hostname or ""
            if host in asked_at:
                pause(max(asked_at[host] + PAUSE_SECONDS - time.monotonic(), 0))
            checked = video.check()
            rows[video.address] = record_check(address=video.address, checked=checked, at=timezone.now())
            asked_at[host] = time.monotonic()
        yield video, rows[video.address]


def check_and_tell() -> int:
    """A round, and a message to the instructors of each course with a video that newly fell silent.

    Returns how many courses that were.
    """
    fallen: dict[int, list[LessonVideo]] = {}
    rows: dict[str, VideoCheck] = {}
    for video, row in check_all():
        if row.is_silent and row.told_at is None:
            fallen.setdefault(video.page.lesson.course_id, []).append(video)
            rows[video.address] = row
    for course in Course.objects.filter(pk__in=fallen):
        send_videos_silent(course=course, videos=fallen[course.pk])
    VideoCheck.objects.filter(pk__in=[row.pk for row in rows.values()]).update(told_at=timezone.now())
    return len(fallen)
