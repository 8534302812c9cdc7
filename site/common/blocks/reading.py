"""How long things take to read, so that an outline can tell minutes."""

from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

# A calm reader of explaining text.
WORDS_PER_SECOND = 3.0


def reading_seconds(text: str) -> int:
    """Seconds to read plain text; anything at all takes at least one."""
    words = len(text.split())
    return max(1, round(words / WORDS_PER_SECOND)) if words else 0


def reading_seconds_of_html(html: str) -> int:
    """Seconds to read the text of an HTML fragment."""
    return reading_seconds(unescape(strip_tags(html.replace("<", " <"))))


def seconds_of(stream: StreamValue) -> int:
    """Seconds to take in a whole stream: the sum over its blocks that have a method `seconds(value)`."""
    return sum(_seconds_of_child(child.block, child.value) for child in stream)


def _seconds_of_child(block: Any, value: Any) -> int:
    return block.seconds(value) if hasattr(block, "seconds") else 0
