"""What marketers compose in the settings of a site: links, menus of two levels, columns of the footer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MENU_ENTRIES_MOST = 8
MENU_GROUPS_MOST = 4


class PlaceBlock(blocks.StructBlock):
    """A link to a page of ours, or to any other address."""

    label = blocks.CharBlock(
        label=_("Text"), max_length=40, required=False, help_text=_("Leave empty to use the page title.")
    )
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("Or URL"),
        max_length=500,
        required=False,
        help_text=_("For links that aren't pages, for example “/my-dashboard/” or “https://example.org/”."),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if bool(value["page"]) == bool(value["address"]):
            errors["page"] = ValidationError(_("Choose either a page or a URL."))
        if value["address"] and not is_safe_address(value["address"]):
            errors["address"] = ValidationError(_("The URL must start with “/”, “https://” or “mailto:”."))
        if value["address"] and not value["label"]:
            errors["label"] = ValidationError(_("Enter a text for the link."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


def is_safe_address(address: str) -> bool:
    """Whether a link may lead there: a place of ours, the web, or somebody's mail or telephone."""
    if address.startswith("/"):
        return not address.startswith(("//", "/\\"))
    return address.startswith(("https://", "http://", "mailto:", "tel:"))


class DescribedPlaceBlock(PlaceBlock):
    """A link in a menu, with a line that says what is there."""

    description = blocks.CharBlock(label=_("Short description"), max_length=90, required=False)


class MenuGroupBlock(blocks.StructBlock):
    """A column of a menu."""

    title = blocks.CharBlock(label=_("Column title"), max_length=40, required=False)
    links = blocks.ListBlock(DescribedPlaceBlock(), label=_("Links"), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Column")


class MenuBlock(blocks.StructBlock):
    """A word in the bar on top that opens a panel with up to four columns of links."""

    label = blocks.CharBlock(label=_("Text"), max_length=30)
    groups = blocks.ListBlock(MenuGroupBlock(), label=_("Columns"), min_num=1, max_num=MENU_GROUPS_MOST)

    class Meta:
        icon = "bars"
        label = _("Menu")


class NavigationBlock(blocks.StreamBlock):
    """The main links of a site."""

    link = PlaceBlock()
    menu = MenuBlock()

    class Meta:
        max_num = MENU_ENTRIES_MOST


class FooterColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=40)
    links = blocks.ListBlock(PlaceBlock(), label=_("Links"), min_num=1, max_num=10)

    class Meta:
        icon = "list-ul"
        label = _("Column")


def language_block() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(label=_("Language"), choices=settings.WAGTAIL_CONTENT_LANGUAGES)


class BrandWordsBlock(blocks.StructBlock):
    language = language_block()
    name = blocks.CharBlock(label=_("Name"), max_length=60, required=False)
    tagline = blocks.CharBlock(label=_("Tagline"), max_length=120, required=False)


class NavigationWordsBlock(blocks.StructBlock):
    language = language_block()
    items = NavigationBlock(label=_("Main links"), required=False)


class FooterWordsBlock(blocks.StructBlock):
    language = language_block()
    columns = blocks.StreamBlock([("column", FooterColumnBlock())], required=False, max_num=4)
    line = blocks.CharBlock(label=_("Line"), max_length=160, required=False)
    legal = blocks.ListBlock(PlaceBlock(), label=_("Legal links"), max_num=8, default=[])


class AnnouncementWordsBlock(blocks.StructBlock):
    language = language_block()
    text = blocks.CharBlock(label=_("Text"), max_length=160)
    link_label = blocks.CharBlock(label=_("Link label"), max_length=40, required=False)


class SearchWordsBlock(blocks.StructBlock):
    language = language_block()
    description = blocks.CharBlock(label=_("Description"), max_length=300)
