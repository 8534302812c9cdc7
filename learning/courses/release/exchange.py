"""What stored content names (files, activities), found in it and exchanged for something else.

Content is what a revision keeps of a page or snippet: plain values by the name of the field. Nothing here
asks the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model

#: A model's label and a row's primary key.
Reference = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What takes the place of something named. public_id: of an activity."""

    pk: int
    public_id: UUID | None = None


#: Told each reference, it answers with what takes its place; None: nothing does.
Exchanger = Callable[[Reference], Replacement | None]

_TAG = re.compile(r"<(?:a|embed)\b[^>]*>")
_ID = re.compile(r'(?<=\bid=")\d+(?=")')


def file_models() -> tuple[type[Model], ...]:
    """The kinds of file that content may name."""
    return get_image_model(), get_document_model(), get_media_model()


def exchanged(model: type[Model], content: Mapping[str, Any], exchanger: Exchanger) -> dict[str, Any]:
    """Those fields of the content of a page or snippet that are different with other references."""
    changed = {}
    for name, value in content.items():
        new = _in_field(_field(model, name), value, exchanger)
        if new != value:
            changed[name] = new
    return changed


def references_in(model: type[Model], content: Mapping[str, Any]) -> set[Reference]:
    """Everything that content names, files and activities."""
    found: set[Reference] = set()
    exchanged(model, content, lambda reference: found.add(reference))
    return found


def by_mapping(replacements: Mapping[Reference, Replacement]) -> Exchanger:
    return replacements.get


def _field(model: type[Model], name: str) -> Any:
    return next((each for each in model._meta.get_fields() if each.name == name), None)


def _in_field(field: Any, value: Any, exchanger: Exchanger) -> Any:
    if not value:
        return value
    if isinstance(field, StreamField):
        raw = json.loads(value) if isinstance(value, str) else value
        new = _in_block(field.stream_block, raw, exchanger)
        return value if new == raw else json.dumps(new) if isinstance(value, str) else new
    if isinstance(field, RichTextField):
        return _in_rich_text(value, exchanger)
    if isinstance(field, ForeignKey) and field.related_model in file_models():
        new = exchanger((field.related_model._meta.label, int(value)))
        return value if new is None else new.pk
    return value


def _in_block(block: Block, value: Any, exchanger: Exchanger) -> Any:
    if isinstance(block, StreamBlock) and isinstance(value, list):
        return [_in_child(block, child, exchanger) for child in value]
    if isinstance(block, ListBlock) and isinstance(value, list):
        return [_in_item(block.child_block, item, exchanger) for item in value]
    if isinstance(block, StructBlock) and isinstance(value, dict):
        return _in_struct(block, value, exchanger)
    if isinstance(block, RichTextBlock) and isinstance(value, str):
        return _in_rich_text(value, exchanger)
    if isinstance(block, ChooserBlock) and isinstance(value, int):
        new = exchanger((block.model_class._meta.label, value))
        return value if new is None else new.pk
    return value


def _in_child(block: StreamBlock, child: Any, exchanger: Exchanger) -> Any:
    inner = block.child_blocks.get(child.get("type"))
    return child if inner is None else child | {"value": _in_block(inner, child["value"], exchanger)}


def _in_item(block: Block, item: Any, exchanger: Exchanger) -> Any:
    """An item of a list, which older content keeps without an id around it."""
    if isinstance(item, dict) and item.get("type") == "item":
        return item | {"value": _in_block(block, item["value"], exchanger)}
    return _in_block(block, item, exchanger)


def _in_struct(block: StructBlock, value: dict[str, Any], exchanger: Exchanger) -> dict[str, Any]:
    public_ids: list[UUID] = []

    def noting(reference: Reference) -> Replacement | None:
        new = exchanger(reference)
        if new is not None and new.public_id is not None:
            public_ids.append(new.public_id)
        return new

    made = dict(value)
    for name, inner in block.child_blocks.items():
        if name in value:
            made[name] = _in_block(inner, value[name], noting)
    if public_ids and "public_id" in value:  # what outlives the row is kept beside it
        made["public_id"] = str(public_ids[0])
    return made


def _in_rich_text(html: str, exchanger: Exchanger) -> str:
    labels = {
        'embedtype="image"': get_image_model()._meta.label,
        'linktype="document"': get_document_model()._meta.label,
    }

    def tag(found: re.Match[str]) -> str:
        label = next((labels[mark] for mark in labels if mark in found[0]), None)
        if label is None:
            return found[0]

        def other(pk: re.Match[str]) -> str:
            new = exchanger((label, int(pk[0])))
            return pk[0] if new is None else str(new.pk)

        return _ID.sub(other, found[0])

    return _TAG.sub(tag, html)


def files_among(references: Iterable[Reference]) -> dict[type[Model], set[int]]:
    """The files among references, by their model."""
    models = {model._meta.label: model for model in file_models()}
    found: dict[type[Model], set[int]] = {}
    for label, pk in references:
        if label in models:
            found.setdefault(models[label], set()).add(pk)
    return found


def stored_content(page: Any) -> dict[str, Any]:
    """Those fields of a page that may name files or activities, as a revision keeps them."""
    content: dict[str, Any] = {}
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            content[field.name] = field.value_to_string(page)
        elif field.related_model in file_models():
            content[field.name] = getattr(page, field.attname)
        elif not field.is_relation and hasattr(field, "extract_references"):
            content[field.name] = field.value_from_object(page)
    return content


def put_content(page: Any, content: Mapping[str, Any]) -> None:
    """Set fields of a page as a revision keeps them."""
    for name, value in content.items():
        field = page._meta.get_field(name)
        setattr(page, field.attname if field.is_relation else name, value)
