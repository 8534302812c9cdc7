"""Releases that may come: what a draft, a submission or an earlier release would make of a course.

`courses` knows nothing of learners: upper apps register who foresees what a proposal means to them, and who
counts them. Without one, nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from learning.courses.models import Candidate, Course, CoursePage, Release
from learning.courses.release.course_snapshot import CourseSnapshot, course_snapshot_of
from learning.courses.release.editions import edition_of_candidate
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.trees import draft_tree
from learning.courses.rules import CourseRules
from learning.courses.selectors import source_page_of

if TYPE_CHECKING:
    from accounts.models import User

DRAFT = "draft"
_RELEASE = "release-"


@dataclass(frozen=True, slots=True)
class ProposedRelease:
    """What learners would be shown. `name` is what addresses call it.

    lessons: the ids of all, required: those that count, open: those that are free previews.
    """

    course: Course
    name: str
    lessons: frozenset[int]
    required: frozenset[int]
    previews: frozenset[int]
    rules: CourseRules = field(default_factory=CourseRules)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a proposal means to learners, in sentences. `url`: their list; empty for who may not see it."""

    sentences: tuple[str, ...]
    url: str = ""


Foresee = Callable[[ProposedRelease, "User", datetime], Forecast | None]
CountLearners = Callable[[Course], Mapping[int, int]]
_foresee: list[Foresee] = []
_count: list[CountLearners] = []


def register(*, foresee: Foresee | None = None, count_learners: CountLearners | None = None) -> None:
    """Let an upper app foresee what proposals mean, or count the learners on each release by its id."""
    if foresee is not None:
        _foresee[:] = [foresee]
    if count_learners is not None:
        _count[:] = [count_learners]


def forecast_for(proposal: ProposedRelease, reader: User, at: datetime) -> Forecast | None:
    """What a proposal means to learners; None where nobody is concerned."""
    if not _foresee or proposal.course.latest_release_id is None:
        return None
    return _foresee[0](proposal, reader, at)


def learners_by_release(course: Course) -> Mapping[int, int]:
    """How many learners are shown each release of a course, by its id. One query."""
    return _count[0](course) if _count else {}


def of_draft(page: CoursePage) -> ProposedRelease:
    """If everything drafted below a course page were released."""
    return _of_snapshot(page.course, DRAFT, course_snapshot_of(draft_tree(page)))


def of_candidate(candidate: Candidate, *, at: datetime) -> ProposedRelease:
    snapshot = edition_of_candidate(candidate, at=at).snapshot
    return _of_snapshot(candidate.course, str(candidate.public_id), snapshot)


def of_release(release: Release) -> ProposedRelease:
    """If learners were moved to a release, or the course were rolled back to it. release: with `course`."""
    return _of_snapshot(release.course, f"{_RELEASE}{release.number}", snapshot_of_release(release))


def proposal_named(course: Course, name: str, *, at: datetime) -> ProposedRelease | None:
    """The proposal that an address names; None where there is no such."""
    if name == DRAFT:
        page = source_page_of(course)
        return of_draft(page) if page else None
    if name.startswith(_RELEASE):
        number = name.removeprefix(_RELEASE)
        found = course.releases.filter(number=int(number)) if number.isdecimal() else course.releases.none()
        release = found.select_related("course__source_locale").first()
        return of_release(release) if release else None
    try:
        candidate = course.candidates.filter(public_id=UUID(name)).select_related("course", "page").first()
    except ValueError:
        return None
    return of_candidate(candidate, at=at) if candidate and candidate.page else None


def _of_snapshot(course: Course, name: str, snapshot: CourseSnapshot) -> ProposedRelease:
    return ProposedRelease(
        course=course,
        name=name,
        lessons=frozenset(lesson.lesson_id for lesson in snapshot.lessons),
        required=frozenset(lesson.lesson_id for lesson in snapshot.lessons if lesson.is_required),
        previews=frozenset(lesson.lesson_id for lesson in snapshot.lessons if lesson.is_free_preview),
        rules=CourseRules.from_json(snapshot.rules),
    )
