"""Cards to ask oneself with."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds

SECONDS_TO_THINK = 5


class FlashCardBlock(blocks.StructBlock):
    """A question on the front, its answer on the back."""

    front = blocks.CharBlock(label=_("Front"), max_length=240)
    back = blocks.TextBlock(label=_("Back"), max_length=600, rows=2)

    class Meta:
        icon = "copy"
        label = _("Card")


class FlashCardsBlock(blocks.StructBlock):
    """A stack of cards: think of the answer, then turn the card."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    cards = blocks.ListBlock(FlashCardBlock(), label=_("Cards"), min_num=1, max_num=40)

    class Meta:
        icon = "copy"
        label = _("Flashcards")
        group = _("Interaction")
        description = _("Questions with answers on the back, turned over one by one")
        template = "blocks/flash_cards.html"
        preview_value = {
            "title": "Do you remember?",
            "cards": [
                {"front": "What does a plant take from the air?", "back": "Carbon dioxide."},
                {"front": "And what does it give back?", "back": "Oxygen."},
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read both sides of each card and to think in between."""
        return sum(
            reading_seconds(card["front"]) + SECONDS_TO_THINK + reading_seconds(card["back"])
            for card in value["cards"]
        )
