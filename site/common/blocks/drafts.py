"""What a draft keeps of blocks that nobody has finished: all of it, as it was typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListValue

from common.blocks.addresses import AddressBlock

#: Begins of addresses that a browser would run. White space and control characters don't stop it.
_RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20]+")


def kept_as_draft(block: blocks.Block, value: Any) -> Any:
    """The value of a block for a draft: cleaned where that works, as it was typed where it doesn't.

    Never refuses anything: publishing does. What can't be kept at all (a number or date that is none) becomes
    the block's default, and an address that would run a script becomes "".
    The block itself isn't changed meanwhile, as another thread may publish with it.
    """
    if isinstance(block, blocks.BaseStreamBlock):
        children = [(child.block.name, kept_as_draft(child.block, child.value), child.id) for child in value]
        return blocks.StreamValue(block, children)
    if isinstance(block, blocks.ListBlock):
        return ListValue(
            block,
            bound_blocks=[
                ListValue.ListChild(block.child_block, kept_as_draft(block.child_block, item.value), item.id)
                for item in block.normalize(value).bound_blocks
            ],
        )
    if isinstance(block, blocks.BaseStructBlock):
        value = block.normalize(
            {name: kept_as_draft(block.child_blocks[name], part) for name, part in value.items()}
        )
    try:
        return block.clean(value)
    except ValidationError:
        return _as_typed(block, value) if isinstance(block, blocks.FieldBlock) else value


def _as_typed(block: blocks.FieldBlock, value: Any) -> Any:
    field: forms.Field = block.field
    if isinstance(field, forms.CharField):
        return (
            _harmless(value)
            if isinstance(field, forms.URLField) or isinstance(block, AddressBlock)
            else value
        )
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return block.get_default()
    try:
        return block.value_from_form(field.to_python(block.value_for_form(value)))
    except ValidationError:
        return block.get_default()


def _harmless(address: str | None) -> str:
    address = address or ""
    return "" if _RUNS.match(_UNSEEN.sub("", address)) else address


class DraftBlockField(blocks.BlockField):
    """A stream in a form: a draft of it is kept whatever is missing, and publishing asks for everything."""

    def clean(self, value: Any) -> Any:
        if getattr(self, "is_deferred_validation", False):
            return kept_as_draft(self.block, value)
        return super().clean(value)
