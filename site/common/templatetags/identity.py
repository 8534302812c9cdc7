"""`{% academy as academy %}`: who we are (common.identity), where there is no page to ask."""

from django import template

from common import identity

register = template.Library()


@register.simple_tag
def academy() -> identity.Identity:
    return identity.academy()
