"""Favourites of somebody who is not signed in: kept in their session, and brought along when they sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User
from learning.courses.models import Course
from learning.progress import actions

KEY = "classroom.favourites"
MOST = 100


def kept_for(request: HttpRequest) -> frozenset[str]:
    """Public ids of the courses that this visitor made favourites. No query for whoever has no session."""
    session = getattr(request, "session", None)
    return frozenset(session.get(KEY, ())) if session is not None else frozenset()


def turn_over(request: HttpRequest, public_id: UUID) -> bool:
    """Make a course a favourite of this visitor, or no longer one. Returns whether it is one now.

    The oldest goes once there are more than `MOST`.
    """
    kept, wanted = [*request.session.get(KEY, ())], str(public_id)
    if wanted in kept:
        kept.remove(wanted)
    else:
        kept.append(wanted)
    request.session[KEY] = kept[-MOST:]
    return wanted in kept


def bring_along(request: HttpRequest, person: User, *, at: datetime) -> None:
    """Add what was chosen before signing in to the person's favourites, and forget it in the session.

    No query for whoever chose nothing, else three.
    """
    if KEY not in request.session:
        return
    chosen = request.session.pop(KEY)
    found = Course.objects.filter(public_id__in=chosen, latest_release__isnull=False)
    actions.add_favourites(person=person, course_ids=list(found.values_list("pk", flat=True)), at=at)
