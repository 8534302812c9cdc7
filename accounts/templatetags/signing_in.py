"""What pages of sign-in and account say that allauth's contexts don't hold."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.profile.browsers import browser_name

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """The name of the browser that a user agent stands for."""
    return browser_name(user_agent)


@register.simple_tag(takes_context=True)
def tries_left(context: template.Context) -> int | None:
    """How many wrong codes the page still takes, after a wrong one; None before that."""
    process: Any = getattr(context.get("view"), "_process", None)
    if process is None or not process.state.get("failed_attempts"):
        return None
    return max(0, process.max_attempts - process.state["failed_attempts"])


@register.simple_tag(takes_context=True)
def second_factor_required(context: template.Context) -> str:
    """That their role requires a second factor they haven't set up, in a sentence; empty: it doesn't.

    At most four queries.
    """
    person, now = context["request"].user, timezone.now()
    due_at = selectors.second_factor_due(person)
    if due_at is None:
        return ""
    verdict = policies.may_work_as_staff(person, now)
    if not verdict:
        return verdict.sentence
    words = _("Your role requires two-factor authentication from %(date)s on.")
    return words % {"date": date_format(timezone.localtime(due_at), "DATE_FORMAT")}
