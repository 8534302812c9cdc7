"""Learning paths: their editions, who is on them, and what they open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.background.batches import in_batches
from common.background.durable import enqueue_durably
from common.transactions import in_transaction
from learning.courses.models import Course
from learning.courses.rules import CourseRules, EnrolmentMethod, Visibility

from ..engine.course_rules import PATH
from ..engine.sources import last_editions
from ..models import CourseAccess, LearningPath, LearningPathPage, PathEdition, PathMember
from .enrolments import open_for_free
from .grants import AS_THE_COURSE_SAYS, End, grant_course_access, not_barred

if TYPE_CHECKING:
    from accounts.models import User


class PathNotOpen(Exception):
    """The path was never published; nothing was written."""


@in_transaction
def keep_path_edition(
    *, page: LearningPathPage, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> PathEdition | None:
    """Keep the courses of a published path if they or the title changed. A translation changes nothing.

    Those who are on the path are given what was added by a task, after the commit.
    """
    if not page.is_source:
        return None
    path = LearningPath.objects.using(using).select_for_update().get(pk=page.learning_path_id)
    last, courses = edition_of(path, using=using), page.courses_in_order()
    if last is not None and (last.title, last.courses) == (page.title, courses):
        return last
    path.title = page.title
    path.save(update_fields=["title"])
    edition = PathEdition.objects.using(using).create(path=path, at=at, title=page.title, courses=courses)
    _open_later(path.pk, using=using)
    return edition


def edition_of(path: LearningPath, *, using: str = DEFAULT_DB_ALIAS) -> PathEdition | None:
    """The latest edition, if there is any."""
    return PathEdition.objects.using(using).filter(path=path).order_by("-at", "-pk").first()


@in_transaction
def join_path(*, person: User, path: LearningPath, at: datetime, using: str = DEFAULT_DB_ALIAS) -> PathMember:
    """Put a person on a path and open its free courses to them, in its order. A repeat changes nothing.

    What staff suspended or revoked stays so. Raises PathNotOpen.
    """
    edition = _open_edition(path, using=using)
    member = _member(person, path, at, using=using)
    for course in not_barred(person, _courses_on(edition, using=using), using=using):
        if _is_free_for_all(course):
            _grant(person, path, course, CourseAccess.Type.FREE, by=None, at=at, using=using)
    return member


@in_transaction
def leave_path(*, person: User, path: LearningPath, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Take a person off a path. The free courses it opened stay theirs, now in any order."""
    left = PathMember.objects.using(using).filter(person=person, path=path, left_at=None).update(left_at=at)
    if not left:
        return
    opened = CourseAccess.objects.using(using).filter(person=person, type=CourseAccess.Type.FREE)
    opened = opened.of_source(PATH, str(path.pk)).exclude(status=CourseAccess.Status.REVOKED)
    for grant in opened.open_at(at).select_related("course"):
        open_for_free(
            person=person, course=grant.course, run=grant.run, at=at, ends_at=grant.ends_at, using=using
        )


@in_transaction
def grant_path_access(
    *,
    person: User,
    path: LearningPath,
    by: User | None,
    at: datetime,
    notes: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None | End = AS_THE_COURSE_SAYS,
    using: str = DEFAULT_DB_ALIAS,
) -> PathMember:
    """Put a person on a path and open all its courses to them, in its order. A repeat changes nothing.

    What staff suspended or revoked stays so. starts_at, ends_at: as for a single grant.
    Raises PathNotOpen, EndsBeforeStart.
    """
    edition = _open_edition(path, using=using)
    member = _member(person, path, at, using=using)
    for course in not_barred(person, _courses_on(edition, using=using), using=using):
        _grant(
            person,
            path,
            course,
            CourseAccess.Type.MANUAL,
            by=by,
            at=at,
            notes=notes,
            starts_at=starts_at,
            ends_at=ends_at,
            using=using,
        )
    return member


def open_added_courses(*, path: LearningPath, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Give everybody on the path what its latest edition has: safe to repeat.

    Who was given the whole path by staff is given every course, everybody else the free ones.
    """
    given = (
        CourseAccess.objects.using(using).of_source(PATH, str(path.pk)).filter(type=CourseAccess.Type.MANUAL)
    )
    giver = {grant.person_id: grant.granted_by for grant in given.select_related("granted_by")}
    members = PathMember.objects.using(using).filter(path=path, left_at=None).select_related("person")
    for member in in_batches(members):
        if member.person_id in giver:
            grant_path_access(person=member.person, path=path, by=giver[member.person_id], at=at, using=using)
        else:
            join_path(person=member.person, path=path, at=at, using=using)


def open_on_paths(*, course_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Open a course to those who are on a path with it and don't have it yet. Safe to repeat.

    So a course that was on the path before it was released, or before it was free, comes to them, too. It is
    done by a task for each path that lacks it. Some queries for each path with the course.
    """
    course = Course.objects.using(using).select_related("latest_release").get(pk=course_id)
    if course.latest_release is None or course.latest_release.is_withdrawn:
        return
    paths = LearningPath.objects.using(using).values_list("pk", flat=True)
    for path_id, edition in last_editions(list(paths), at).items():
        is_on_it = any(on_path == course_id for on_path, _required in edition.courses)
        if is_on_it and _lacks(path_id, course, using=using):
            _open_later(path_id, using=using)


def _lacks(path_id: int, course: Course, *, using: str) -> bool:
    """Whether somebody on the path is to be given the course."""
    theirs = CourseAccess.objects.using(using).filter(person=OuterRef("person"))
    has_it = Exists(theirs.filter(course=course).of_source(PATH, str(path_id)))
    is_barred = Exists(theirs.filter(course=course).barring())
    members = PathMember.objects.using(using).filter(path=path_id, left_at=None)
    missing = members.exclude(has_it).exclude(is_barred)
    if not _is_free_for_all(course):
        given = theirs.filter(type=CourseAccess.Type.MANUAL).of_source(PATH, str(path_id))
        missing = missing.filter(Exists(given))
    return missing.exists()


def _open_later(path_id: int, *, using: str) -> None:
    from ..tasks import open_added_courses_of_path

    enqueue_durably(open_added_courses_of_path, path_id, using=using)


def _open_edition(path: LearningPath, *, using: str) -> PathEdition:
    edition = edition_of(path, using=using)
    if edition is None:
        raise PathNotOpen(_("This learning path isn't available yet."))
    return edition


def _member(person: User, path: LearningPath, at: datetime, *, using: str) -> PathMember:
    return PathMember.objects.using(using).get_or_create(
        person=person, path=path, left_at=None, defaults={"joined_at": at}
    )[0]


def _courses_on(edition: PathEdition, *, using: str) -> list[Course]:
    """The released courses of the edition, in its order."""
    order = [course_id for course_id, _required in edition.courses]
    found = Course.objects.using(using).select_related("latest_release").in_bulk(order)
    return [found[pk] for pk in order if pk in found and found[pk].latest_release_id]


def _is_free_for_all(course: Course) -> bool:
    release = course.latest_release
    if release is None or release.is_withdrawn or course.status != Course.Status.ACTIVE:
        return False
    rules = CourseRules.from_json(release.rules)
    is_shut = rules.visibility in (Visibility.PRIVATE, Visibility.SUBSCRIBERS_ONLY)
    return course.is_free and rules.enrolment_method == EnrolmentMethod.OPEN and not is_shut


def _grant(
    person: User,
    path: LearningPath,
    course: Course,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    notes: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None | End = AS_THE_COURSE_SAYS,
    using: str,
) -> None:
    grant_course_access(
        person=person,
        course=course,
        type=kind,
        source_kind=PATH,
        source_id=str(path.pk),
        source_label=path.title[:120],
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        notes=notes,
        using=using,
    )
