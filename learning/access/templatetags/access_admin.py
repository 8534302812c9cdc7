"""Words that the admin screens about learners put together."""

from __future__ import annotations

from django import template

from learning.access.models import AccessEvent
from learning.classroom.staff.grants import CHANGES
from learning.classroom.staff.record import actor_of

register = template.Library()


@register.filter
def made_by(event: AccessEvent) -> str:
    """Who made a change of a grant."""
    return actor_of(event)


@register.filter
def change_title(name: str) -> str:
    """What a change that staff make is called on its button."""
    return str(CHANGES[name].title)
