"""How a course is graded, and the scores that people set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.events import emit
from learning.access.actions import revoke_achievements
from learning.access.models import Enrolment

from ..events import GradeOverridden
from ..grading.course_grade import CategoryRule
from ..grading.milestones import remember
from ..grading.results import results_of
from ..models import GradeCategory, GradedItem, GradeOverride, GradingScheme, ItemWeight

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course


class GradeRefused(Exception):
    """A score or a reason that cannot be; nothing was written."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item counts. category: the place of its category; None: none."""

    weight: int = 1
    category: int | None = None
    is_droppable: bool = True


class OverriddenMeanwhile(GradeRefused):
    """Somebody else changed the score after the screen was opened. last: what they set."""

    def __init__(self, last: GradeOverride | None) -> None:
        words = _("Someone else changed this score. Review it before you save.")
        if last is not None and last.score is None:
            words = _("%(who)s removed the override meanwhile: “%(reason)s”. Review it before you save.")
        if last is not None and last.is_excused:
            words = _("%(who)s excused the learner meanwhile: “%(reason)s”. Review it before you save.")
        elif last is not None and last.score is not None:
            words = _("%(who)s set %(score)s%% meanwhile: “%(reason)s”. Review it before you save.")
        if last is not None:
            score = "" if last.score is None else f"{last.score.normalize():f}"
            words %= {"who": last.by.get_display_name(), "score": score, "reason": last.reason[:200]}
        super().__init__(words)
        self.last = last


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_scheme(
    *,
    course: Course,
    weights: Mapping[int, int | ItemRule],
    scale: Sequence[tuple[str, Decimal]],
    drop_lowest: int,
    at: datetime,
    categories: Sequence[CategoryRule] = (),
    counts_missed: bool = False,
) -> GradingScheme:
    """Keep how a course is graded.

    weights: by item id, a weight or all that is said of it. scale: name and lowest score in %, best first.
    """
    kept = [[name, str(least)] for name, least in scale]
    scheme, _is_new = GradingScheme.objects.update_or_create(
        course=course,
        defaults={
            "scale": kept,
            "drop_lowest": drop_lowest,
            "counts_missed": counts_missed,
            "changed_at": at,
        },
    )
    scheme.weights.all().delete()
    scheme.categories.all().delete()
    GradeCategory.objects.bulk_create(
        GradeCategory(
            scheme=scheme, number=number, name=rule.name, weight=rule.weight, drop_lowest=rule.drop_lowest
        )
        for number, rule in enumerate(categories)
    )
    rules = {pk: ItemRule(said) if isinstance(said, int) else said for pk, said in weights.items()}
    ItemWeight.objects.bulk_create(
        ItemWeight(
            scheme=scheme,
            graded_item_id=pk,
            weight=rule.weight,
            category=rule.category,
            is_droppable=rule.is_droppable,
        )
        for pk, rule in rules.items()
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
    seen: int | None = None,
    revokes: bool = False,
) -> GradeOverride:
    """Set the score of somebody's work, in %, whatever was marked; None takes that back.

    seen: the id of the last override that the person had before them; 0: there was none; None: nobody looked.
    revokes: whether what the score until now amounted to counts no longer: the pass, and what it opens.
    What the new one amounts to is recorded like any other result. Raises GradeRefused, OverriddenMeanwhile.
    """
    if not reason.strip():
        raise GradeRefused(_("Enter a reason."))
    if score is not None and not 0 <= score <= 100:
        raise GradeRefused(_("The score must be between 0 and 100%."))
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    last = _last_override(enrolment, graded_item, seen)
    if score is None and (last is None or (last.score is None and not last.is_excused)):
        raise GradeRefused(_("There is no score override to remove."))
    row = GradeOverride.objects.create(
        enrolment=enrolment, graded_item=graded_item, score=score, reason=reason.strip(), by=by, at=at
    )
    if revokes:
        revoke_achievements(
            person_id=enrolment.person_id,
            course_id=enrolment.course_id,
            subject=graded_item.public_id,
            reason=reason.strip(),
            by=by,
            at=at,
        )
    result = results_of([enrolment.pk]).get((enrolment.pk, graded_item.pk))
    if result is not None and result.best_score is not None:
        remember(enrolment, graded_item, score=result.best_score, passed=result.passed, at=at)
    emit(GradeOverridden(enrolment_id=enrolment.pk, work_id=graded_item.pk, overridden_at=at))
    return row


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def excuse_from(
    *,
    enrolment: Enrolment,
    graded_item: GradedItem,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> GradeOverride:
    """Let a work not count in somebody's grade, whether they took it or not. `override_grade` takes it back.

    What requires it to be passed still does. seen: as for `override_grade`. Raises GradeRefused,
    OverriddenMeanwhile.
    """
    if not reason.strip():
        raise GradeRefused(_("Enter a reason."))
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    _last_override(enrolment, graded_item, seen)
    row = GradeOverride.objects.create(
        enrolment=enrolment,
        graded_item=graded_item,
        score=None,
        is_excused=True,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    emit(GradeOverridden(enrolment_id=enrolment.pk, work_id=graded_item.pk, overridden_at=at))
    return row


def _last_override(enrolment: Enrolment, graded_item: GradedItem, seen: int | None) -> GradeOverride | None:
    """The override that stands. seen: as for `override_grade`. Raises OverriddenMeanwhile."""
    last = GradeOverride.objects.filter(enrolment=enrolment, graded_item=graded_item).order_by("pk").last()
    if seen is not None and seen != (last.pk if last else 0):
        raise OverriddenMeanwhile(last)
    return last
