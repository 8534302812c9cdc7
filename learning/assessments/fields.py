"""The fields of a question: its type, and its content, whose words translators are given one by one."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from wagtail_localize.segments import StringSegmentValue

from .question_types import question_types

#: What learners read, or what they type in their own language. Names, numbers and units stay.
_WORDS = frozenset({"text", "feedback", "feedback_right", "feedback_wrong", "left", "right"})
_LISTS = frozenset({"accepted"})


class QuestionTypeField(models.CharField):
    """The name of a question type; the choices are those there are. To migrations it is a plain CharField."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", _type_choices)
        kwargs.setdefault("max_length", 24)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class ContentField(models.JSONField):
    """JSON as `to_data` of a kind of question gives it. To migrations it is a plain JSONField."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        """The words of the content, each under the names of its rows."""
        return [
            StringSegmentValue(".".join(path), holder[key])
            for path, holder, key in _words(value)
            if holder[key]
        ]

    def restore_translated_segments(self, value: Any, segments: Iterable[StringSegmentValue]) -> Any:
        """The content with these words in the place of its own; what has no translation stays as it is."""
        translated = copy.deepcopy(value)
        places = {".".join(path): (holder, key) for path, holder, key in _words(translated)}
        for segment in segments:
            if segment.path in places:
                holder, key = places[segment.path]
                holder[key] = segment.render_text()
        return translated


def _words(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Where each text is: its path, and the mapping or list that holds it under a key."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in _WORDS and isinstance(each, str):
                yield (*path, key), value, key
            elif key in _LISTS and isinstance(each, list):
                for number in range(len(each)):
                    yield (*path, key, str(number)), each, number
            else:
                yield from _words(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            name = str(each.get("id") or number) if isinstance(each, dict) else str(number)
            yield from _words(each, (*path, name))


def _type_choices() -> list[tuple[str, Any]]:
    return [(name, each.label) for name, each in question_types().items()]
