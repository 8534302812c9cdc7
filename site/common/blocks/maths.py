"""A formula that stands by itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks.latex import MAX_LENGTH, check_formula, is_hard_to_hear, mathml_of
from common.blocks.reading import reading_seconds

SECONDS_TO_TAKE_IN = 15


class MathsValue(blocks.StructValue):
    @property
    def mathml(self) -> SafeString:
        return mathml_of(self["latex"])


class MathsBlock(blocks.StructBlock):
    """LaTeX, shown as MathML, which KaTeX replaces to the eye where there is JavaScript."""

    latex = blocks.TextBlock(
        label=_("LaTeX formula"),
        max_length=MAX_LENGTH,
        rows=3,
        validators=[check_formula],
        search_index=False,
        help_text=_("Without dollar signs, for example \\frac{a}{b}."),
    )
    description = blocks.TextBlock(
        label=_("In words"),
        max_length=600,
        rows=2,
        required=False,
        help_text=_("How you would read the formula aloud. Required for long formulas."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "superscript"
        label = _("Formula")
        group = _("Learning aids")
        description = _("A LaTeX formula with a description in words")
        template = "blocks/maths.html"
        value_class = MathsValue
        preview_value = {
            "latex": "x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}",
            "description": "x is minus b, plus or minus the square root of b squared minus four a c, "
            "all of it divided by two a.",
            "caption": "Both solutions of a quadratic equation",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation or value["description"]:
            return value
        if is_hard_to_hear(value["latex"]):
            said = ValidationError(
                _("Describe this formula in words. It's too long to be read aloud symbol by symbol.")
            )
            raise StructBlockValidationError(block_errors={"description": said})
        return value

    def seconds(self, value: MathsValue) -> int:
        """Seconds to take it in, and to read what stands around it."""
        return SECONDS_TO_TAKE_IN + reading_seconds(value["caption"] or "")
