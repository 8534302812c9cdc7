"""Questions: the bank that quizzes and exams draw from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from modelsearch import index
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin

from common.fields import StreamField
from learning.courses.models import Course

from .. import previews
from ..blocks import PromptBlock
from ..fields import ContentField, QuestionTypeField
from ..querysets import QuestionQuerySet
from ..question_types import InvalidContent, question_type
from ..quizzes.snapshots import QuestionText

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Revision


class QuestionTag(TaggedItemBase):
    content_object = ParentalKey(
        "assessments.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Question(
    PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel
):
    """One question of the bank. `data` is what its type made of the author's words.

    A paper copies what is published; nothing that happens here changes a paper that was given out.
    """

    class Difficulty(models.TextChoices):
        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        help_text=_(
            "The course's instructors can edit and use it. Leave empty to share it with all courses."
        ),
    )
    kind = QuestionTypeField(_("type"))
    prompt = StreamField(PromptBlock(), verbose_name=_("question"))
    data = ContentField(_("content"), default=dict, encoder=DjangoJSONEncoder)
    marks = models.DecimalField(
        _("marks"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(1000))],
    )
    difficulty = models.CharField(
        _("difficulty"), max_length=8, choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    tags = ClusterTaggableManager(verbose_name=_("tags"), through=QuestionTag, blank=True)
    explanation = RichTextField(
        _("explanation"),
        blank=True,
        features=["bold", "italic", "link", "ul", "ol", "code"],
        help_text=_("Shown with the correct answer, when learners are allowed to see it."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    copied_from = models.UUIDField(
        null=True, editable=False, db_index=True, help_text=_("The public id of what it was copied from.")
    )
    title = models.CharField(
        max_length=160, editable=False, help_text=_("The beginning of the question text, shown in lists.")
    )

    objects = QuestionQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("kind"),
        index.FilterField("difficulty"),
        index.FilterField("course"),
        index.FilterField("live"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["course", "live", "difficulty"], name="assessments_bank")]

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> UUID:
        """What papers and statistics know it by; the same in every language."""
        return self.translation_key

    def clean(self) -> None:
        super().clean()
        try:
            kind = question_type(self.kind)
            self.data = kind.to_data(kind.from_data(self.data))
        except InvalidContent as error:
            raise ValidationError({"data": list(error.messages)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = self.first_words()
        super().save(*args, **kwargs)

    @property
    def preview_modes(self) -> list[Any]:
        return previews.MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return previews.draw(request, self, mode_name)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        self.title = self.first_words()
        return super().save_revision(*args, **kwargs)

    def first_words(self) -> str:
        """The prompt as plain text, cut to what fits into a list."""
        texts = (text for child in self.prompt for text in child.block.get_searchable_content(child.value))
        words = " ".join(" ".join(strip_tags(text) for text in texts).split())
        return Truncator(words).chars(150) or str(self.get_kind_display())

    def asked(self) -> QuestionText:
        """The question as it reads now, for a paper."""
        return QuestionText(
            question=str(self.public_id),
            kind=self.kind,
            prompt=self.prompt.get_prep_value(),
            data=self.data,
            marks=self.marks,
            explanation=self.explanation,
        )
