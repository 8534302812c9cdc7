"""What authors compose: the body of a lesson, the description of a course, and short lists.

A lesson's body may hold what `common` and `library` offer, and what other apps register as activities.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks import (
    AccordionBlock,
    ButtonBlock,
    CalloutBlock,
    ChecklistBlock,
    CodeBlock,
    ComparisonBlock,
    DiagramBlock,
    FlashCardsBlock,
    GlossaryTermBlock,
    HeadingBlock,
    KeyIdeaBlock,
    MathsBlock,
    OutlinedBlock,
    QuoteBlock,
    RichTextBlock,
    StepsBlock,
    TableBlock,
    TabsBlock,
    TimelineBlock,
)
from learning.courses import activities
from library.blocks import (
    AudioBlock,
    BeforeAfterBlock,
    DocumentBlock,
    DownloadsBlock,
    EmbedBlock,
    GalleryBlock,
    ImageBlock,
    VideoBlock,
)


class ExpertiseBlock(blocks.CharBlock):
    class Meta:
        icon = "tag"
        label = _("Topic")
        max_length = 60


class CourseLinkBlock(blocks.StructBlock):
    """A labelled address on the web."""

    label = blocks.CharBlock(label=_("Label"), max_length=60)
    url = blocks.URLBlock(label=_("URL"))

    class Meta:
        icon = "link"
        label = _("Link")


class CourseFaqBlock(blocks.StructBlock):
    """One question that people ask before they join, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "help"
        label = _("Question")


class LineBlock(blocks.CharBlock):
    class Meta:
        icon = "tick-inverse"
        label = _("Line")


class DescriptionBlock(OutlinedBlock):
    """The long description of a course."""

    # The editor groups what can be added by the order of their first members.
    text = RichTextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TableBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    before_after = BeforeAfterBlock()
    embed = EmbedBlock()
    key_idea = KeyIdeaBlock()
    steps = StepsBlock()
    timeline = TimelineBlock()
    comparison = ComparisonBlock()
    maths = MathsBlock()
    diagram = DiagramBlock()
    glossary_term = GlossaryTermBlock()
    accordion = AccordionBlock()
    tabs = TabsBlock()
    button = ButtonBlock()


class ActivityBlock(blocks.StructBlock):
    """Places an activity in a lesson: a mark, where the card of whoever looks is put.

    Its value has a property `public_id`: which activity it is; None: none yet.
    """

    class Meta:
        template = "courses/blocks/activity.html"


class LessonBodyBlock(OutlinedBlock):
    """The body of a lesson."""

    text = RichTextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TableBlock()
    code = CodeBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    before_after = BeforeAfterBlock()
    embed = EmbedBlock()
    document = DocumentBlock()
    downloads = DownloadsBlock()
    key_idea = KeyIdeaBlock()
    steps = StepsBlock()
    timeline = TimelineBlock()
    comparison = ComparisonBlock()
    maths = MathsBlock()
    diagram = DiagramBlock()
    glossary_term = GlossaryTermBlock()
    accordion = AccordionBlock()
    tabs = TabsBlock()
    flash_cards = FlashCardsBlock()
    checklist = ChecklistBlock()
    button = ButtonBlock()

    class Meta:
        icon = "doc-full"
        label = _("Lesson body")

    def __init__(self, local_blocks: list[tuple[str, blocks.Block]] | None = None, **kwargs: Any) -> None:
        placed = [(kind.name, kind.block()) for kind in activities.kinds() if kind.block is not None]
        super().__init__([*(local_blocks or []), *placed], **kwargs)

    @cached_property
    def video_block_names(self) -> frozenset[str]:
        return self._names_of(VideoBlock)

    @cached_property
    def checklist_block_names(self) -> frozenset[str]:
        return self._names_of(ChecklistBlock)

    def _names_of(self, kind: type[blocks.Block]) -> frozenset[str]:
        return frozenset(name for name, block in self.child_blocks.items() if isinstance(block, kind))
