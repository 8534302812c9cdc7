"""What people may do to a course beyond its pages."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.courses.permissions import rights_on
from learning.courses.selectors import course_ids_taught_by

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

    from accounts.models import User
    from learning.courses.models import CatalogPage, Course, CoursePage


def may_change_standing(user: User, page: CoursePage) -> Verdict:
    """Change what acts at once, the status, prices and instructors of a course: its instructors, and whoever
    manages courses; not a reviewer."""
    if user.has_perm("courses.manage_course") or (
        "change" in rights_on(user, page) and not user.has_perm("courses.review_course")
    ):
        return Verdict.yes()
    return Verdict.no("not_your_course", _("Only this course's instructors and administrators can do that."))


def may_hand_over(user: User, course: Course) -> Verdict:
    """Make somebody else the owner of a course, or remove its owner: the owner, and who manages courses."""
    owns = course.course_instructors.filter(account=user, is_owner=True)
    if user.has_perm("courses.manage_course") or owns.exists():
        return Verdict.yes()
    return Verdict.no(
        "not_the_owner", _("Only the course's owner or an administrator can remove the owner or hand over.")
    )


def people_who_may_teach() -> QuerySet[User]:
    """Those who may be made instructors: whoever may write courses. Not evaluated."""
    return ModelBackend().with_perm("courses.author_course").order_by("first_name", "last_name", "pk")


def may_schedule(user: User, page: CoursePage) -> Verdict:
    """Set the dates of a course's live lessons: whoever may edit its pages."""
    if "change" in rights_on(user, page):
        return Verdict.yes()
    return Verdict.no("not_your_course", _("Only people who can edit this course can do that."))


def may_open_in_editor(user: User, page: CoursePage | None) -> Verdict:
    """Open the screens about a course beside its page: whoever may do something to the page."""
    if page is not None and page.permissions_for_user(user).permissions:
        return Verdict.yes()
    return Verdict.no("not_your_course", _("You don't have permission to edit this course."))


def may_edit_course(user: User, page: CoursePage) -> Verdict:
    """Edit a course's page, and take its outline along."""
    if page.permissions_for_user(user).can_edit():
        return Verdict.yes()
    return Verdict.no("not_your_course", _("You don't have permission to edit this course."))


def may_delete_part(user: User, page: Page) -> Verdict:
    """Delete a module or lesson from its course."""
    if page.permissions_for_user(user).can_delete():
        return Verdict.yes()
    return Verdict.no("not_your_course", _("You don't have permission to delete from this course."))


def may_publish_course(user: User, page: CoursePage) -> Verdict:
    """Publish a course without a review."""
    if page.permissions_for_user(user).can_publish():
        return Verdict.yes()
    return Verdict.no("not_a_publisher", _("You don't have permission to publish this course."))


def may_submit_course(user: User, page: CoursePage) -> Verdict:
    """Submit a course for review, also again: whoever may edit it, where a review is set up."""
    if page.permissions_for_user(user).can_edit() and page.has_workflow:
        return Verdict.yes()
    return Verdict.no("not_your_course", _("You can't submit this course for review."))


def may_see_drafts(user: User | None, course: Course) -> Verdict:
    """Look at a course's drafts as a learner would: its instructors, reviewers and administrators."""
    if (
        user is not None
        and user.is_active
        and (
            user.has_perm("courses.review_course")
            or (user.has_perm("courses.author_course") and course.pk in course_ids_taught_by(user))
        )
    ):
        return Verdict.yes()
    return Verdict.no(
        "not_your_course", _("Only instructors and reviewers of this course can see its drafts.")
    )


def who_may_see_drafts(course: Course, *, among: Collection[int]) -> set[int]:
    """Those of these people, by their ids, of whom `may_see_drafts` would say so. One query."""
    backend = ModelBackend()
    reviewers = backend.with_perm("courses.review_course").filter(pk__in=among)
    authors = backend.with_perm("courses.author_course").filter(pk__in=among)
    teachers = authors.filter(course_instructors__course=course)
    return set(reviewers.values_list("pk", flat=True).union(teachers.values_list("pk", flat=True)))


def may_write_courses(user: User) -> Verdict:
    """Open the screens of those who write courses, such as the list of their own."""
    if user.has_perm("courses.author_course"):
        return Verdict.yes()
    return Verdict.no("not_an_author", _("Only course authors can do that."))


def may_create_courses(user: User, catalogue: CatalogPage) -> Verdict:
    """Create courses in this catalogue: whoever may add course pages to it."""
    if "add" in rights_on(user, catalogue):
        return Verdict.yes()
    return Verdict.no("not_an_author", _("Only course authors can create courses."))


def may_import_courses(user: User) -> Verdict:
    """Import courses from a file: whoever may add course pages to the catalogue."""
    from learning.courses.models import CatalogPage

    catalogue = CatalogPage.objects.order_by("path").first()
    if catalogue is not None and "add" in rights_on(user, catalogue):
        return Verdict.yes()
    return Verdict.no("not_an_author", _("Only course authors can import courses."))
