"""What other apps show of the classroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.classroom.cards import Card, cards_of
from learning.classroom.learners import learner_of
from learning.classroom.shelf import enrolled_on, shelf_for
from learning.courses.viewer import viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def newest_cards(request: HttpRequest, *, limit: int) -> list[Card]:
    """Cards of the courses that were released last, as the one who asks sees them."""
    shelf = shelf_for(request)
    viewer = viewer_of(request)
    return cards_of(
        shelf.entries[:limit],
        language_code=viewer.language_code,
        enrolled=enrolled_on(shelf),
        learner=learner_of(viewer),
    )
