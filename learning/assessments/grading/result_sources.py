"""Where results come from: attempts at quizzes and exams, submissions of assignments."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django.apps import apps

from learning.courses.activities import ScoredAttempt


class _Records:
    """Records of one model that have a placement, a status and a score. rules: the field of their rules."""

    model_name: ClassVar[str]
    rules: ClassVar[str]

    @property
    def rows(self) -> Any:
        return apps.get_model("assessments", self.model_name)._default_manager.all()

    def finished(self, enrolment_ids: Collection[int]) -> Iterator[ScoredAttempt]:
        rows = self.rows.filter(enrolment__in=enrolment_ids).exclude(status="in_progress")
        columns = (
            "enrolment_id",
            "placement__graded_item_id",
            "placement__graded_item__public_id",
            "placement__graded_item__kind",
            "score",
            "passed",
            "published_at",
            "submitted_at",
            f"{self.rules}__passing_score",
            "public_id",
            f"{self.rules}__counted_attempt",
            "lowered_passing_score",
        )
        found = rows.order_by("submitted_at", "pk").values_list(*columns)
        for enrolment, item, public_id, kind, score, passed, published, submitted, *more in found:
            needed, record, counted, lowered = more
            yield ScoredAttempt(
                enrolment_id=enrolment,
                item_id=item,
                public_id=public_id,
                kind=kind,
                score=score,
                passed=bool(passed),
                is_published=published is not None and score is not None,
                submitted_at=submitted,
                passing_score=needed if lowered is None else lowered,
                record_id=record,
                counted=counted or "best",
            )

    def begun(self, enrolment_id: int, item_ids: Collection[int]) -> set[int]:
        rows = self.rows.filter(
            enrolment=enrolment_id, placement__graded_item__in=item_ids, status="in_progress"
        )
        return set(rows.values_list("placement__graded_item_id", flat=True))


class AttemptScoring(_Records):
    """Attempts at quizzes and exams."""

    model_name = "Attempt"
    rules = "rules"


class SubmissionScoring(_Records):
    """Submissions of assignments."""

    model_name = "Submission"
    rules = "brief"
