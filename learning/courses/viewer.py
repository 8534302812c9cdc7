"""Who is looking. Made at the edge, passed in, never fetched inside a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Site

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class InventedGrant:
    """A course that an invented learner has been let into. `ends_at`: exclusive; None: for good."""

    course_id: int
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """A learner who does not exist: somebody signed in who has these grants, sits in this cohort, has
    finished these courses and has these best scores (public id of the quiz, in %). Nothing of it is kept."""

    grants: tuple[InventedGrant, ...] = ()
    finished: frozenset[int] = frozenset()
    cohort_id: int | None = None
    scores: tuple[tuple[UUID, int], ...] = ()

    def grant_for(self, course_id: int) -> InventedGrant | None:
        return next((grant for grant in self.grants if grant.course_id == course_id), None)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (None: nobody signed in) at a moment, looking at releases or at drafts, in a language.

    `moment` is aware. `sees_drafts` is true only where an author looks at their own course.
    `looks_back`: the moment is past, and everything is to be taken as it stood then.
    `persona`: an invented learner in the place of a person. `is_preview`: staff look through these eyes, so
    nothing is recorded, and nothing that a learner wrote for themselves is shown.
    """

    person: User | None
    moment: datetime
    language_code: str = "en"
    site: Site | None = None
    sees_drafts: bool = False
    looks_back: bool = False
    persona: Persona | None = None
    is_preview: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None or self.persona is not None

    def on_drafts(self) -> Viewer:
        """The same viewer, looking at drafts."""
        return replace(self, sees_drafts=True)

    def back_at(self, moment: datetime) -> Viewer:
        """The same viewer at a past moment, for whom everything is as it stood then."""
        return replace(self, moment=moment, looks_back=True)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, now, in the language of the page.

    A middleware that lets staff look through other eyes has put that viewer on the request.
    """
    user = getattr(request, "user", None)
    seen_as: Viewer | None = getattr(request, "seen_as", None)
    if seen_as is not None:
        return replace(seen_as, language_code=get_language() or "en", site=Site.find_for_request(request))
    return Viewer(
        person=user if user is not None and user.is_authenticated else None,
        moment=timezone.now(),
        language_code=get_language() or "en",
        site=Site.find_for_request(request),
    )
