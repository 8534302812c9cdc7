"""Whom one message for many can go to: the learners of a course, the members of a cohort, those on a path.

Instructors write to the learners of their own courses; whoever manages courses writes to all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.addresses import address_of
from learning.courses.models import Course, CoursePage
from learning.courses.selectors import course_ids_taught_by
from notifications.audiences import Audience, register

from .models import Cohort, CohortMember, CourseAccess, Enrolment, LearningPath, LearningPathPage, PathMember

MANAGE, AUTHOR = "courses.manage_course", "courses.author_course"


def name_of_course_audience(course: Course) -> str:
    """What the learners of a course are called as an audience."""
    return f"course:{course.public_id}"


class CourseAudiences:
    """The learners of a course: enrolled, and let in now."""

    label: str | Promise = gettext_lazy("Courses")

    def may_begin(self, user: User) -> bool:
        return user.has_perm(MANAGE) or user.has_perm(AUTHOR)

    def offered_to(self, user: User) -> Iterable[tuple[str, str]]:
        return _choices(self._of(user).order_by("title", "pk"), "title")

    def may_write(self, user: User, key: str) -> bool:
        return _is_uuid(key) and self._of(user).filter(public_id=key).exists()

    def find(self, key: str, *, at: datetime, using: str) -> Audience | None:
        course = Course.objects.using(using).filter(public_id=key).first() if _is_uuid(key) else None
        if course is None:
            return None
        enrolled = Enrolment.objects.using(using).filter(course=course).values("person")
        let_in = CourseAccess.objects.using(using).filter(course=course).open_at(at).values("person")
        pages = CoursePage.objects.using(using).filter(course=course, alias_of=None)
        return Audience(
            name=name_of_course_audience(course),
            label=_("the course “%(title)s”") % {"title": course.title},
            people=_active(using).filter(pk__in=enrolled).filter(pk__in=let_in),
            url_for=_address_among(pages),
            page_label=gettext_lazy("Also show it on the course page"),
        )

    def _of(self, user: User) -> QuerySet[Course]:
        released = Course.objects.filter(latest_release__isnull=False)
        if user.has_perm(MANAGE):
            return released
        taught = course_ids_taught_by(user) if user.has_perm(AUTHOR) else ()
        return released.filter(pk__in=taught)


class CohortAudiences:
    """Those who are in a cohort now."""

    label: str | Promise = gettext_lazy("Cohorts")

    def may_begin(self, user: User) -> bool:
        return user.has_perm(MANAGE)

    def offered_to(self, user: User) -> Iterable[tuple[str, str]]:
        return _choices(Cohort.objects.order_by("-starts_at", "name"), "name")

    def may_write(self, user: User, key: str) -> bool:
        return user.has_perm(MANAGE)

    def find(self, key: str, *, at: datetime, using: str) -> Audience | None:
        cohort = Cohort.objects.using(using).filter(public_id=key).first() if _is_uuid(key) else None
        if cohort is None:
            return None
        members = CohortMember.objects.using(using).filter(cohort=cohort).in_at(at).values("person")
        return Audience(
            name=f"cohort:{key}",
            label=_("the cohort “%(name)s”") % {"name": cohort.name},
            people=_active(using).filter(pk__in=members),
            url_for=lambda language: _dashboard(),
        )


class PathAudiences:
    """Those who are on a learning path now."""

    label: str | Promise = gettext_lazy("Learning paths")

    def may_begin(self, user: User) -> bool:
        return user.has_perm(MANAGE)

    def offered_to(self, user: User) -> Iterable[tuple[str, str]]:
        return _choices(LearningPath.objects.order_by("title", "pk"), "title")

    def may_write(self, user: User, key: str) -> bool:
        return user.has_perm(MANAGE)

    def find(self, key: str, *, at: datetime, using: str) -> Audience | None:
        path = LearningPath.objects.using(using).filter(public_id=key).first() if _is_uuid(key) else None
        if path is None:
            return None
        members = PathMember.objects.using(using).filter(path=path, left_at=None).values("person")
        pages = LearningPathPage.objects.using(using).filter(learning_path=path, alias_of=None)
        return Audience(
            name=f"path:{key}",
            label=_("the learning path “%(title)s”") % {"title": path.title},
            people=_active(using).filter(pk__in=members),
            url_for=_address_among(pages),
        )


def _active(using: str) -> QuerySet[User]:
    return User.objects.using(using).filter(is_active=True)


def _choices(rows: QuerySet[Any], title: str) -> list[tuple[str, str]]:
    return [(str(public_id), str(words)) for public_id, words in rows.values_list("public_id", title)]


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _dashboard() -> str:
    return settings.SITE_URL + address_of("dashboard")


def _address_among(pages: QuerySet[Any]) -> Callable[[str], str]:
    """Of the page in a language, else in another; without one the dashboard. Asked once for each language."""
    live = pages.filter(live=True).select_related("locale")

    @cache
    def address(language: str) -> str:
        found = sorted(live, key=lambda page: page.locale.language_code != language)
        return (found[0].full_url if found else None) or _dashboard()

    return address


def connect() -> None:
    """Make them known."""
    register("course", CourseAudiences())
    register("cohort", CohortAudiences())
    register("path", PathAudiences())
