"""Copies of quizzes, exams, assignments and questions for another course: rows and identities of their own.

Nothing is written about the originals, and no result of theirs comes along.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from modelcluster.models import get_all_child_relations

from learning.courses.actions import copy_named
from learning.courses.activities import Naming
from learning.courses.models import Course
from learning.courses.release.exchange import (
    Reference,
    Replacement,
    by_mapping,
    exchanged,
    put_content,
    references_in,
    stored_content,
)

from ..models import Assignment, Exam, GradeCategory, GradedItem, GradingScheme, ItemWeight, Question, Quiz

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

ITEMS: tuple[type[Any], ...] = (Quiz, Exam, Assignment)
EVERYTHING: tuple[type[Any], ...] = (*ITEMS, Question)

#: What says of a row who has it locked and what was published of it when: the copy's own.
_LEFT_OUT = (
    "graded_item", "latest_revision", "live_revision", "locked", "locked_at", "locked_by",
    "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired",
)  # fmt: skip


@dataclass
class _Copying:
    """One run: from which course to which, and what was copied, by the translation key of the original."""

    source: Course
    target: Course
    actor: User | None
    at: datetime
    keys: dict[UUID, UUID] = field(default_factory=dict)
    questions: dict[int, int] = field(default_factory=dict)

    def key_for(self, original: UUID) -> UUID:
        """The key of the copy, the same in every language."""
        return self.keys.setdefault(original, uuid.uuid4())

    def content_of(
        self, model: type[Any], kept: Mapping[str, Any], *, key: UUID, pk: int | None
    ) -> dict[str, Any]:
        """What the copy says, from what its original (or a draft of it) says."""
        content = {name: value for name, value in kept.items() if name not in _LEFT_OUT}
        content |= {"pk": pk, "translation_key": str(key), "course": self.target.pk}
        for relation in get_all_child_relations(model):
            name = relation.get_accessor_name()
            content[name] = [self._child(relation, child) for child in content.get(name, ())]
        named = references_in(model, content)
        copies = copy_named(
            references=[one for one in named if one[0].startswith("library.")],
            source=self.source,
            target=self.target,
            actor=self.actor,
            at=self.at,
        ) if named else {}  # fmt: skip
        return content | exchanged(model, content, by_mapping(copies))

    def _child(self, relation: Any, child: Mapping[str, Any]) -> dict[str, Any]:
        made = {**child, "pk": None, relation.field.name: None}
        if made.get("question"):
            made["question"] = self.questions.get(made["question"], made["question"])
        return made


class AssessmentCopier:
    """Copies what is asked in a course; see `courses.activities.Copier`."""

    @transaction.atomic(using=DEFAULT_DB_ALIAS)
    def copy_course(self, *, source: Course, target: Course, actor: User | None, at: datetime) -> None:
        run = _Copying(source, target, actor, at)
        _copy_questions(run, Question.objects.filter(course=source))
        for model in ITEMS:
            _copy_items(run, model, model.objects.filter(course=source))
        _copy_grading(run)

    @transaction.atomic(using=DEFAULT_DB_ALIAS)
    def copy_into(
        self,
        *,
        references: Collection[Reference],
        source: Course,
        target: Course,
        actor: User | None,
        at: datetime,
    ) -> Mapping[Reference, Replacement]:
        run = _Copying(source, target, actor, at)
        for model in ITEMS:
            pks = _pks(model, references)
            keys = model.objects.filter(pk__in=pks, course=source).values("translation_key") if pks else ()
            if not keys:
                continue
            # In every language: a copied lesson is translated, too.
            rows = model.objects.filter(translation_key__in=keys)
            if hasattr(model, "items"):
                asked = model.items.rel.related_model.objects.filter(
                    **{f"{model._meta.model_name}__in": rows}, question__course=source
                )
                _copy_questions(run, Question.objects.filter(pk__in=asked.values("question")))
            _copy_items(run, model, rows)
        return self.copies_in(references=references, course=target)

    def copies_in(
        self, *, references: Collection[Reference], course: Course
    ) -> Mapping[Reference, Replacement]:
        found: dict[Reference, Replacement] = {}
        for model in ITEMS:
            pks = _pks(model, references)
            if not pks:
                continue
            originals = {
                (key, locale): pk
                for pk, key, locale in model.objects.filter(pk__in=pks).values_list(
                    "pk", "translation_key", "locale"
                )
            }
            copies = model.objects.filter(
                course=course, graded_item__copied_from__in=[key for key, _locale in originals]
            )
            for copy in copies.select_related("graded_item"):
                pk = originals.get((copy.graded_item.copied_from, copy.locale_id))
                if pk is not None:
                    found[model._meta.label, pk] = Replacement(copy.pk, copy.translation_key)
        return found

    def names_in(self, course_id: int) -> Iterator[Naming]:
        for model in EVERYTHING:
            for row in model.objects.filter(course=course_id).select_related("latest_revision"):
                references = references_in(model, stored_content(row))
                if row.latest_revision is not None:
                    references |= references_in(model, row.latest_revision.content)
                if references:
                    yield Naming(str(row), frozenset(references))

    @transaction.atomic(using=DEFAULT_DB_ALIAS)
    def exchange(
        self, *, course: Course, replacements: Mapping[Reference, Replacement], actor: User | None
    ) -> None:
        other = by_mapping(replacements)
        for model in EVERYTHING:
            for row in model.objects.filter(course=course).select_related("latest_revision"):
                draft = row.get_latest_revision_as_object() if row.latest_revision else None
                if changed := exchanged(model, stored_content(row), other):
                    put_content(row, changed)
                    row.save()
                if draft and (changed := exchanged(model, stored_content(draft), other)):
                    put_content(draft, changed)
                    draft.save_revision(user=actor, log_action=True, clean=False)


def _pks(model: type[Any], references: Iterable[Reference]) -> list[int]:
    return [pk for label, pk in references if label == model._meta.label]


def _copy_questions(run: _Copying, rows: Any) -> None:
    rows = list(rows.select_related("latest_revision").order_by("pk"))
    there = Question.objects.filter(course=run.target, copied_from__in={row.translation_key for row in rows})
    known = {(copy.copied_from, copy.locale_id): copy for copy in there}
    run.keys.update({copy.copied_from: copy.translation_key for copy in there})
    for row in rows:
        copy = known.get((row.translation_key, row.locale_id))
        if copy is None:
            copy = _copy_row(run, row)
        run.questions[row.pk] = copy.pk


def _copy_items(run: _Copying, model: type[Any], rows: Any) -> None:
    rows = list(rows.select_related("latest_revision", "graded_item").order_by("pk"))
    there = model.objects.filter(
        course=run.target, graded_item__copied_from__in={row.translation_key for row in rows}
    ).select_related("graded_item")
    known = {(copy.graded_item.copied_from, copy.locale_id) for copy in there}
    run.keys.update({copy.graded_item.copied_from: copy.translation_key for copy in there})
    for row in rows:
        if (row.translation_key, row.locale_id) not in known:
            _copy_row(run, row)


def _copy_row(run: _Copying, row: Any) -> Any:
    """One copy, published as its original is, with the original's draft as its draft."""
    model, key = type(row), run.key_for(row.translation_key)
    content = run.content_of(model, row.serializable_data(), key=key, pk=None)
    copy = model.from_serializable_data(content, check_fks=False, strict_fks=False)
    copy.author = run.actor
    copy.has_unpublished_changes = not row.live
    if model is Question:
        copy.copied_from = row.translation_key
    elif (made := GradedItem.objects.filter(public_id=key).first()) is None:
        copy.graded_item = GradedItem.objects.create(
            public_id=key,
            kind=model.ACTIVITY_KIND,
            course=run.target,
            title=row.title,
            copied_from=row.translation_key,
        )
    else:
        copy.graded_item = made
    copy.save()
    if row.has_unpublished_changes and row.latest_revision is not None:
        drafted = run.content_of(model, row.latest_revision.content, key=key, pk=copy.pk)
        copy.with_content_json(drafted).save_revision(user=run.actor)
    return copy


def _copy_grading(run: _Copying) -> None:
    """What weighs how much in the grade; nobody's results."""
    scheme = GradingScheme.objects.filter(course=run.source).first()
    if scheme is None:
        return
    copied = GradingScheme.objects.create(
        course=run.target,
        scale=scheme.scale,
        drop_lowest=scheme.drop_lowest,
        counts_missed=scheme.counts_missed,
        changed_at=run.at,
    )
    GradeCategory.objects.bulk_create(
        GradeCategory(
            scheme=copied, number=row.number, name=row.name, weight=row.weight, drop_lowest=row.drop_lowest
        )
        for row in scheme.categories.all()
    )
    items = GradedItem.objects.filter(course=run.target, copied_from__isnull=False)
    twins = dict(items.values_list("copied_from", "pk"))
    ItemWeight.objects.bulk_create(
        ItemWeight(
            scheme=copied,
            graded_item_id=twins[row.graded_item.public_id],
            weight=row.weight,
            category=row.category,
            is_droppable=row.is_droppable,
        )
        for row in scheme.weights.select_related("graded_item")
        if row.graded_item.public_id in twins
    )
