"""One person in a gradebook: each assessment with every attempt at it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from common.addresses import address_of
from learning.access.admin.policies import may_see_learners
from learning.access.models import Enrolment

from ..grading.gradebook import GradebookCell, gradebook_rows
from ..models import Attempt, AttemptStatus, Submission
from .gradebook_views import GradebookCourseView


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One attempt or submission. score: in %; None: none yet. at: when it was submitted; None: not yet."""

    url: str
    number: int
    status: str
    score: Decimal | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LearnerItem:
    """One assessment: what counts, and every attempt, the first one first."""

    cell: GradebookCell
    records: tuple[RecordRow, ...]
    override_url: str


class LearnerGradesView(GradebookCourseView):
    """What one person reached, with a way to each attempt. Its queries don't depend on how many they are."""

    template_name = "assessments/admin/learner_grades.html"
    page_title = gettext_lazy("Grades")

    @cached_property
    def enrolment(self) -> Enrolment:
        enrolments = Enrolment.objects.filter(course=self.course).select_related("person", "course")
        return get_object_or_404(enrolments, pk=self.kwargs["enrolment_id"])

    def get_page_subtitle(self) -> str:
        return self.enrolment.person.get_display_name()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [line] = gradebook_rows(self.grading, [self.enrolment], at=self.now)
        records = self._records()
        person = self.enrolment.person
        return super().get_context_data(**kwargs) | {
            "line": line,
            "person": person,
            "learner_url": address_of("learner", person.public_id) if may_see_learners(self.reader) else "",
            "items": [
                LearnerItem(cell, tuple(records[item.pk]), self._override_url(item))
                for cell in line.cells
                for item in [cell.graded_item.graded_item]
            ],
        }

    def _override_url(self, graded_item: Any) -> str:
        ids = [self.course.public_id, self.enrolment.pk, graded_item.public_id]
        return reverse("assessments_grades:override", args=ids)

    def _records(self) -> dict[int, list[RecordRow]]:
        """By graded item. Two queries."""
        found: dict[int, list[RecordRow]] = defaultdict(list)
        kinds: list[tuple[Any, str]] = [(Attempt, "attempt"), (Submission, "submission")]
        for model, name in kinds:
            rows = model.objects.filter(enrolment=self.enrolment).order_by("number", "pk")
            columns = ("placement__graded_item", "public_id", "number", "status", "score", "submitted_at")
            for item, public_id, number, status, score, at in rows.values_list(*columns):
                url = ""
                if status != AttemptStatus.IN_PROGRESS:
                    url = reverse(f"assessments_marking:{name}", args=[public_id])
                found[item].append(RecordRow(url, number, str(AttemptStatus(status).label), score, at))
        return found
