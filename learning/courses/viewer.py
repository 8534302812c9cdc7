"""Who is looking. Made at the edge, passed in, never fetched inside a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Site

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (None: nobody signed in) at a moment, looking at releases or at drafts, in a language.

    `moment` is aware. `sees_drafts` is true only where an author looks at their own course.
    `looks_back`: the moment is past, and everything is to be taken as it stood then.
    """

    person: User | None
    moment: datetime
    language_code: str = "en"
    site: Site | None = None
    sees_drafts: bool = False
    looks_back: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None

    def on_drafts(self) -> Viewer:
        """The same viewer, looking at drafts."""
        return replace(self, sees_drafts=True)

    def back_at(self, moment: datetime) -> Viewer:
        """The same viewer at a past moment, for whom everything is as it stood then."""
        return replace(self, moment=moment, looks_back=True)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, now, in the language of the page."""
    user = getattr(request, "user", None)
    return Viewer(
        person=user if user is not None and user.is_authenticated else None,
        moment=timezone.now(),
        language_code=get_language() or "en",
        site=Site.find_for_request(request),
    )
