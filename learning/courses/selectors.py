"""What screens and rules need to know about courses, in a known number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Page

from learning.courses.models import Course, CourseInstructor, CoursePage, CourseSettings

if TYPE_CHECKING:
    from accounts.models import User


def course_ids_taught_by(user: User) -> frozenset[int]:
    """Identities of the courses that the account teaches; one query for each user object."""
    kept = vars(user)
    if "_course_ids_taught" not in kept:
        rows = CourseInstructor.objects.filter(account_id=user.pk).values_list("course_id", flat=True)
        kept["_course_ids_taught"] = frozenset(rows)
    return kept["_course_ids_taught"]


def is_instructor_of(user: User, page: Page) -> bool:
    """Whether the user teaches the course that a page belongs to."""
    identity = page.identity
    if identity is None:
        return False
    course_id = identity.pk if isinstance(identity, Course) else identity.course_id
    return course_id in course_ids_taught_by(user)


def pages_of_taught_courses(user: User) -> list[CoursePage]:
    """The course pages, in every locale, of the courses that the user teaches."""
    return list(CoursePage.objects.filter(course_id__in=course_ids_taught_by(user)))


def publishes_without_review(page: Page) -> bool:
    """Whether the site that a page belongs to lets instructors publish their courses themselves."""
    site = page.get_site()
    return CourseSettings.objects.filter(site=site, publish_without_review=True).exists()


def source_page_of(course: Course) -> CoursePage | None:
    """The page that the course's authors edit, in its own language, published or not, if it is there."""
    return course.pages.filter(locale_id=course.source_locale_id, alias_of=None).first()
