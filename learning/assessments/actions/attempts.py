"""Begin an attempt: its paper and its rules are frozen now."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.transactions import held
from common.verdict import Verdict
from learning.access.models import Enrolment
from learning.access.selectors import outline_with
from learning.courses.viewer import Viewer

from .. import policies
from ..models import Attempt, Examination, Placement
from ..question_types import InvalidContent, question_type
from ..quizzes.attempt_history import AttemptHistory, attempt_history_of
from ..quizzes.attempt_rules import GRACE, AttemptRules
from ..quizzes.placements import PlacedActivity
from ..quizzes.question_selection import choose_questions
from ..quizzes.snapshots import QuestionSnapshot, QuestionText, snapshots_hash, take_snapshots
from .closing import close_each


class AttemptRefused(Exception):
    """The viewer may not begin; nothing was written. `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


def start_attempt(*, viewer: Viewer, place: PlacedActivity, ip_address: str | None = None) -> Attempt:
    """Begin an attempt with a paper of its own, or return the one that is open already.

    The paper, its order and the rules are frozen now. A repeat, also at the same time, begins nothing more.
    Raises AttemptRefused.
    """
    if viewer.person is None or viewer.is_preview or viewer.looks_back or viewer.sees_drafts:
        raise AttemptRefused(Verdict.no("preview", _("This is a preview. Nothing is saved.")))
    assert isinstance(place.source, Examination)
    mine = Attempt.objects.filter(enrolment__person=viewer.person, placement__graded_item=place.graded_item)
    close_each(mine.out_of_time(viewer.moment - GRACE), at=viewer.moment)
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        enrolment = _held_enrolment(viewer, place)
        taken = attempt_history_of(enrolment, place, viewer.moment)
        verdict = _may_start(viewer, enrolment, place, taken)
        if not verdict:
            raise AttemptRefused(verdict)
        assert enrolment is not None
        return taken.open or _begin(viewer, enrolment, place, taken, ip_address)


def draw_questions(
    place: PlacedActivity, rules: AttemptRules, *, language_code: str, person_id: int | None, seed: str
) -> tuple[QuestionSnapshot, ...]:
    """The paper that an attempt with this seed gets."""
    assert isinstance(place.source, Examination)
    asked = choose_questions(place.source, language_code=language_code, person_id=person_id, seed=seed)
    return take_snapshots(
        usable(asked),
        seed=seed,
        shuffles_questions=rules.shuffles_questions,
        shuffles_options=rules.shuffles_options,
    )


def usable(asked: Sequence[QuestionText]) -> list[QuestionText]:
    """Those questions whose content can be put; an import from elsewhere may have left others."""
    return [question for question in asked if _is_usable(question)]


def _is_usable(question: QuestionText) -> bool:
    try:
        question_type(question.kind).from_data(question.data)
    except InvalidContent:
        return False
    return True


def _held_enrolment(viewer: Viewer, place: PlacedActivity) -> Enrolment | None:
    """Held until the transaction ends, so that a learner begins one attempt after another."""
    return (
        held(Enrolment.objects.filter(person=viewer.person, course=place.course_id), no_key=True)
        .select_related("course__latest_release")
        .order_by("-run")
        .first()
    )


def _may_start(
    viewer: Viewer, enrolment: Enrolment | None, place: PlacedActivity, taken: AttemptHistory
) -> Verdict:
    if enrolment is None:
        return Verdict.no("no_grant", _("Enrol to start."))
    course = enrolment.course
    lesson_id = place.lesson.id if place.lesson else None
    outline = outline_with(enrolment, course, lesson_id, viewer.language_code)
    if outline is None:
        return Verdict.no("unpublished", _("This course is no longer available."))
    return policies.may_start(viewer, course, outline, enrolment, place, taken)


def _begin(
    viewer: Viewer, enrolment: Enrolment, place: PlacedActivity, taken: AttemptHistory, ip_address: str | None
) -> Attempt:
    seed = secrets.token_hex(16)
    paper = draw_questions(
        place, taken.rules, language_code=viewer.language_code, person_id=enrolment.person_id, seed=seed
    )
    if not paper:
        raise AttemptRefused(Verdict.no("no_questions", _("There are no questions yet.")))
    rows = [frozen.to_data() for frozen in paper]
    used = len(taken.attempts)
    return Attempt.objects.create(
        enrolment=enrolment,
        placement=placement_of(place, at=viewer.moment),
        number=max((attempt.number for attempt in taken.attempts), default=0) + 1,
        is_final=0 < taken.rules.attempt_limit <= used + 1,
        paper=rows,
        paper_hash=snapshots_hash(rows),
        seed=seed,
        rules=taken.rules.to_json(),
        language_code=viewer.language_code,
        started_at=viewer.moment,
        deadline_at=taken.rules.deadline(viewer.moment),
        most_points=sum((frozen.asked.marks for frozen in paper), Decimal(0)),
        ip_address=ip_address,
    )


def placement_of(place: PlacedActivity, *, at: datetime) -> Placement:
    where: dict[str, Any] = {
        "graded_item": place.graded_item,
        "lesson_id": place.lesson.id if place.lesson else None,
        "block_id": place.block_id,
    }
    return Placement.objects.get_or_create(**where, defaults={"created_at": at})[0]
