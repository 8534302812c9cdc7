"""Who writes, publishes and marks what: derived from who teaches a course, as rights on its pages are.

An instructor does everything to what belongs to the courses they teach, and publishes it themselves: a quiz
acts at once, and no release holds it. Questions without a course are the academy's: whoever writes courses
reads and uses them, reviewers and managers change them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from learning.courses.models import Course
from learning.courses.selectors import course_ids_taught_by

if TYPE_CHECKING:
    from accounts.models import User

MANAGER = frozenset({"view", "add", "change", "publish", "delete", "lock", "unlock", "mark"})
REVIEWER = MANAGER - {"delete"}
AUTHOR = frozenset({"view", "add", "change", "publish", "delete", "mark"})
READER = frozenset({"view"})
NOBODY: frozenset[str] = frozenset()


def rights_on_course(user: User, course: Course | int | None) -> frozenset[str]:
    """What the user may do to the quizzes, exams, assignments, questions and marks of a course.

    course: or its id; None for the academy's questions. Among the rights: view, change, publish, mark.
    """
    if not user.is_active or user.is_anonymous:
        return NOBODY
    if user.has_perm("courses.manage_course"):
        return MANAGER
    if user.has_perm("courses.review_course"):
        return REVIEWER
    if not user.has_perm("courses.author_course"):
        return NOBODY
    if course is None:
        return READER
    course_id = course.pk if isinstance(course, Course) else course
    return AUTHOR if course_id in course_ids_taught_by(user) else NOBODY


def rights_somewhere(user: User) -> frozenset[str]:
    """What the user may do to at least some of them."""
    if rights := rights_on_course(user, None) - READER:
        return rights | READER
    if not user.is_active or not user.has_perm("courses.author_course"):
        return NOBODY
    return AUTHOR if course_ids_taught_by(user) else READER


def courses_marked_by(user: User) -> QuerySet[Course]:
    """The courses whose work the user writes and marks: instructors their own, reviewers and managers all."""
    if "mark" in rights_on_course(user, None):
        return Course.objects.all()
    if "mark" in rights_somewhere(user):
        return Course.objects.filter(pk__in=course_ids_taught_by(user))
    return Course.objects.none()


class OfCoursePolicy(BasePermissionPolicy):
    """Wagtail's questions about quizzes, exams, assignments and questions, answered from the above.

    Lists, choosers, usage, history, bulk actions and the API all ask the policy registered for the model.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in rights_somewhere(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return action in rights_on_course(user, instance.course_id)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = set(actions)
        rows = self.model._default_manager.all()
        everywhere = rights_on_course(user, None)
        if everywhere - READER:
            return rows if everywhere & wanted else rows.none()
        if not rights_somewhere(user) & wanted:
            return rows.none()
        mine = Q(course__in=course_ids_taught_by(user))
        return rows.filter(mine | Q(course__isnull=True)) if wanted & everywhere else rows.filter(mine)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = set(actions)
        return self._among(lambda person: bool(rights_somewhere(person) & wanted))

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Model
    ) -> QuerySet[Any]:
        wanted, course_id = set(actions), instance.course_id  # type: ignore[attr-defined]
        return self._among(lambda person: bool(rights_on_course(person, course_id) & wanted))

    @staticmethod
    def _among(is_allowed: Any) -> QuerySet[Any]:
        names = ["author_course", "review_course", "manage_course"]
        given = Permission.objects.filter(content_type__app_label="courses", codename__in=names)
        staff = Q(is_superuser=True) | Q(groups__permissions__in=given) | Q(user_permissions__in=given)
        people = get_user_model()._default_manager.filter(is_active=True)
        allowed = [person.pk for person in people.filter(staff).distinct() if is_allowed(person)]
        return people.filter(pk__in=allowed)
