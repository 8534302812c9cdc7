"""What is told before a release is published: whom it moves, and what that changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from learning.courses.release.proposals import Forecast, ProposedRelease
from learning.progress import policies

from .forecast import foresee_move, sentences_before_publishing, whom_it_reaches

if TYPE_CHECKING:
    from accounts.models import User


def foresee(proposal: ProposedRelease, reader: User, at: datetime) -> Forecast | None:
    """In sentences, with the way to the list for whoever may see the learners; None where nobody learns."""
    course = proposal.course
    if not course.enrolments.exists():
        return None
    forecast = foresee_move(proposal, whom_it_reaches(course), at=at)
    url = reverse("progress_admin:forecast", args=[course.public_id, proposal.name])
    is_listed = bool(forecast.learners) and bool(policies.may_see_learners_of(reader, course))
    sentences = sentences_before_publishing(course, forecast)
    return Forecast(sentences, url if is_listed else "") if sentences else None
