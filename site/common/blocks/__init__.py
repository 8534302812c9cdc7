"""Blocks for any text on the site. None knows a word of the trade."""

from common.blocks.callout import CalloutBlock
from common.blocks.code import CodeBlock
from common.blocks.heading import HeadingBlock
from common.blocks.reading import reading_seconds, reading_seconds_of_html, seconds_of
from common.blocks.rich_text import RichTextBlock

__all__ = [
    "CalloutBlock",
    "CodeBlock",
    "HeadingBlock",
    "RichTextBlock",
    "reading_seconds",
    "reading_seconds_of_html",
    "seconds_of",
]
