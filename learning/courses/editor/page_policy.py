"""Wagtail's permission policy for pages, with the course tree taken out of the reach of groups.

Everything in Wagtail that asks about many pages (explorer, menus, choosers, reports, API) asks the policy
registered for pages; what asks about one page goes on to `courses.permissions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from learning.courses.permissions import AUTHOR, LISTS, MANAGER, NOBODY, OFFERS, REVIEWER, rights_on

if TYPE_CHECKING:
    from accounts.models import User


def course_tree_models() -> tuple[type[Page], ...]:
    """The page types on which this policy alone decides."""
    from learning.courses import models

    return (
        models.CatalogPage,
        models.CoursePage,
        models.ModulePage,
        models.LessonPage,
        models.InstructorIndexPage,
        models.InstructorPage,
        *LISTS,
        *OFFERS,
    )


class AcademyPagePermissionPolicy(PagePermissionPolicy):
    """Group rights on pages outside the course tree; rights by teaching inside it."""

    explore_actions = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return super().user_has_any_permission(user, actions) or bool(
            self.rights_somewhere(user) & set(actions)
        )

    def rights_somewhere(self, user: User) -> frozenset[str]:
        """What the user may do to at least some page of the course tree."""
        if not user.is_active or user.is_anonymous or not self._is_planted(user):
            return NOBODY
        if user.has_perm("courses.manage_course"):
            return MANAGER
        if user.has_perm("courses.review_course"):
            return REVIEWER
        if user.has_perm("courses.author_course"):
            return AUTHOR | {"publish"} if self._publishes_somewhere() else AUTHOR
        return NOBODY

    @staticmethod
    def _is_planted(user: User) -> bool:
        """Whether there is a course tree at all: a right to nothing would send the admin looking for it."""
        from learning.courses.models import CatalogPage

        kept = vars(user)
        if "_course_tree_is_planted" not in kept:
            kept["_course_tree_is_planted"] = CatalogPage.objects.exists()
        return kept["_course_tree_is_planted"]

    @staticmethod
    def _publishes_somewhere() -> bool:
        from learning.courses.models import CourseSettings

        return CourseSettings.objects.filter(publish_without_review=True).exists()

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Page
    ) -> bool:
        if not issubclass(instance.specific_class or Page, course_tree_models()):
            return super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(rights_on(user, instance.specific) & set(actions))

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Page]:
        everything = self._base_queryset_for_user(user)
        if everything is not None:
            return everything
        outside = super().instances_user_has_any_permission_for(user, actions)
        condition = self.course_tree_q(user, set(actions))
        return outside.not_type(*course_tree_models()) | self.model._default_manager.filter(condition)

    def course_tree_q(self, user: User, actions: set[str]) -> Q:
        """The pages of the course tree on which the user may do any of `actions`."""
        nothing = Q(pk__in=[])
        rights = self.rights_somewhere(user)
        if not rights & actions:
            return nothing
        if rights >= MANAGER:
            return self._of_types(*course_tree_models())
        condition = self._own_instructor_pages(user) if {"change", "publish"} & actions else nothing
        if user.has_perm("courses.review_course") and actions & REVIEWER:
            lists = LISTS if "add" in actions else []
            return condition | self._of_types(*course_tree_models()[1:4], *OFFERS, *lists)
        return condition | self._taught_courses(user, actions)

    def _taught_courses(self, user: User, actions: set[str]) -> Q:
        from learning.courses.models import CatalogPage
        from learning.courses.selectors import pages_of_taught_courses, publishes_without_review

        condition = Q(pk__in=[])
        needs_setting = not AUTHOR & actions
        for page in pages_of_taught_courses(user):
            if not needs_setting or publishes_without_review(page):
                condition |= Q(path__startswith=page.path)
        return condition | self._of_types(CatalogPage) if "add" in actions else condition

    @staticmethod
    def _own_instructor_pages(user: User) -> Q:
        from learning.courses.models import InstructorPage

        return Q(pk__in=InstructorPage.objects.filter(account_id=user.pk).values("pk"))

    @staticmethod
    def _of_types(*models: type[Page]) -> Q:
        from django.contrib.contenttypes.models import ContentType

        return Q(content_type__in=[ContentType.objects.get_for_model(model) for model in models])

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        if not issubclass(instance.specific_class or Page, course_tree_models()):
            return super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        people = get_user_model()._default_manager.filter(is_active=True)
        allowed = [
            person.pk
            for person in people.filter(self._may_matter()).distinct()
            if rights_on(person, instance.specific) & set(actions)
        ]
        return people.filter(pk__in=allowed)

    @staticmethod
    def _may_matter() -> Q:
        names = ["author_course", "review_course", "manage_course"]
        return Q(is_superuser=True) | Q(groups__permissions__codename__in=names)

    def instances_with_direct_explore_permission(self, user: User) -> list[Page]:
        if user.is_superuser:
            return list(super().instances_with_direct_explore_permission(user))
        pages = list(super().instances_with_direct_explore_permission(user))
        return pages + list(self._course_roots(user))

    def _course_roots(self, user: User) -> QuerySet[Page]:
        """The highest pages of the course tree that the user sees in the explorer."""
        from learning.courses.models import CatalogPage, InstructorIndexPage, InstructorPage

        pages = self.model.base_page_model.objects
        if not self.rights_somewhere(user):
            return pages.none()
        if user.has_perm("courses.manage_course"):
            return pages.type(CatalogPage, InstructorIndexPage, *LISTS)
        own_face = pages.filter(pk__in=InstructorPage.objects.filter(account_id=user.pk).values("pk"))
        lists = LISTS if user.has_perm("courses.review_course") else []
        return pages.type(CatalogPage, *lists) | own_face

    def explorable_instances(self, user: User) -> QuerySet[Page]:
        everything = self._base_queryset_for_user(user)
        if everything is not None:
            return everything
        roots = self.instances_with_direct_explore_permission(user)
        if not roots:
            return self.model._default_manager.none()
        pages = self.instances_user_has_any_permission_for(user, self.explore_actions)
        for page in roots:
            pages |= self.model._default_manager.ancestor_of(page, inclusive=True)
        top = self.model.base_page_model.objects.first_common_ancestor_of(roots, include_self=True)
        return pages.filter(path__startswith=top.path)
