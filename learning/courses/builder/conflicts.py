"""What is told when a gesture can't be done, and when somebody else was there first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

if TYPE_CHECKING:
    from accounts.models import User


class GestureRefused(Exception):
    """The gesture can't be done; nothing was written. Its text is for people."""


class GestureConflict(GestureRefused):
    """Somebody changed since what the author saw. Its text says who and what; nothing was written."""


def conflict_about(page_id: int, title: str, *, what: str = "") -> GestureConflict:
    """A conflict over a page: who did the last thing to it. what: a sentence that says how it stands now.

    One query.
    """
    entries = PageLogEntry.objects.filter(page_id=page_id).select_related("user")
    last = entries.order_by("-timestamp", "-pk").first()
    told = {
        "title": title or (last.label if last else ""),
        "who": name_of(last.user) if last and last.user else _("someone else"),
        "time": date_format(localtime(last.timestamp), "TIME_FORMAT") if last else "",
    }
    if last is None:
        sentence = _("“%(title)s” was changed by someone else.")
    elif last.action == "wagtail.delete":
        sentence = _("“%(title)s” was deleted by %(who)s at %(time)s.")
    elif last.action in ("wagtail.move", "wagtail.reorder"):
        sentence = _("“%(title)s” was moved by %(who)s at %(time)s.")
    else:
        sentence = _("“%(title)s” was changed by %(who)s at %(time)s.")
    kept = _("Nothing was overwritten.")
    return GestureConflict(" ".join(part for part in (sentence % told, what, kept) if part))


def name_of(person: User) -> str:
    return person.get_display_name()
