"""The seven roles, and how each app's `roles.py` becomes permissions of their groups after a migration."""

from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db import router

LEARNER = "Learner"
INSTRUCTOR = "Instructor"
MARKETER = "Marketer"
REVIEWER = "Reviewer"
SUPPORT = "Support"
FINANCE = "Finance"
ADMINISTRATOR = "Administrator"

ROLES = (LEARNER, INSTRUCTOR, MARKETER, REVIEWER, SUPPORT, FINANCE, ADMINISTRATOR)

#: Those who work in the admin.
STAFF_ROLES = tuple(role for role in ROLES if role != LEARNER)

_ENTER_THE_ADMIN = "wagtailadmin.access_admin"
#: What they may edit: pages and snippets ask for themselves (`learning.courses.editor.translating`).
_TRANSLATE = "wagtail_localize.submit_translation"

# Groups are not in here: whoever edits groups can give themselves anything, so that stays with superusers.
PERMISSIONS = {
    LEARNER: [],
    INSTRUCTOR: [_ENTER_THE_ADMIN, _TRANSLATE],
    MARKETER: [_ENTER_THE_ADMIN, _TRANSLATE],
    REVIEWER: [_ENTER_THE_ADMIN, _TRANSLATE],
    SUPPORT: [_ENTER_THE_ADMIN, "accounts.view_user"],
    FINANCE: [_ENTER_THE_ADMIN],
    ADMINISTRATOR: [
        _ENTER_THE_ADMIN,
        _TRANSLATE,
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.suspend_user",
        "accounts.assign_roles",
        "accounts.view_securitylogentry",
        "accounts.change_requiredsecondfactor",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
        "wagtailcore.add_site",
        "wagtailcore.change_site",
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.add_task",
        "wagtailcore.change_task",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    ],
}


def permissions_by_role() -> dict[str, set[str]]:
    """What all installed apps together give each role, as `app_label.codename`.

    Raises ValueError when an app names a role that does not exist.
    """
    table: dict[str, set[str]] = {role: set() for role in ROLES}
    for config in apps.get_app_configs():
        for role, names in _declared_by(config).items():
            if role not in table:
                raise ValueError(f"{config.name}.roles names the unknown role {role!r}")
            table[role].update(names)
    return table


def _declared_by(config: AppConfig) -> dict[str, list[str]]:
    name = f"{config.name}.roles"
    if find_spec(name) is None:
        return {}
    return getattr(import_module(name), "PERMISSIONS", {})


def apply_roles(*, using: str, **_kwargs: object) -> None:
    """Make the groups hold exactly what the apps declare (a receiver of post_migrate).

    A permission that is not in the database yet is left out: a migration may stop half-way.
    """
    from django.contrib.auth.models import Group, Permission

    if not router.allow_migrate_model(using, Group):
        return
    known: defaultdict[str, dict[str, Permission]] = defaultdict(dict)
    for permission in Permission.objects.using(using).select_related("content_type"):
        known[permission.content_type.app_label][permission.codename] = permission
    for role, names in permissions_by_role().items():
        group, _is_new = Group.objects.using(using).get_or_create(name=role)
        pairs = (name.split(".", 1) for name in names)
        group.permissions.set([known[app][code] for app, code in pairs if code in known[app]])
