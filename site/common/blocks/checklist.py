"""Things to tick off."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListValue

from common.blocks.reading import reading_seconds

_NAMELESS = UUID("6f0c3a52-6a0e-4a55-9f3b-0d5a5f6a8c11")


class NamedItemsBlock(blocks.ListBlock):
    """A list whose items always have the same id, also those that were written without one."""

    def bulk_to_python(self, values: Sequence[Any]) -> list[ListValue]:
        return super().bulk_to_python([self._named(raw) for raw in values])

    def to_python(self, value: Any) -> ListValue:
        return super().to_python(self._named(value))

    def _named(self, raw: Any) -> list[dict[str, Any]]:
        named = []
        for place, item in enumerate(raw or ()):
            if not self._item_is_in_block_format(item):
                item = {"type": "item", "value": item, "id": None}
            name = item.get("id") or str(uuid5(_NAMELESS, f"{place} {item['value']}"))
            named.append({**item, "id": name})
        return named


class ChecklistBlock(blocks.StructBlock):
    """What to have or to do. Whoever reads it may tick it off, and the ticks are still there next time."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = NamedItemsBlock(
        blocks.CharBlock(label=_("Item"), max_length=240), label=_("Items"), min_num=1, max_num=40
    )

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        group = _("Interaction")
        description = _("Items learners can tick off. Their progress is saved")
        template = "blocks/checklist.html"
        preview_value = {
            "title": "Before you begin",
            "items": ["A pot with a hole in its bottom", "Earth without fertiliser", "Seeds from this year"],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        return reading_seconds(" ".join([value["title"], *value["items"]]))
