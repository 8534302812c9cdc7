"""What a player's report amounts to: how far a lesson is watched, and where to resume it. Pure rules.

What counts is the bitmap of parts, and it fills no faster than twice the time that passed on the server's
clock since the last report on the same video. The first report therefore starts the clock and counts nothing:
players send it when playback begins. A player that had no connection then brings the server's word of when
its page was opened (`openings`), and the clock starts there. Time that was not yet worth a whole part is
carried over, up to one part, so that long videos fill as evenly as short ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.access.models import Enrolment
from learning.courses.release.outlines import OutlineLesson

from . import bitmap
from .completion_rules import every_video_watched
from .models import LessonPosition
from .openings import opened_at

FASTEST = 2.0  # times the time that passed: people watch at double speed
WITHOUT_PARTS = 1.0  # a bare percentage is believed for the time that passed only
# Where the author's side does not know a video's length, the player's word is taken within these.
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 6 * 3600
LATEST_POSITION = 24 * 3600
# A report that waited longer than this on a device moves the position only if nothing newer was reported.
STALE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a player says: where it is, and what it showed so far.

    timestamp: seconds from the start of the video. watch_percentage: 0 to 100. parts: the bitmap of all parts
    watched so far; without it only the percentage is known. video_id: of the video's block, needed where a
    lesson has several. duration: the video's length in seconds. opened: the server's word of when the
    player's page was opened. age_seconds: how long the report waited.
    """

    timestamp: float
    watch_percentage: float = 0
    parts: int | None = None
    video_id: str = ""
    duration: float | None = None
    opened: str = ""
    age_seconds: float = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """What is to be written down after a report. is_first: of this video, so that there is no row yet.

    before: when the video was last reported. completes: whether every video of the lesson is watched enough
    now. turned: whether this one is since this report.
    """

    position: LessonPosition
    is_first: bool
    before: datetime
    completes: bool
    turned: bool


def weigh(
    report: Heartbeat,
    lesson: OutlineLesson,
    enrolment: Enrolment,
    known: Mapping[str, LessonPosition],
    *,
    at: datetime,
) -> Watched:
    """What a report amounts to. known: what was recorded of the lesson's videos, by their ids; of these the
    position of the video itself becomes the one to write down."""
    video_id = _known_video(lesson, report.video_id)
    found = known.get(video_id)
    is_stale = found is not None and _is_stale(found, report.age_seconds, at=at)
    row = found or _first_position(enrolment, lesson, video_id, report.opened, at=at)
    before, parts_before = row.updated_at, row.parts
    if video_id:
        _fill(row, report, length=_length(lesson, video_id, report.duration), at=at)
    watched = {name: position.parts for name, position in known.items()} | {video_id: row.parts}
    best = max(row.best_percentage, *(each.best_percentage for each in known.values()), 0)
    row.best_percentage = max(best, _percentage(lesson, watched))
    if not is_stale:
        row.position_seconds = int(max(0, min(report.timestamp, LATEST_POSITION)))
    return Watched(
        row,
        is_first=found is None,
        before=before,
        completes=bool(lesson.videos) and every_video_watched(lesson, watched),
        turned=bool(video_id)
        and bitmap.reaches(row.parts, lesson.watch_threshold)
        and not bitmap.reaches(parts_before, lesson.watch_threshold),
    )


def _known_video(lesson: OutlineLesson, video_id: str) -> str:
    """The id of the lesson's video that is meant; empty when there is none of that id."""
    if not video_id and len(lesson.videos) == 1:
        return lesson.videos[0].id
    return video_id if any(video.id == video_id for video in lesson.videos) else ""


def _first_position(
    enrolment: Enrolment, lesson: OutlineLesson, video_id: str, opened: str, *, at: datetime
) -> LessonPosition:
    return LessonPosition(
        enrolment=enrolment,
        lesson_id=lesson.id,
        video_id=video_id,
        started_at=at,
        updated_at=opened_at(opened, person_id=enrolment.person_id, lesson_id=lesson.id, now=at),
    )


def _is_stale(row: LessonPosition, age_seconds: float, *, at: datetime) -> bool:
    return age_seconds > STALE_SECONDS and row.updated_at > at - timedelta(seconds=age_seconds)


def _length(lesson: OutlineLesson, video_id: str, duration: float | None) -> float:
    """A video's length in seconds: the author's side's, else the player's word, within bounds."""
    known = next(video.seconds for video in lesson.videos if video.id == video_id)
    if known:
        return known
    claimed = duration or lesson.seconds / len(lesson.videos)
    return max(SHORTEST_SECONDS, min(claimed, LONGEST_SECONDS))


def _fill(row: LessonPosition, report: Heartbeat, *, length: float, at: datetime) -> None:
    """Admit what is claimed, as far as time allows."""
    part_seconds = length / bitmap.PARTS
    passed = max(0.0, (at - row.updated_at).total_seconds())
    if report.parts is None:
        claimed = bitmap.first_parts(int(report.watch_percentage * bitmap.PARTS // 100))
        budget = row.spare_seconds + passed * WITHOUT_PARTS
    else:
        claimed, budget = report.parts, row.spare_seconds + passed * FASTEST
    # The small addition keeps 2 x 5 s from being a hair less than one part of 10 s.
    filled = bitmap.admitted(row.parts, claimed, int(budget / part_seconds + 1e-6))
    spent = (bitmap.count(filled) - bitmap.count(row.parts)) * part_seconds
    row.parts = filled
    row.spare_seconds = max(0.0, min(budget - spent, part_seconds))
    row.watched_seconds = max(row.watched_seconds, round(bitmap.count(filled) * part_seconds))


def _percentage(lesson: OutlineLesson, watched: Mapping[str, int]) -> int:
    """How much of the lesson's videos is watched, on the average: 0 to 100, rounded down."""
    if not lesson.videos:
        return 0
    parts = sum(bitmap.count(watched.get(video.id, bitmap.EMPTY)) for video in lesson.videos)
    return parts * 100 // (bitmap.PARTS * len(lesson.videos))
