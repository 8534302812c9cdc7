"""What marketers and administrators may do to pages outside the course tree, and to their pictures.

Wagtail gives such rights on places in the tree, so they cannot stand in `roles.py`. The course tree below the
home page is not reached by them: `learning.courses` alone decides there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.roles import ADMINISTRATOR, MARKETER

if TYPE_CHECKING:
    from django.contrib.auth.models import Permission
    from wagtail.models import Collection

ON_PAGES = {
    MARKETER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    ADMINISTRATOR: (
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ),
}
ON_FILES = ("add", "change", "choose")
FILES = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))
PICTURES = "Pictures of the site"


def apply_page_rights(*, using: str, **_kwargs: Any) -> None:
    """Give the groups their rights (a receiver of post_migrate). What is there already stays as it is."""
    from django.contrib.auth.models import Group
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

    if using != "default":
        return  # commerce's own, which may be there before this one has any table
    root, collection_root = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or collection_root is None:
        return  # a database that a test has just emptied
    collection = _collection(collection_root)
    for role, codenames in ON_PAGES.items():
        group, _is_new = Group.objects.get_or_create(name=role)
        for permission in _permissions("wagtailcore", codenames):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for app_label, model in FILES:
            for permission in _permissions(app_label, [f"{action}_{model}" for action in ON_FILES]):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )


def _permissions(app_label: str, codenames: Any) -> list[Permission]:
    """Those that exist: a migration may stop half-way."""
    from django.contrib.auth.models import Permission

    return list(Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames))


def _collection(root: Collection) -> Collection:
    """Where pictures of public pages lie, beside the courses' own collections."""
    return root.get_children().filter(name=PICTURES).first() or root.add_child(name=PICTURES)
