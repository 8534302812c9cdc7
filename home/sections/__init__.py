"""What marketers arrange: the sections of home and landing pages, one file each."""

from __future__ import annotations

from wagtail import blocks

from home.sections.about import AboutBlock
from home.sections.call_to_action import CallToActionBlock
from home.sections.community import CommunityBlock
from home.sections.countdown import CountdownBlock
from home.sections.course_cards import CourseCardsBlock
from home.sections.faq import FaqBlock
from home.sections.hero import HeroBlock
from home.sections.highlights import HighlightsBlock
from home.sections.how_it_works import HowItWorksBlock
from home.sections.instructors import InstructorsBlock
from home.sections.lead_form import LeadFormBlock
from home.sections.logos import LogosBlock
from home.sections.pricing import PricingBlock
from home.sections.results import ResultsBlock
from home.sections.reusable import ReusableSectionBlock
from home.sections.text import TextSectionBlock
from home.sections.tools import ToolsBlock
from home.sections.video import VideoSectionBlock


class LibrarySectionsBlock(blocks.StreamBlock):
    """Every section that can stand in the library."""

    hero = HeroBlock()
    highlights = HighlightsBlock()
    about = AboutBlock()
    text = TextSectionBlock()
    video = VideoSectionBlock()
    how_it_works = HowItWorksBlock()
    community = CommunityBlock()
    results = ResultsBlock()
    logos = LogosBlock()
    tools = ToolsBlock()
    course_cards = CourseCardsBlock()
    instructors = InstructorsBlock()
    pricing = PricingBlock()
    faq = FaqBlock()
    countdown = CountdownBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        icon = "duplicate"


class SectionsBlock(LibrarySectionsBlock):
    """Every section of a page: those, the page's form, and sections from the library."""

    lead_form = LeadFormBlock()
    reusable_section = ReusableSectionBlock()

    class Meta:
        icon = "duplicate"
        block_counts = {"hero": {"max_num": 1}, "lead_form": {"max_num": 1}}
