"""What a player reports while somebody watches: the busiest write of the academy.

What counts is the bitmap of parts, and it fills no faster than twice the time that passed on the server's
clock since the last report on the same video. The first report therefore starts the clock and counts nothing:
players send it when playback begins. A player that had no connection then brings the server's word of when
its page was opened (`openings`), and the clock starts there. Time that was not yet worth a whole part is
carried over, up to one part, so that long videos fill as evenly as short ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from learning.courses.release.outlines import OutlineLesson
from learning.courses.viewer import Viewer
from learning.progress import bitmap
from learning.progress.completion_rules import every_video_watched
from learning.progress.models import LessonCompletion, LessonPosition
from learning.progress.openings import opened_at

from .lesson_session import LessonSession, SessionResult, open_lesson_session, session_result
from .lessons import complete_if_rules_met, tell_started

FASTEST = 2.0  # times the time that passed: people watch at double speed
WITHOUT_PARTS = 1.0  # a bare percentage is believed for the time that passed only
# Where the author's side does not know a video's length, the player's word is taken within these.
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 6 * 3600
LATEST_POSITION = 24 * 3600
# A report that waited longer than this on a device moves the position only if nothing newer was reported.
STALE_SECONDS = 60

# The table and its columns are our own; every value is a parameter.
_UPSERT = """
INSERT INTO progress_lessonposition
    (enrolment_id, lesson_id, video_id, parts, position_seconds, spare_seconds, best_percentage,
     watched_seconds, started_at, updated_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (enrolment_id, lesson_id, video_id) DO UPDATE SET
    parts = progress_lessonposition.parts | excluded.parts,
    position_seconds = excluded.position_seconds,
    spare_seconds = excluded.spare_seconds,
    best_percentage = CASE WHEN excluded.best_percentage > progress_lessonposition.best_percentage
        THEN excluded.best_percentage ELSE progress_lessonposition.best_percentage END,
    watched_seconds = CASE WHEN excluded.watched_seconds > progress_lessonposition.watched_seconds
        THEN excluded.watched_seconds ELSE progress_lessonposition.watched_seconds END,
    updated_at = excluded.updated_at
"""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a player says: where it is, and what it showed so far.

    timestamp: seconds from the start of the video. watch_percentage: 0 to 100. parts: the bitmap of all parts
    watched so far; without it only the percentage is known. duration: the video's length in seconds.
    """

    timestamp: float
    watch_percentage: float = 0
    parts: int | None = None
    duration: float | None = None


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def record_heartbeat(
    *,
    viewer: Viewer,
    lesson_public_id: UUID,
    timestamp: float,
    watch_percentage: float = 0,
    parts: int | None = None,
    video_id: str = "",
    duration: float | None = None,
    opened: str = "",
    age_seconds: float = 0,
) -> SessionResult:
    """Record where a learner is in a lesson and what they watched of it; complete it when that is enough.

    Arguments as in `Heartbeat`; video_id: of the video's block, needed where a lesson has several videos.
    opened: the server's word of when the player's page was opened. age_seconds: how long the report waited.
    Neither percentage nor completion ever falls; the position is the last one sent. A lesson without such
    videos only remembers that the learner was there. Four queries, and those of the verdict, when nothing is
    completed. Raises LessonNotFound, LessonRefused.
    """
    report = Heartbeat(timestamp, watch_percentage, parts, duration)
    seat = open_lesson_session(viewer, lesson_public_id)
    rows = LessonPosition.objects.filter(enrolment=seat.enrolment, lesson_id=seat.lesson.id)
    known = {row.video_id: row for row in rows}
    if not known and not seat.is_completed:
        tell_started(seat, at=viewer.moment)
    video_id = _known_video(seat.lesson, video_id)
    row = known.get(video_id)
    is_stale = row is not None and _is_stale(row, age_seconds, at=viewer.moment)
    row = row or _first_row(seat, video_id, opened, at=viewer.moment)
    if video_id:
        _fill(row, report, length=_length(seat.lesson, video_id, duration), at=viewer.moment)
    known[video_id] = row
    watched = {name: position.parts for name, position in known.items()}
    best = max(row.best_percentage, *(each.best_percentage for each in known.values()))
    row.best_percentage = max(best, _percentage(seat.lesson, watched))
    if not is_stale:
        row.position_seconds = int(max(0, min(timestamp, LATEST_POSITION)))
    _upsert(row, at=viewer.moment)
    if not seat.is_completed and seat.lesson.videos and every_video_watched(seat.lesson, watched):
        completed = complete_if_rules_met(seat, viewer=viewer, how=LessonCompletion.How.WATCHED)
        if completed is not None:
            return completed
    return session_result(seat, percentage=row.best_percentage)


def _known_video(lesson: OutlineLesson, video_id: str) -> str:
    """The id of the lesson's video that is meant; empty when there is none of that id."""
    if not video_id and len(lesson.videos) == 1:
        return lesson.videos[0].id
    return video_id if any(video.id == video_id for video in lesson.videos) else ""


def _first_row(seat: LessonSession, video_id: str, opened: str, *, at: datetime) -> LessonPosition:
    lesson_id = seat.lesson.id
    return LessonPosition(
        enrolment=seat.enrolment,
        lesson_id=lesson_id,
        video_id=video_id,
        started_at=at,
        updated_at=opened_at(opened, person_id=seat.enrolment.person_id, lesson_id=lesson_id, now=at),
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


def _percentage(lesson: OutlineLesson, watched: dict[str, int]) -> int:
    """How much of the lesson's videos is watched, on the average: 0 to 100, rounded down."""
    if not lesson.videos:
        return 0
    parts = sum(bitmap.count(watched.get(video.id, bitmap.EMPTY)) for video in lesson.videos)
    return parts * 100 // (bitmap.PARTS * len(lesson.videos))


def _upsert(row: LessonPosition, *, at: datetime) -> None:
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            [
                row.enrolment_id,
                row.lesson_id,
                row.video_id,
                row.parts,
                row.position_seconds,
                row.spare_seconds,
                row.best_percentage,
                row.watched_seconds,
                moment(row.started_at),
                moment(at),
            ],
        )
