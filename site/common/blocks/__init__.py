"""Blocks for any text on the site. None knows a word of the trade."""

from common.blocks.accordion import AccordionBlock
from common.blocks.addresses import AddressBlock, check_address
from common.blocks.button import ButtonBlock
from common.blocks.callout import CalloutBlock
from common.blocks.checklist import ChecklistBlock
from common.blocks.code import CodeBlock
from common.blocks.comparison import ComparisonBlock
from common.blocks.diagram import DiagramBlock
from common.blocks.flash_cards import FlashCardsBlock
from common.blocks.glossary_term import GlossaryTermBlock
from common.blocks.heading import HeadingBlock, OutlinedBlock
from common.blocks.key_idea import KeyIdeaBlock
from common.blocks.maths import MathsBlock
from common.blocks.quote import QuoteBlock
from common.blocks.reading import reading_seconds, reading_seconds_of_html, seconds_of
from common.blocks.rich_text import RichTextBlock
from common.blocks.steps import StepsBlock
from common.blocks.table import TableBlock, table_value
from common.blocks.tabs import TabsBlock
from common.blocks.timeline import TimelineBlock

__all__ = [
    "AccordionBlock",
    "AddressBlock",
    "ButtonBlock",
    "CalloutBlock",
    "ChecklistBlock",
    "CodeBlock",
    "ComparisonBlock",
    "DiagramBlock",
    "FlashCardsBlock",
    "GlossaryTermBlock",
    "HeadingBlock",
    "KeyIdeaBlock",
    "MathsBlock",
    "OutlinedBlock",
    "QuoteBlock",
    "RichTextBlock",
    "StepsBlock",
    "TableBlock",
    "TabsBlock",
    "TimelineBlock",
    "check_address",
    "reading_seconds",
    "reading_seconds_of_html",
    "seconds_of",
    "table_value",
]
