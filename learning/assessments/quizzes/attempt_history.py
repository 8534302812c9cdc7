"""What a learner has done of a quiz or exam so far: attempts, answers, and the rules for going on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Max, QuerySet, Subquery

from learning.access.models import AchievementCorrection, Enrolment
from learning.courses.viewer import Viewer

from ..models import AnswerEntry, Attempt, Examination, GradedItem
from .accommodations import Accommodations, accommodations_for
from .attempt_rules import AttemptRules
from .placements import PlacedActivity


@dataclass(frozen=True)
class AttemptHistory:
    """What a learner has done of a quiz or exam so far, at whatever place, and the rules for going on.

    attempts: the first one first, without their papers. rules: those of the next attempt.
    """

    attempts: tuple[Attempt, ...]
    rules: AttemptRules

    @cached_property
    def open(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def left(self) -> int | None:
        """How many more attempts may be begun; None: as many as they like."""
        limit = self.rules.attempt_limit
        return max(limit - len(self.attempts), 0) if limit else None

    @property
    def published(self) -> tuple[Attempt, ...]:
        return tuple(
            attempt for attempt in self.attempts if attempt.published_at and attempt.score is not None
        )

    @cached_property
    def best(self) -> Attempt | None:
        return max(self.published, key=lambda attempt: attempt.score or 0, default=None)

    @property
    def has_passed(self) -> bool:
        return has_passed(self.attempts)

    @property
    def rules_until_over(self) -> AttemptRules:
        """The rules with the last moment at which the learner may still take it as their date."""
        still_open = self.open.deadline_at if self.open else None
        if self.rules.due_at is None or still_open is None:
            return self.rules
        return replace(self.rules, due_at=max(self.rules.due_at, still_open))

    @property
    def begins_at(self) -> datetime | None:
        """When the next attempt may begin; None: there was none before."""
        ends = [attempt.submitted_at for attempt in self.attempts if attempt.submitted_at]
        return self.rules.may_begin_at(max(ends)) if ends else None


def attempt_history_of(enrolment: Enrolment | None, place: PlacedActivity, at: datetime) -> AttemptHistory:
    """What the learner has done of a quiz or exam. Two queries; none for whoever is not enrolled."""
    assert isinstance(place.source, Examination)
    if enrolment is None or enrolment.pk is None:
        return AttemptHistory((), AttemptRules.of(place.source, Accommodations()))
    rules = replace(
        AttemptRules.of(place.source, accommodations_for(enrolment, place.graded_item, at)), title=place.title
    )
    return AttemptHistory(tuple(attempts_of(enrolment, place.graded_item)), rules)


def attempts_of(enrolment: Enrolment, graded_item: GradedItem) -> list[Attempt]:
    """A learner's attempts at a quiz or exam, the first one first, without their papers. One query."""
    rows = Attempt.objects.filter(enrolment=enrolment, placement__graded_item=graded_item)
    corrections = AchievementCorrection.objects.filter(
        person=enrolment.person_id, subject=graded_item.public_id
    )
    last = corrections.order_by("-at", "-pk").values("passed")[:1]
    rows = rows.annotate(corrected_pass=Subquery(last))
    return list(rows.select_related("placement").defer("paper").order_by("number", "pk"))


def has_passed(attempts: Collection[Attempt]) -> bool:
    """Whether one of a learner's attempts is a pass that counts. attempts: all, as `attempts_of` gives them.

    What staff revoked does not, until it is reached again.
    """
    corrected = next((getattr(attempt, "corrected_pass", None) for attempt in attempts), None)
    if corrected is not None:
        return bool(corrected)
    return any(attempt.passed and attempt.published_at for attempt in attempts)


def attempt_of(viewer: Viewer, public_id: UUID) -> Attempt:
    """The viewer's own attempt. Raises Attempt.DoesNotExist, for other people's too."""
    return Attempt.objects.select_related(
        "enrolment__course__latest_release", "placement__graded_item", "placement__lesson"
    ).get(public_id=public_id, enrolment__person=viewer.person)


def last_entries(attempt: Attempt) -> QuerySet[AnswerEntry]:
    """The entry of each question of an attempt that counts."""
    last = AnswerEntry.objects.filter(attempt=attempt).values("place").annotate(last=Max("pk"))
    return AnswerEntry.objects.filter(pk__in=last.values("last"))


def answered_places(attempt: Attempt) -> list[int]:
    """The places of the questions that have an answer, in their order. One query."""
    entries = last_entries(attempt).order_by("place").values_list("place", "answer")
    return [place for place, answer in entries if answer is not None]


def checked_places(attempt: Attempt) -> set[int]:
    """The places of the questions whose right answer the learner asked for. One query."""
    checks = AnswerEntry.objects.filter(attempt=attempt, is_checked=True)
    return set(checks.values_list("place", flat=True))
