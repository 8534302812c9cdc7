"""Questions as drafts of a file, and back: what an import writes into the bank, and what an export reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from modelsearch.backends import get_search_backends
from taggit.models import Tag
from wagtail.log_actions import log
from wagtail.models import Locale

from common.imports.importer import OnProgress
from learning.assessments.admin import prompts
from learning.courses.models import Course

from ..exports import LeftOut
from ..models import Exam, Question, QuestionTag, Quiz
from . import DraftQuestion

if TYPE_CHECKING:
    from accounts.models import User

_AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class ForFile:
    """questions: as an export takes them. left_out: those whose prompt or explanation is more than text."""

    questions: tuple[DraftQuestion, ...]
    left_out: tuple[LeftOut, ...]


def for_file(questions: Iterable[Question]) -> ForFile:
    """Questions as files hold them. The tags should be prefetched."""
    drafts, left_out = [], []
    for question in questions:
        prompt, is_whole = prompts.words_of(question.prompt.get_prep_value())
        draft = DraftQuestion(
            kind=question.kind,
            prompt=prompt,
            data=question.data,
            marks=question.marks,
            difficulty=question.difficulty,
            tags=tuple(sorted(tag.name for tag in question.tags.all())),
            explanation=prompts.text_of(question.explanation) or strip_tags(question.explanation),
        )
        if is_whole:
            drafts.append(draft)
        else:
            left_out.append(LeftOut(draft, _("The question contains more than text.")))
    return ForFile(tuple(drafts), tuple(left_out))


def _question(
    draft: DraftQuestion, course: Course | None, locale: Locale, author: User, **state: Any
) -> Question:
    text = draft.prompt or _("Fill in the blanks.")
    question = Question(
        course=course,
        locale=locale,
        kind=draft.kind,
        data=dict(draft.data),
        prompt=prompts.prompt_of(text),
        marks=draft.marks,
        difficulty=draft.difficulty,
        explanation=prompts.html_of(draft.explanation),
        author=author,
        **state,
    )
    # Rows are written in bulk, which never calls `save`.
    question.title = Truncator(" ".join(text.split())).chars(150)
    return question


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def import_questions(
    drafts: Sequence[DraftQuestion],
    *,
    course: Course | None,
    person: User,
    at: datetime,
    publishes: bool,
    into: Quiz | Exam | None = None,
    on_progress: OnProgress = lambda done, total: None,
) -> list[Question]:
    """Write these questions into the bank, all or none; into: whose draft takes them at its end.

    course: None for the academy's bank. publishes: otherwise they are drafts. on_progress: called with how
    many questions are written, and of how many. A few queries for every 500.
    """
    locale = course.source_locale if course else Locale.get_default()
    state: dict[str, Any] = {"live": publishes, "has_unpublished_changes": not publishes}
    if publishes:
        state |= {"first_published_at": at, "last_published_at": at}
    made = [_question(draft, course, locale, person, **state) for draft in drafts]
    questions: list[Question] = []
    for begin in range(0, len(made), _AT_ONCE):
        questions += Question.objects.bulk_create(made[begin : begin + _AT_ONCE])
        on_progress(len(questions), len(made))
    _tag(questions, drafts)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Question, questions) if hasattr(backend, "add_bulk") else None
    if into is not None:
        _append(into, questions, person)
    if questions:
        log(
            instance=questions[0],
            action="assessments.import",
            user=person,
            data={"count": len(questions), "course": course.title if course else ""},
        )
    return questions


def _tag(questions: Sequence[Question], drafts: Sequence[DraftQuestion]) -> None:
    names = {name.casefold(): name for draft in drafts for name in draft.tags}
    tags = {tag.name.casefold(): tag for tag in Tag.objects.filter(name__in=names.values())}
    for folded in names.keys() - tags.keys():
        tags[folded], _is_new = Tag.objects.get_or_create(name=names[folded])
    rows = [
        QuestionTag(content_object=question, tag=tag)
        for question, draft in zip(questions, drafts, strict=True)
        for tag in {tags[name.casefold()] for name in draft.tags}
    ]
    QuestionTag.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _append(graded_item: Quiz | Exam, questions: Sequence[Question], person: User) -> None:
    draft = graded_item.get_latest_revision_as_object()
    items = list(draft.items.all())
    model = type(draft).items.rel.related_model
    for question in questions:
        items.append(model(question=question))
    for number, item in enumerate(items):
        item.sort_order = number
    draft.items = items
    draft.save_revision(user=person, log_action=True)
