"""What the admin screens of access say about grants and their changes."""

from __future__ import annotations

from django import template

from learning.access.admin.grant_action_views import GRANT_ACTIONS
from learning.access.admin.grant_record import actor_of
from learning.access.models import AccessEvent

register = template.Library()


@register.filter
def made_by(event: AccessEvent) -> str:
    """Who made a change of a grant."""
    return actor_of(event)


@register.filter
def change_title(name: str) -> str:
    """What a change that staff make is called on its button."""
    return str(GRANT_ACTIONS[name].title)
