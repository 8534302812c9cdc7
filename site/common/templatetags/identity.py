"""`{% academy as academy %}`: who we are (common.design.branding), where there is no page to ask."""

from django import template

from common.design import branding

register = template.Library()


@register.simple_tag
def academy() -> branding.Branding:
    return branding.branding()
