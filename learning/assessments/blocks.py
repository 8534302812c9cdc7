"""What authors compose: prompts, instructions, rubrics, and the blocks that place work in a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from common.blocks import CodeBlock, DiagramBlock, HeadingBlock, MathsBlock, RichTextBlock, TableBlock
from learning.courses.blocks import ActivityBlock
from library.blocks import AsksOnce, AudioBlock, DocumentBlock, DownloadsBlock, ImageBlock, VideoBlock

if TYPE_CHECKING:
    from uuid import UUID


class PromptBlock(blocks.StreamBlock):
    """What a question asks."""

    text = RichTextBlock()
    image = ImageBlock()
    video = VideoBlock()
    audio = AudioBlock()
    code = CodeBlock()
    maths = MathsBlock()
    diagram = DiagramBlock()
    table = TableBlock()

    class Meta:
        icon = "help"
        label = _("Question")


class InstructionsBlock(PromptBlock):
    """What an assignment asks for."""

    heading = HeadingBlock()
    document = DocumentBlock()
    downloads = DownloadsBlock()

    class Meta:
        icon = "doc-full"
        label = _("Instructions")


class LevelBlock(blocks.StructBlock):
    """One level of a criterion."""

    label = blocks.CharBlock(label=_("Level"), max_length=60)
    marks = blocks.DecimalBlock(label=_("Marks"), min_value=0, max_digits=6, decimal_places=2)
    description = blocks.TextBlock(label=_("Description"), required=False, max_length=600)


class CriterionBlock(blocks.StructBlock):
    """One thing that is looked at when an assignment is marked, and how well it may be done."""

    name = blocks.CharBlock(label=_("Criterion"), max_length=120)
    description = blocks.TextBlock(label=_("Description"), required=False, max_length=600)
    levels = blocks.ListBlock(LevelBlock(), label=_("Levels"), min_num=2, max_num=8)

    class Meta:
        icon = "list-ol"
        label = _("Criterion")


class WorkChooserBlock(AsksOnce, SnippetChooserBlock):
    """A quiz or an assignment."""


class PlacedValue(blocks.StructValue):
    """What a block places; None where it was deleted since."""

    @property
    def public_id(self) -> UUID | None:
        """The name of the placed work that stays."""
        return self["work"].public_id if self.get("work") else None


class PlacedBlock(ActivityBlock):
    """Places a graded item in a lesson. Kept beside the snippet's id is the public id, which outlives it."""

    def get_prep_value(self, value: Any) -> Any:
        kept = super().get_prep_value(value)
        public_id = getattr(value, "public_id", None)
        return kept | {"public_id": str(public_id)} if public_id else kept

    class Meta:
        value_class = PlacedValue


class QuizPlacementBlock(PlacedBlock):
    """A quiz, at this place of the lesson."""

    work = WorkChooserBlock("assessments.Quiz", label=_("Quiz"))

    class Meta:
        icon = "help"
        label = _("Quiz")
        group = _("Practice")
        description = _("Questions with automatic grading")


class AssignmentPlacementBlock(PlacedBlock):
    """An assignment, at this place of the lesson."""

    work = WorkChooserBlock("assessments.Assignment", label=_("Assignment"))

    class Meta:
        icon = "edit"
        label = _("Assignment")
        group = _("Practice")
        description = _("Text or files that learners submit for grading")
