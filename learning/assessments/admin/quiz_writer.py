"""Saves and publishes a quiz or exam together with the questions that are written in it, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.html import strip_tags
from wagtail.log_actions import log

from ..models import AssessmentItem, Exam, Question, Quiz
from . import prompts
from .quiz_entries import DRAW, FIXED, QuizEntry, left_unfinished

if TYPE_CHECKING:
    from accounts.models import User

_TEXTS = ("kind", "data", "marks", "difficulty")


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_item(
    graded_item: Quiz | Exam, entries: Sequence[QuizEntry], *, person: User, at: datetime, publishes: bool
) -> Quiz | Exam:
    """Save the draft of a quiz or exam with these entries, all of which are judged.

    work: with its settings as they shall be, saved before or not. publishes: it, and its questions that the
    person may change; no entry has an error then. Of entries with errors a draft keeps what was typed, and
    the question as it was. Questions that did not change are left alone.
    """
    is_new = graded_item.pk is None
    graded_item.locale_id = graded_item.locale_id or graded_item.course.source_locale_id
    graded_item.unfinished = left_unfinished(entries)
    items = [
        _item(graded_item, entry, person=person, publishes=publishes)
        for entry in entries
        if not entry.errors or entry.question is not None
    ]
    graded_item.items = _with_kept_rows(graded_item, items)
    if is_new:
        graded_item.author, graded_item.live = person, False
        graded_item.save()
        log(instance=graded_item, action="wagtail.create", user=person)
    revision = graded_item.save_revision(user=person, log_action=True)
    if publishes:
        revision.publish(user=person, skip_permission_checks=True)
    kept: Quiz | Exam = type(graded_item).objects.get(pk=graded_item.pk)
    return kept


def _item(graded_item: Quiz | Exam, entry: QuizEntry, *, person: User, publishes: bool) -> AssessmentItem:
    model: type[Any] = type(graded_item).items.rel.related_model
    if entry.what == DRAW:
        item: AssessmentItem = model(**entry.made)
        return item
    if entry.what == FIXED or entry.errors:
        item = model(question=entry.question)
        return item
    question = _saved(graded_item, entry, person=person)
    if publishes and (question.has_unpublished_changes or not question.live):
        revision = question.latest_revision or question.save_revision(user=person)
        revision.publish(user=person, skip_permission_checks=True)
    entry.question = question
    entry.written |= {"id": [str(question.pk)], "base": [str(question.latest_revision_id or "")]}
    item = model(question=question)
    return item


def _saved(graded_item: Quiz | Exam, entry: QuizEntry, *, person: User) -> Question:
    draft = entry.question
    is_new = draft is None
    if draft is None:
        locale_id = graded_item.course.source_locale_id
        draft = Question(course=graded_item.course, locale_id=locale_id, author=person, live=False)
    before = None if is_new else _state(draft)
    made = entry.made
    for name in _TEXTS:
        setattr(draft, name, made[name])
    if "prompt" in made:
        kept = [] if is_new else draft.prompt.get_prep_value()
        if _differs(kept, made["prompt"]):
            draft.prompt = prompts.prompt_of(made["prompt"], kept)  # type: ignore[assignment]
    if "explanation" in made and prompts.text_of(draft.explanation) != made["explanation"]:
        draft.explanation = prompts.html_of(made["explanation"])
    if is_new:
        draft.save()
        draft.tags.set(made["tags"])
        draft.save()
        log(instance=draft, action="wagtail.create", user=person)
    else:
        draft.tags.set(made["tags"])
        if _state(draft) == before:
            return Question.objects.select_related("latest_revision").get(pk=draft.pk)
    draft.full_clean()
    draft.save_revision(user=person, log_action=not is_new)
    return Question.objects.select_related("latest_revision").get(pk=draft.pk)


def _differs(kept: list[Any], text: str) -> bool:
    return prompts.plain_prompt(kept) != text


def _state(question: Question) -> tuple[Any, ...]:
    return (
        question.kind,
        question.data,
        question.marks,
        question.difficulty,
        question.prompt.get_prep_value(),
        strip_tags(question.explanation),
        sorted(question.tags.names()),
    )


def _with_kept_rows(graded_item: Quiz | Exam, items: list[AssessmentItem]) -> list[AssessmentItem]:
    """The items, each as the row that it was before, if it was one."""
    rows: list[AssessmentItem] = list(graded_item.items.all()) if graded_item.pk else []
    for number, item in enumerate(items):
        item.sort_order = number
        before = next((row for row in rows if row.question_id == item.question_id), None)
        if before is not None:
            rows.remove(before)
            item.pk = before.pk
    return items
