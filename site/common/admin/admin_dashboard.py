"""The welcome on the admin's first page: what waits for the person who looks, and where they may begin.

Every app adds what it knows of through two hooks, and only for those who may act on it:

    @hooks.register("register_what_waits")      # (request) -> Iterable[TodoItem]
    @hooks.register("register_shortcuts")       # (request) -> Iterable[Shortcut]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail import hooks
from wagtail.admin.ui.components import Component

from common.design.branding import branding

if TYPE_CHECKING:
    from django.http import HttpRequest

WAITS_HOOK = "register_what_waits"
SHORTCUTS_HOOK = "register_shortcuts"


@dataclass(frozen=True, slots=True)
class TodoItem:
    """Something that a person should see to. count: how many; words: what, to be read after the number.

    url: where it is done; icon: a name of Wagtail's set; is_urgent: somebody is waiting for it.
    """

    count: int
    words: str
    url: str
    icon: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Something that the person often begins."""

    label: str
    url: str
    icon: str


def todo_items(request: HttpRequest) -> list[TodoItem]:
    """What there is to do for the person who asks, the urgent first; nothing that counts zero."""
    found = [waiting for waiting in _collected(WAITS_HOOK, request) if waiting.count]
    return sorted(found, key=lambda waiting: not waiting.is_urgent)


def shortcuts(request: HttpRequest) -> list[Shortcut]:
    """What the person who asks may begin."""
    return list(_collected(SHORTCUTS_HOOK, request))


def _collected(hook: str, request: HttpRequest) -> Iterable[Any]:
    for register in hooks.get_hooks(hook):
        yield from register(request)


class WelcomePanel(Component):
    """The first panel of the admin's first page."""

    name = "welcome"
    template_name = "common/welcome.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "academy": branding(),
            "waiting": todo_items(self.request),
            "shortcuts": shortcuts(self.request),
            "roles": self.request.user.groups.order_by("name"),
        }
