"""What a learner belongs to, for their dashboard: learning paths and cohorts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from common.natural_order import natural_key
from learning.access.models import Cohort, CohortMember, LearningPathPage
from learning.access.path_progress import PathProgress, progress_on
from learning.classroom.catalogue.catalogue_index import CatalogueIndex, catalogue_index_for
from learning.classroom.course.resolve import course_addresses
from learning.courses.models import Course
from learning.courses.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MyPath:
    """A path that the learner is on. next_title: the course to go on with; empty when there is none."""

    title: str
    url: str
    percentage: int
    done: int
    required: int
    next_title: str


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course of a cohort; `url` is empty where it has no page."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class MyCohort:
    """A cohort that the learner is in. The moments are by its own clock."""

    name: str
    description: str
    starts_at: datetime
    ends_at: datetime | None
    has_begun: bool
    courses: tuple[MyCourse, ...]


def my_paths(request: HttpRequest, viewer: Viewer, path_ids: Sequence[int]) -> list[MyPath]:
    """These paths, which somebody is on; as many queries for many as for one."""
    if not path_ids:
        return []
    pages, found, shelf = (
        _pages_of(path_ids, viewer),
        progress_on(viewer, path_ids),
        catalogue_index_for(request),
    )
    return [_path(request, pages[pk], found[pk], shelf) for pk in path_ids if pk in pages and pk in found]


def my_cohorts(request: HttpRequest, viewer: Viewer) -> list[MyCohort]:
    """The cohorts that somebody is in and that are not over, in the order of their beginning; three queries
    for any number."""
    if viewer.person is None:
        return []
    rows = CohortMember.objects.present().filter(person=viewer.person)
    rows = rows.select_related("cohort").prefetch_related("cohort__courses").order_by("cohort__starts_at")
    cohorts = [row.cohort for row in rows if row.cohort.takes_members_at(viewer.moment)]
    courses = {course.pk: course for cohort in cohorts for course in cohort.courses.all()}
    addresses = course_addresses(request, list(courses), viewer.language_code) if courses else {}
    shelf = catalogue_index_for(request)
    return [_cohort(cohort, viewer.moment, addresses, shelf) for cohort in cohorts]


def _pages_of(path_ids: Iterable[int], viewer: Viewer) -> dict[int, LearningPathPage]:
    """The page of each path, in the language of the viewer where there is one."""
    rows = LearningPathPage.objects.live().filter(learning_path__in=path_ids).select_related("locale")
    pages = sorted(rows, key=lambda page: page.locale.language_code == viewer.language_code)
    return {page.learning_path_id: page for page in pages}


def _path(request: HttpRequest, page: LearningPathPage, path: PathProgress, shelf: CatalogueIndex) -> MyPath:
    following = path.next_step
    return MyPath(
        title=page.title,
        url=page.get_url(request) or "",
        percentage=path.percentage,
        done=path.required_done,
        required=path.required,
        next_title=_title_of(following.course, shelf) if following else "",
    )


def _cohort(cohort: Cohort, now: datetime, addresses: dict[int, str], shelf: CatalogueIndex) -> MyCohort:
    return MyCohort(
        name=cohort.name,
        description=cohort.description,
        starts_at=cohort.starts_at.astimezone(cohort.zone),
        ends_at=cohort.ends_at.astimezone(cohort.zone) if cohort.ends_at else None,
        has_begun=cohort.starts_at <= now,
        courses=tuple(
            MyCourse(_title_of(course, shelf), addresses.get(course.pk, ""))
            for course in sorted(cohort.courses.all(), key=lambda course: natural_key(course.title))
        ),
    )


def _title_of(course: Course, shelf: CatalogueIndex) -> str:
    entry = shelf.by_course.get(course.pk)
    return entry.title if entry else course.title
