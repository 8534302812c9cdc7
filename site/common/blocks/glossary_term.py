"""A word and what it means."""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds, reading_seconds_of_html
from common.blocks.rich_text import SHORT_FEATURES


class GlossaryTermValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        """What a link in the same page points at after its #: `term-` and the word."""
        return f"term-{slugify(self['term'], allow_unicode=True) or 'word'}"


class GlossaryTermBlock(blocks.StructBlock):
    """The definition of one word, which other texts of the page can link to: `#term-the-word`."""

    term = blocks.CharBlock(
        label=_("Term"),
        max_length=120,
        help_text=_("Link to it from text on the same page: “soil food web” is #term-soil-food-web."),
    )
    definition = blocks.RichTextBlock(label=_("Definition"), features=SHORT_FEATURES)
    also = blocks.CharBlock(
        label=_("Also called"), max_length=240, required=False, help_text=_("Other names for the same term.")
    )

    class Meta:
        icon = "tag"
        label = _("Glossary term")
        group = _("Learning aids")
        description = _("A term and its definition")
        template = "blocks/glossary_term.html"
        value_class = GlossaryTermValue
        preview_value = {
            "term": "Humus",
            "definition": "<p>What is left of plants when nothing in the soil can digest it further.</p>",
            "also": "",
        }

    def seconds(self, value: GlossaryTermValue) -> int:
        """Seconds to read it."""
        return reading_seconds(f"{value['term']} {value['also'] or ''}") + reading_seconds_of_html(
            value["definition"].source
        )
