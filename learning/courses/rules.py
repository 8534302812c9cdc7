"""Who may find and enter a course, and when: the rules that an author writes and a release freezes.

The rules say what; `learning.access` decides by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who finds the course."""

    PUBLIC = "public", _("Public: listed for everyone")
    MEMBERS_ONLY = "members_only", _("Members only: listed for signed-in users")
    HIDDEN = "hidden", _("Hidden: only available by direct link")
    PRIVATE = "private", _("Private: only available to people with access")
    SUBSCRIBERS_ONLY = "subscribers_only", _("Subscribers only: listed for everyone, open to subscribers")


class EnrolmentMethod(models.TextChoices):
    """How people come in. Staff can grant access whatever the method."""

    OPEN = "open", _("Open: free or paid")
    PURCHASE = "purchase", _("Purchase only")
    INVITE_ONLY = "invite_only", _("Invitation only")
    COHORT_ONLY = "cohort_only", _("Cohort only")
    SUBSCRIPTION_ONLY = "subscription_only", _("Subscription only")


class Duration(models.TextChoices):
    """How long a grant lasts when nobody says otherwise."""

    LIFETIME = "lifetime", _("Lifetime")
    DAYS = "days", _("Fixed number of days")
    UNTIL = "until", _("Until a set date")


class DripAnchor(models.TextChoices):
    """From when on the days of lessons that open later are counted."""

    NONE = "", _("All lessons open at once")
    ENROLMENT = "enrolment", _("Days after enrolment")
    COHORT = "cohort", _("Days after the cohort starts")
    DATE = "date", _("Days after a set date")


@dataclass(frozen=True, slots=True)
class CourseRules:
    """The access rules of one release. What is left out is the most open choice.

    duration_days counts from a grant's start; `until` is exclusive. prerequisites: ids of courses to finish
    before. quiz_scores: (public id, least score in %) of each quiz to reach before. drip: (lesson id, days
    after the anchor) of each lesson that opens later.
    """

    visibility: str = Visibility.PUBLIC
    enrolment_method: str = EnrolmentMethod.OPEN
    duration: str = Duration.LIFETIME
    duration_days: int | None = None
    until: datetime | None = None
    drip_anchor: str = DripAnchor.NONE
    drip_from: datetime | None = None
    prerequisites: tuple[int, ...] = ()
    quiz_scores: tuple[tuple[UUID, int], ...] = ()
    drip: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> CourseRules:
        """What `to_json` wrote; a release from before there were rules has an empty dict."""
        made = dict(raw)
        for name in ("until", "drip_from"):
            if made.get(name):
                made[name] = parse_datetime(made[name])
        made["prerequisites"] = tuple(made.get("prerequisites", ()))
        made["quiz_scores"] = tuple((UUID(quiz), least) for quiz, least in made.get("quiz_scores", ()))
        made["drip"] = tuple((lesson, days) for lesson, days in made.get("drip", ()))
        return cls(**made)

    def to_json(self) -> dict[str, Any]:
        """Only what differs from the default, so that a course without rules has none."""
        default = CourseRules()
        kept = {
            name: getattr(self, name)
            for name in self.__slots__
            if getattr(self, name) != getattr(default, name)
        }
        for name in ("until", "drip_from"):
            if name in kept:
                kept[name] = kept[name].isoformat()
        if self.quiz_scores:
            kept["quiz_scores"] = [[str(quiz), least] for quiz, least in self.quiz_scores]
        return kept

    @property
    def has_drip(self) -> bool:
        return bool(self.drip_anchor and self.drip)

    def is_over(self, moment: datetime) -> bool:
        """Whether the date until which the course gives access has passed."""
        return self.duration == Duration.UNTIL and self.until is not None and self.until <= moment

    def end_for(self, starts_at: datetime) -> datetime | None:
        """When a grant that starts then ends by itself.

        None: never, which is also what somebody means who gives one after the course's date.
        """
        if self.duration == Duration.DAYS and self.duration_days:
            return starts_at + timedelta(days=self.duration_days)
        if self.duration == Duration.UNTIL and self.until and self.until > starts_at:
            return self.until
        return None
