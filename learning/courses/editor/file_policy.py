"""Who may put files into a course's collection, choose from it and change what lies in it.

Wagtail grants rights on collections to groups. Here the people are those who teach the course, so their
rights are derived from that, as rights on pages are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtailmedia.models import get_media_model
from wagtailmedia.permissions import MediaPermissionPolicyChecker

from learning.courses.models import Course
from learning.courses.selectors import course_ids_taught_by
from library.uploads import destination

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class CourseFilesRight:
    """A right on one collection, as Wagtail's policies read it off a GroupCollectionPermission."""

    collection: Collection

    @property
    def collection_id(self) -> int:
        return self.collection.pk

    def __hash__(self) -> int:
        return hash(self.collection.pk)


class CourseFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's rights by group, and all rights on the collections of the courses that somebody teaches.

    Whoever works on a course may add files to it, also while it is not saved yet.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return super().user_has_permission(user, action) or (action == "add" and _is_in_course())

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        wanted = set(actions)
        return super().user_has_any_permission(user, wanted) or ("add" in wanted and _is_in_course())

    def _get_user_permission_objects_for_actions(self, user: User, actions: Iterable[str]) -> set[Any]:
        by_group = super()._get_user_permission_objects_for_actions(user, actions)
        return by_group | {CourseFilesRight(collection) for collection in collections_of(user)}


def _is_in_course() -> bool:
    """Whether the request comes from a course that the person may work on."""
    return destination.current() is not None


def collections_of(user: User) -> list[Collection]:
    """The collections whose files the user may work with; one query for each user object."""
    kept = vars(user)
    if "_course_collections" not in kept:
        mine = Q(pk__in=_courses_of(user).values("collection"))
        if user.has_perm("courses.author_course"):
            mine |= Q(unsaved_course_files__account=user.pk, unsaved_course_files__claimed_at=None)
        kept["_course_collections"] = list(Collection.objects.filter(mine))
    return kept["_course_collections"]


def _courses_of(user: User) -> QuerySet[Course]:
    if user.has_perm("courses.manage_course"):
        return Course.objects.all()
    if user.has_perm("courses.author_course"):
        return Course.objects.filter(pk__in=course_ids_taught_by(user))
    return Course.objects.none()


def register() -> None:
    """Have Wagtail ask this policy about images, documents and media.

    `exact_class`, because the apps of Wagtail register theirs for the same models after us.
    """
    for model, auth_model in (
        (get_image_model(), "wagtailimages.Image"),
        (get_document_model(), "wagtaildocs.Document"),
        (get_media_model(), "wagtailmedia.Media"),
    ):
        policy = CourseFilesPolicy(model, auth_model=auth_model, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
    # wagtailmedia does not ask the registry yet, though it says it will.
    checker_policy = cached_property(lambda checker: policy_registry.get_by_type(get_media_model()))
    checker_policy.__set_name__(MediaPermissionPolicyChecker, "policy")
    MediaPermissionPolicyChecker.policy = checker_policy
