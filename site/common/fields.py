"""Model fields shared by the apps."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail import fields

from common.blocks.drafts import DraftBlockField


class StreamField(fields.StreamField):
    """Wagtail's StreamField, whose blocks stay out of migrations.

    A block is app code and a column does not depend on it: naming blocks in a migration would tie old
    migrations to today's code and make a migration of each new block. The column holds JSON all the same.

    In a form, unfinished blocks never keep a draft from being saved.
    """

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": DraftBlockField, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _blocks, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs
