"""What completes a lesson by watching, and what is still to do in one."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from learning.courses.completion import CompletionCheck, rules_for
from learning.courses.release.outlines import OutlineLesson

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

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck:
        rows = LessonPosition.objects.filter(enrolment_id=enrolment_id, lesson_id=lesson.id)
        parts = dict(rows.values_list("video_id", "parts"))
        watched = {video.id: bitmap.percentage(parts.get(video.id, bitmap.EMPTY)) for video in lesson.videos}
        is_met = every_video_watched(lesson, parts)
        words = _("Watch at least %(threshold)d%% of each video to complete this lesson.")
        return CompletionCheck(
            is_met=is_met,
            evidence={"watched": watched, "threshold": lesson.watch_threshold},
            missing="" if is_met else words % {"threshold": lesson.watch_threshold},
        )


def missing_by_rule(enrolment_id: int, lesson: OutlineLesson) -> dict[str, str]:
    """The rules that are not met yet, each with what is still to do, in a sentence for the learner."""
    findings = {rule.name: rule.look(enrolment_id=enrolment_id, lesson=lesson) for rule in rules_for(lesson)}
    return {name: found.missing for name, found in findings.items() if not found.is_met}


def what_is_missing(enrolment_id: int, lesson: OutlineLesson) -> tuple[str, ...]:
    """What is still to do to complete a lesson, in sentences for the learner; empty: nothing."""
    return tuple(missing_by_rule(enrolment_id, lesson).values())
