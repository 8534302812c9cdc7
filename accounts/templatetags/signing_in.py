"""What pages of sign-in and account say that allauth's contexts don't hold."""

from typing import Any

from django import template

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
