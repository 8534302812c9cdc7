"""Which questions and which attempts, in the words of the trade."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Attempt, Question  # noqa: F401


class QuestionQuerySet(models.QuerySet["Question"]):
    def bank_of(self, course_id: int) -> QuestionQuerySet:
        """Published questions that a course may draw: its own and the academy's, each once.

        Those of the course's own language; translations stand beside them under the same key.
        """
        mine = Q(course=course_id) | Q(course__isnull=True)
        return self.filter(mine, live=True)

    def matching(self, *, tag: str = "", difficulty: str = "") -> QuestionQuerySet:
        """Those with this tag and of this difficulty; empty: any."""
        found = self.filter(tags__name__iexact=tag) if tag else self
        return found.filter(difficulty=difficulty) if difficulty else found


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def in_progress(self) -> AttemptQuerySet:
        return self.filter(status="in_progress")

    def out_of_time(self, moment: datetime) -> AttemptQuerySet:
        """Attempts in progress whose time was up at `moment`."""
        return self.in_progress().filter(deadline_at__lte=moment)
