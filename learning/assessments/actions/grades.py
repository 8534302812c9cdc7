"""How a course is graded, and the scores that people set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.events import emit
from learning.access.models import Enrolment

from ..events import GradeOverridden
from ..grading.milestones import remember
from ..grading.results import results_of
from ..models import GradedItem, GradeOverride, GradingScheme, ItemWeight

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course


class GradeRefused(Exception):
    """A score or a reason that cannot be; nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_scheme(
    *,
    course: Course,
    weights: Mapping[int, int],
    scale: Sequence[tuple[str, Decimal]],
    drop_lowest: int,
    at: datetime,
) -> GradingScheme:
    """Keep how a course is graded. weights: by item id. scale: name and lowest score in %, best first."""
    kept = [[name, str(least)] for name, least in scale]
    scheme, _is_new = GradingScheme.objects.update_or_create(
        course=course, defaults={"scale": kept, "drop_lowest": drop_lowest, "changed_at": at}
    )
    scheme.weights.all().delete()
    ItemWeight.objects.bulk_create(
        ItemWeight(scheme=scheme, graded_item_id=graded_item_id, weight=weight)
        for graded_item_id, weight in weights.items()
    )
    return scheme


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def override_grade(
    *,
    enrolment: Enrolment,
    graded_item: GradedItem,
    score: Decimal | None,
    reason: str,
    by: User,
    at: datetime,
) -> GradeOverride:
    """Set the score of somebody's work, in %, whatever was marked; None takes that back.

    What it amounts to is recorded like any other result. Raises GradeRefused.
    """
    if not reason.strip():
        raise GradeRefused(_("Enter a reason."))
    if score is not None and not 0 <= score <= 100:
        raise GradeRefused(_("The score must be between 0 and 100%."))
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    last = GradeOverride.objects.filter(enrolment=enrolment, graded_item=graded_item).order_by("pk").last()
    if score is None and (last is None or last.score is None):
        raise GradeRefused(_("There is no score override to remove."))
    row = GradeOverride.objects.create(
        enrolment=enrolment, graded_item=graded_item, score=score, reason=reason.strip(), by=by, at=at
    )
    result = results_of([enrolment.pk]).get((enrolment.pk, graded_item.pk))
    if result is not None and result.best_score is not None:
        remember(enrolment, graded_item, score=result.best_score, passed=result.passed, at=at)
    emit(GradeOverridden(enrolment_id=enrolment.pk, work_id=graded_item.pk, overridden_at=at))
    return row
