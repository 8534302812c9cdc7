"""Who is shown the way into the admin: asked on every page, so the answer is kept for a moment.

It decides about a link only. The admin itself asks for the permission each time.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models.signals import m2m_changed

from accounts.models import User

PERMISSION = "wagtailadmin.access_admin"
#: How long a change of a group's permissions may go unnoticed; a change of a person's groups never does.
KEPT_SECONDS = 60


def is_shown_to(person: User) -> bool:
    """Whether pages show this person the way into the admin. Two queries a minute."""
    shown = cache.get_or_set(_key(person.pk), lambda: person.has_perm(PERMISSION), KEPT_SECONDS)
    return bool(shown)


def connect() -> None:
    """Forget what was kept of a person whose groups or permissions change."""
    for field in ("groups", "user_permissions"):
        m2m_changed.connect(
            _changed, sender=getattr(User, field).through, dispatch_uid=f"accounts-admin-link-{field}"
        )


def _changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any) -> None:
    """`instance` is the person or, when asked from the other side (`reverse`), a group or permission."""
    if action.startswith("post_"):
        people = (pk_set or ()) if reverse else (instance.pk,)
        cache.delete_many([_key(pk) for pk in people])


def _key(person_id: int) -> str:
    return f"accounts.admin.admin_link.{person_id}"
