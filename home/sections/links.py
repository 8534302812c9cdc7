"""Links and buttons of sections: words, and a page of this site or an address."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks.addresses import AddressBlock
from home.sections.loading import PageBlock


class LinkValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """Where it leads; empty when its page is gone."""
        if self["page"]:
            return self["page"].url or "" if self["page"].live else ""
        return self["address"] or ""

    @property
    def is_shown(self) -> bool:
        return bool(self["label"] and self.href)


class SectionLinkBlock(blocks.StructBlock):
    """A link. It is left out of the page while it has no words or leads nowhere."""

    label = blocks.CharBlock(label=_("Text"), max_length=50, required=False)
    page = PageBlock(label=_("Page"), required=False)
    address = AddressBlock(
        label=_("Or URL"), required=False, help_text=_("For example /courses/ or https://example.org/")
    )

    class Meta:
        icon = "link"
        label = _("Button")
        value_class = LinkValue
        label_format = "{label}"

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_needed = required

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        leads = bool(value["page"]) + bool(value["address"])
        if leads > 1:
            errors["address"] = ValidationError(_("Choose either a page or a URL."))
        if (value["label"] or self.is_needed) and not leads:
            errors["address"] = ValidationError(_("Choose a page or enter a URL."))
        if not value["label"] and (leads or self.is_needed):
            errors["label"] = ValidationError(_("Enter a text for the button or link."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value
