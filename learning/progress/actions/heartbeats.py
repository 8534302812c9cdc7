"""What a player reports while somebody watches: the busiest write of the academy.

Nearly every report is one more on a video that was reported before, and completes nothing. Such a one is
recorded without a lock, in two statements: one reads all that the verdict and the rules ask, the other writes
if nobody else has reported the video meanwhile. Any other is recorded while the learner's enrolment is held.
Both ask the same verdict and weigh a report by the same rules (`progress.watching`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from learning.access import policies as access
from learning.access.selectors import release_for
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.known import known_at_lesson
from learning.progress.models import LessonCompletion, LessonPosition
from learning.progress.watching import Heartbeat, Watched, weigh

from .lesson_session import LessonSession, SessionResult, open_lesson_session, session_result
from .lessons import complete_if_rules_met, tell_started

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
_UPDATE = """
UPDATE progress_lessonposition
SET parts = %s, position_seconds = %s, spare_seconds = %s, best_percentage = %s, watched_seconds = %s,
    updated_at = %s
WHERE enrolment_id = %s AND lesson_id = %s AND video_id = %s AND updated_at = %s
"""


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

    Arguments as in `Heartbeat`. Neither percentage nor completion ever falls; the position is the last one
    sent. A lesson without such videos only remembers that the learner was there. Two queries for one more
    report on a video; six otherwise, besides those of the verdict, when nothing is completed. Raises
    LessonNotFound, LessonRefused.
    """
    report = Heartbeat(timestamp, watch_percentage, parts, video_id, duration, opened, age_seconds)
    recorded = _record_one_more(viewer, lesson_public_id, report)
    return _record_held(viewer, lesson_public_id, report) if recorded is None else recorded


def _record_one_more(viewer: Viewer, lesson_public_id: UUID, report: Heartbeat) -> SessionResult | None:
    """Record one more report on a video; None, and nothing is written, where there is more to do or to say.

    What is read is as it was a moment ago, as if the report had come then. Only what it counts from must be
    as it is: so it writes if nobody has reported the video since, and leaves to the other way what two
    reports on two videos could complete only together.
    """
    if viewer.person is None or viewer.looks_back or viewer.persona is not None:
        return None
    known = known_at_lesson(viewer, lesson_public_id)
    release_id = release_for(known.enrolment, known.course) if known else None
    if known is None or release_id is None or not known.positions:
        return None
    outline = outline_of_release(release_id, viewer.language_code)
    lesson = outline.by_id.get(known.lesson_id)
    if lesson is None:
        return None
    verdict = access.lesson_verdict(viewer, known.course, outline, lesson, known.enrolment, known.grants)
    if not verdict or verdict.code == "preview":
        return None
    seat = LessonSession(known.enrolment, outline, lesson, known.done)
    watched = weigh(report, lesson, known.enrolment, known.positions, at=viewer.moment)
    if watched.is_first or viewer.moment <= watched.before:
        return None
    may_complete = watched.completes or (watched.turned and len(lesson.videos) > 1)
    if may_complete and not seat.is_completed:
        return None
    if not _update(watched, at=viewer.moment):
        return None
    return session_result(seat, percentage=watched.position.best_percentage)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _record_held(viewer: Viewer, lesson_public_id: UUID, report: Heartbeat) -> SessionResult:
    """Record any report, one after another of each learner."""
    seat = open_lesson_session(viewer, lesson_public_id)
    rows = LessonPosition.objects.filter(enrolment=seat.enrolment, lesson_id=seat.lesson.id)
    # Held, for one more report on a video asks for no enrolment.
    known = {row.video_id: row for row in rows.order_by("pk").select_for_update(no_key=True)}
    if not known and not seat.is_completed:
        tell_started(seat, at=viewer.moment)
    watched = weigh(report, seat.lesson, seat.enrolment, known, at=viewer.moment)
    _upsert(watched.position, at=viewer.moment)
    if watched.completes and not seat.is_completed:
        completed = complete_if_rules_met(seat, viewer=viewer, how=LessonCompletion.How.WATCHED)
        if completed is not None:
            return completed
    return session_result(seat, percentage=watched.position.best_percentage)


def _update(watched: Watched, *, at: datetime) -> bool:
    """Write down one more report on a video; false if somebody else has reported it since it was read."""
    row, moment = watched.position, connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE,
            [
                row.parts,
                row.position_seconds,
                row.spare_seconds,
                row.best_percentage,
                row.watched_seconds,
                moment(at),
                row.enrolment_id,
                row.lesson_id,
                row.video_id,
                moment(watched.before),
            ],
        )
        return cursor.rowcount == 1


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
