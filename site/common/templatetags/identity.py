"""`{% academy as academy %}`: who we are (common.design.branding), where there is no page to ask.

`{% emails_are_delayed as delayed %}`: whether the mail server keeps emails waiting.

`{% contact_step as step %}`: how to write to us, for templates/components/next_step.html.
"""

from django import template

from common.contact import contact_step
from common.design import branding
from common.mail.outbox import is_delayed
from common.verdict import NextStep

register = template.Library()


@register.simple_tag
def academy() -> branding.Branding:
    return branding.branding()


@register.simple_tag
def emails_are_delayed() -> bool:
    """Whether a page that sends somebody to their mailbox should ask for patience. One query."""
    return is_delayed()


@register.simple_tag(name="contact_step")
def step_to_contact() -> NextStep:
    """The step that writes to those who can help (common.contact)."""
    return contact_step()
