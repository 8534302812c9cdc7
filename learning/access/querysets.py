"""Which grants and which enrolments, in the words of the trade."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import CourseAccess, Enrolment  # noqa: F401


class CourseAccessQuerySet(models.QuerySet["CourseAccess"]):
    def open_at(self, moment: datetime) -> CourseAccessQuerySet:
        """Grants that let their person in at `moment` (the end is exclusive)."""
        not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return self.filter(not_ended, starts_at__lte=moment, status=self.model.Status.UNLOCKED)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of_courses(self, course_ids: Iterable[int]) -> EnrolmentQuerySet:
        return self.filter(course_id__in=list(course_ids))

    def newest_first(self) -> EnrolmentQuerySet:
        return self.order_by("-enrolled_at", "-pk")
