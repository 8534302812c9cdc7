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
    CodeBlock,
    ComparisonBlock,
    FlashCardsBlock,
    GlossaryTermBlock,
    HeadingBlock,
    KeyIdeaBlock,
    QuoteBlock,
    RichTextBlock,
    StepsBlock,
    TabsBlock,
    TimelineBlock,
)
from learning.courses import activities
from library.blocks import DocumentBlock, DownloadsBlock, ImageBlock, VideoBlock


class ExpertiseBlock(blocks.CharBlock):
    class Meta:
        icon = "tag"
        label = _("Topic")
        max_length = 60


class LinkBlock(blocks.StructBlock):
    """A labelled address on the web."""

    label = blocks.CharBlock(label=_("Label"), max_length=60)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


class QuestionBlock(blocks.StructBlock):
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


class DescriptionBlock(blocks.StreamBlock):
    """The long description of a course."""

    # The editor groups what can be added by the order of their first members.
    text = RichTextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    video = VideoBlock()
    key_idea = KeyIdeaBlock()
    steps = StepsBlock()
    timeline = TimelineBlock()
    comparison = ComparisonBlock()
    glossary_term = GlossaryTermBlock()
    accordion = AccordionBlock()
    tabs = TabsBlock()
    button = ButtonBlock()


class LessonBodyBlock(blocks.StreamBlock):
    """The body of a lesson."""

    text = RichTextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    code = CodeBlock()
    image = ImageBlock()
    video = VideoBlock()
    document = DocumentBlock()
    downloads = DownloadsBlock()
    key_idea = KeyIdeaBlock()
    steps = StepsBlock()
    timeline = TimelineBlock()
    comparison = ComparisonBlock()
    glossary_term = GlossaryTermBlock()
    accordion = AccordionBlock()
    tabs = TabsBlock()
    flash_cards = FlashCardsBlock()
    button = ButtonBlock()

    class Meta:
        icon = "doc-full"
        label = _("Lesson body")

    def __init__(self, local_blocks: list[tuple[str, blocks.Block]] | None = None, **kwargs: Any) -> None:
        placed = [(kind.name, kind.block) for kind in activities.kinds()]
        super().__init__([*(local_blocks or []), *placed], **kwargs)

    @cached_property
    def video_block_names(self) -> frozenset[str]:
        return frozenset(name for name, block in self.child_blocks.items() if isinstance(block, VideoBlock))
