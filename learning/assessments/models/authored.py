"""What quizzes, exams and assignments share as things that authors write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from modelsearch import index
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from common.events import emit
from common.natural_order import LONGEST_KEY, natural_key
from learning.courses.models import Course

from .. import previews
from ..events import RulesEdited
from .graded_items import GradedItem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _holds_rules(update_fields: Iterable[str] | None) -> bool:
    return update_fields is None or not {"due_at", "time_limit_minutes"}.isdisjoint(update_fields)


class AuthoredItem(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A snippet with drafts, workflow, locking and preview that belongs to a course.

    `graded_item` is its identity; it is found or made when the snippet is first saved, so that a copy has
    one of its own and a translation shares its source's.
    """

    ACTIVITY_KIND: ClassVar[str]

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The course's instructors can edit and grade it."),
    )
    graded_item = models.ForeignKey(
        GradedItem, on_delete=models.PROTECT, related_name="+", editable=False, db_column="work_id"
    )
    title = models.CharField(_("title"), max_length=255)
    title_key = models.CharField(max_length=LONGEST_KEY, editable=False, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> UUID:
        """What releases and results know it by."""
        return self.translation_key

    @property
    def counts_by_default(self) -> bool:
        """Whether it counts in the grade of its course as long as nobody weighs it."""
        return True

    @property
    def preview_modes(self) -> list[Any]:
        return previews.MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return previews.draw(request, self, mode_name)

    def with_content_json(self, content: dict[str, Any]) -> AuthoredItem:
        """A draft's content on this snippet: its identity and its course are its own, whatever was copied."""
        made: AuthoredItem = super().with_content_json(content)
        made.graded_item_id, made.course_id = self.graded_item_id, self.course_id
        return made

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = natural_key(self.title)
        with transaction.atomic(using=DEFAULT_DB_ALIAS):  # with its identity, and with what is told of it
            self._set_identity()
            is_new = self._state.adding
            super().save(*args, **kwargs)
            if self.live and not is_new and self._is_source() and _holds_rules(kwargs.get("update_fields")):
                emit(RulesEdited(course_id=self.course_id, work_id=self.graded_item_id))
        if self.live and self.graded_item.title != self.title and self._is_source():
            GradedItem.objects.filter(pk=self.graded_item_id).update(
                title=self.title, title_key=self.title_key
            )

    def _set_identity(self) -> None:
        if self.graded_item_id is None or self.graded_item.public_id != self.translation_key:
            self.graded_item, _is_new = GradedItem.objects.get_or_create(
                public_id=self.translation_key,
                defaults={"kind": self.ACTIVITY_KIND, "course_id": self.course_id, "title": self.title},
            )

    def _is_source(self) -> bool:
        return self.locale_id == self.course.source_locale_id
