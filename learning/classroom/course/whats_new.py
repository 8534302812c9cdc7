"""What the authors tell learners about the releases that reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from learning.classroom.course.course_context import CourseContext
from learning.courses.selectors import release_notes

#: How many notes a page shows, the newest first.
MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One note, as templates/classroom/whats_new.html draws it."""

    text: str
    released_at: datetime


def whats_new(standing: CourseContext) -> tuple[NewsItem, ...]:
    """Of the releases since they enrolled, up to the one that they are shown, or the latest for who completed
    the course. One query for learners, none for anybody else."""
    enrolment, outline = standing.enrolment, standing.newer or standing.outline
    if enrolment is None or standing.shows_only or outline.number is None or standing.course.pk is None:
        return ()
    found = release_notes(
        standing.course.pk,
        since=enrolment.enrolled_at,
        until=standing.viewer.moment,
        up_to_number=outline.number,
    )
    return tuple(NewsItem(note.text, note.release.released_at) for note in found[:MOST_NOTES])
