"""Answer the questions of an attempt: a journal that only grows, in which the last entry counts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from common.transactions import held
from common.verdict import Verdict
from learning.courses.viewer import Viewer

from .. import policies
from ..models import AnswerEntry, Attempt, Examination, Placement, ShowAnswers
from ..question_types import question_type
from ..quizzes.attempt_history import checked_places, last_entries
from ..quizzes.attempt_rules import GRACE
from ..quizzes.placements import sources_in
from .closing import close, close_each

Fields = Mapping[str, Sequence[str]]


class AttemptNotFound(Exception):
    """The viewer has no such attempt, or it has no such question; nothing was written."""


class AttemptOver(Exception):
    """The attempt takes no more answers: it was submitted, or its time is up. The answer was not kept."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class PlaceClosed(Exception):
    """The learner has seen the right answer to this question; theirs stays as it was."""


class NothingToCheck(Exception):
    """There is no answer to check, or this quiz does not show right answers one by one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """That an answer is kept. remaining_seconds: until the time is up; None: there is no limit.

    reading: how it was read, in a sentence; empty where that is plain.
    """

    place: int
    is_answered: bool
    remaining_seconds: int | None
    reading: str = ""


def save_answer(
    *,
    viewer: Viewer,
    attempt_id: UUID,
    place: int,
    fields: Fields,
    key: UUID,
    ip_address: str | None = None,
) -> Saved:
    """Keep one answer. The last one that arrives counts; the same key again is the same answer.

    fields: of the question's form, as a browser sends them. Three queries while the attempt is open.
    Raises AttemptNotFound, AttemptOver, PlaceClosed; nothing is written then.
    """
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        attempt = _held_attempt(viewer, attempt_id, place)
        verdict = policies.may_answer(viewer, attempt)
        answer = _read(attempt.asked, fields)  # type: ignore[attr-defined]
        reading = question_type(attempt.asked["kind"]).display.reading(answer)  # type: ignore[attr-defined]
        saved = Saved(place, answer is not None, remaining_seconds(attempt, viewer.moment), reading)
        if verdict and not attempt.is_closed:  # type: ignore[attr-defined]
            entry = _entry(attempt, place, answer, at=viewer.moment, ip_address=ip_address, key=key)
            AnswerEntry.objects.bulk_create([entry], ignore_conflicts=True)
            return saved
    if AnswerEntry.objects.filter(attempt=attempt, key=key).exists():
        return saved  # it was kept in time; only the browser never heard of it
    if verdict:
        raise PlaceClosed(
            _("You've already seen the correct answer to this question, so your answer can't be changed.")
        )
    close_each(Attempt.objects.filter(pk=attempt.pk).out_of_time(viewer.moment - GRACE), at=viewer.moment)
    raise AttemptOver(verdict)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def check_answer(*, viewer: Viewer, attempt_id: UUID, place: int, ip_address: str | None = None) -> None:
    """Close a question with the answer that is kept, so that the right one may be shown.

    A repeat changes nothing. Raises AttemptNotFound, AttemptOver, NothingToCheck.
    """
    attempt = _held_attempt(viewer, attempt_id, place)
    verdict = policies.may_answer(viewer, attempt)
    if not verdict:
        raise AttemptOver(verdict)
    if attempt.is_closed:  # type: ignore[attr-defined]
        return
    if attempt.rules.get("show_answers") != ShowAnswers.AFTER_EACH or _is_taken_back(attempt):
        raise NothingToCheck(_("Correct answers aren't shown after each question."))
    kept = last_entries(attempt).filter(place=place).first()
    if kept is None or kept.answer is None:
        raise NothingToCheck(_("Answer the question first."))
    entry = _entry(attempt, place, kept.answer, at=viewer.moment, ip_address=ip_address)
    entry.is_checked = True
    entry.save()


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_answers(
    *, viewer: Viewer, attempt_id: UUID, answers: Mapping[int, Fields], ip_address: str | None = None
) -> Attempt:
    """Keep all answers of a form that a browser sent without a script: those that differ from what is kept.

    answers: fields by place; what is empty takes an answer back. What comes too late, or belongs to a
    question whose right answer was shown, is left. Raises AttemptNotFound.
    """
    attempt = _held_whole(viewer, attempt_id)
    if policies.may_answer(viewer, attempt):
        _keep_changed(attempt, answers, at=viewer.moment, ip_address=ip_address)
    return attempt


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def submit_attempt(
    *,
    viewer: Viewer,
    attempt_id: UUID,
    answers: Mapping[int, Fields] | None = None,
    ip_address: str | None = None,
) -> Attempt:
    """Submit an attempt and mark it. One that was submitted before stays as it is.

    answers: what the form still brings, as for `save_answers`; None: all is kept already.
    After the deadline it is submitted as of then, with what was kept by then. Raises AttemptNotFound.
    """
    attempt = _held_whole(viewer, attempt_id)
    if not attempt.is_open:
        return attempt
    in_time = bool(policies.may_answer(viewer, attempt))
    if in_time and answers is not None:
        _keep_changed(attempt, answers, at=viewer.moment, ip_address=ip_address)
    return close(attempt, at=viewer.moment, by_clock=not in_time)


def remaining_seconds(attempt: Attempt, at: datetime) -> int | None:
    """How long an attempt still has, in whole seconds; None: there is no limit."""
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - at).total_seconds()))


def _held_attempt(viewer: Viewer, attempt_id: UUID, place: int) -> Attempt:
    """The attempt with one question of its paper (`asked`) and whether that is closed (`is_closed`).

    Held, so that nothing is kept after it was submitted or its right answer was shown. Two queries.
    """
    if place < 1:
        raise AttemptNotFound(str(attempt_id))
    checked = AnswerEntry.objects.filter(attempt=OuterRef("pk"), place=place, is_checked=True)
    found = (
        held(Attempt.objects.filter(public_id=attempt_id, enrolment__person=viewer.person), no_key=True)
        .select_related("enrolment")
        .defer("paper")
        .annotate(asked=F(f"paper__{place - 1}"), is_closed=Exists(checked))
        .first()
    )
    if found is None or not found.asked:
        raise AttemptNotFound(str(attempt_id))
    return found


def _is_taken_back(attempt: Attempt) -> bool:
    """Whether the author has meanwhile decided to show no right answers at all."""
    item = Placement.objects.values_list("graded_item", flat=True).get(pk=attempt.placement_id)
    source = sources_in(attempt.enrolment.course_id, item).get(item)
    return isinstance(source, Examination) and source.show_answers == ShowAnswers.NEVER


def _held_whole(viewer: Viewer, attempt_id: UUID) -> Attempt:
    found = (
        held(Attempt.objects.filter(public_id=attempt_id, enrolment__person=viewer.person), no_key=True)
        .select_related("enrolment", "placement__graded_item")
        .first()
    )
    if found is None:
        raise AttemptNotFound(str(attempt_id))
    return found


def _read(asked: Mapping[str, Any], fields: Fields) -> Any:
    kind = question_type(asked["kind"])
    return kind.read_answer(kind.from_data(asked["data"]), fields)


def _entry(
    attempt: Attempt,
    place: int,
    answer: Any,
    *,
    at: datetime,
    ip_address: str | None,
    key: UUID | None = None,
) -> AnswerEntry:
    return AnswerEntry(
        attempt=attempt,
        place=place,
        answer=answer,
        key=key or uuid.uuid4(),
        received_at=at,
        ip_address=ip_address,
    )


def _keep_changed(
    attempt: Attempt, answers: Mapping[int, Fields], *, at: datetime, ip_address: str | None
) -> None:
    kept = {entry.place: entry for entry in last_entries(attempt)}
    checked = checked_places(attempt)
    entries = []
    for row in attempt.paper:
        place = row["place"]
        if place not in answers or place in checked:
            continue
        answer = _read(row, answers[place])
        if answer != (kept[place].answer if place in kept else None):
            entries.append(_entry(attempt, place, answer, at=at, ip_address=ip_address))
    AnswerEntry.objects.bulk_create(entries)
