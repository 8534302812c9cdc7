"""What completes a lesson by watching."""

from __future__ import annotations

from collections.abc import Mapping

from learning.courses.completion import Finding
from learning.courses.outlines import OutlineLesson

from . import bitmap
from .models import LessonPosition


def every_video_watched(lesson: OutlineLesson, parts: Mapping[str, int]) -> bool:
    """Whether each video of the lesson reaches its threshold. parts: bitmaps by the id of the block."""
    return all(
        bitmap.reaches(parts.get(video.id, bitmap.EMPTY), lesson.watch_threshold) for video in lesson.videos
    )


class VideosWatched:
    """Every video of the lesson that tells its time was watched to the lesson's threshold."""

    name = "videos_watched"

    def applies_to(self, lesson: OutlineLesson) -> bool:
        return bool(lesson.videos)

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> Finding:
        rows = LessonPosition.objects.filter(enrolment_id=enrolment_id, lesson_id=lesson.id)
        parts = dict(rows.values_list("video_id", "parts"))
        watched = {video.id: bitmap.percentage(parts.get(video.id, bitmap.EMPTY)) for video in lesson.videos}
        return Finding(
            is_met=every_video_watched(lesson, parts),
            evidence={"watched": watched, "threshold": lesson.watch_threshold},
        )
