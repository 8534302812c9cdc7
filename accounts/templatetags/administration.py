"""`{% sees_admin as name %}`: whether the page shows its reader the way into the admin."""

from __future__ import annotations

from django import template

from accounts.admin import admin_link

register = template.Library()


@register.simple_tag(takes_context=True)
def sees_admin(context: template.Context) -> bool:
    """False for strangers, and where no request is known."""
    person = getattr(context.get("request"), "user", None)
    return person is not None and person.is_authenticated and admin_link.is_shown_to(person)
