"""The form field of a question's content: each type has fields of its own, and nobody types JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..question_types import (
    InvalidContent,
    QuestionType,
    default_question_type,
    question_type,
    question_types,
)
from ..question_types.author_form import Written, written_with


def checked(name: str, written: Written) -> dict[str, Any]:
    """The data that these fields make, in the canonical form of its type. Raises ValidationError."""
    kind = question_type(name)
    data = kind.form.read(written)
    if missing := kind.form.missing(data):
        raise ValidationError(missing)
    try:
        return kind.to_data(kind.from_data(data))
    except InvalidContent as error:
        raise ValidationError(list(error.messages)) from error


class ContentWidget(forms.Widget):
    """The fields of all types, each under a prefix of its own; a script shows those of the chosen type.

    Its value is the pair of type and fields as they were typed, or the data of a question. kind: which type
    the data is of, or else is offered first.
    """

    kind = ""

    class Media:
        css = {"all": ["css/admin/questions.css"]}
        js = [Script("js/admin/question-rows.js", type="module")]

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, written = value if isinstance(value, tuple) else (self.kind, None)
        if written is None:
            written = question_type(chosen).form.write(value) if chosen and value else {}
        types = [
            self._context(name, each, written if each.name == chosen else {}, chosen)
            for each in question_types().values()
        ]
        return SafeString(render_to_string("assessments/question_types/widget.html", {"types": types}))

    def _context(self, name: str, kind: QuestionType, written: Written, chosen: str) -> dict[str, Any]:
        return {
            "name": kind.name,
            "prefix": f"{name}-{kind.name}-",
            "template": kind.editor_template,
            "fields": kind.form.shown(written),
            "is_chosen": kind.name == (chosen or default_question_type()),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, dict[str, list[str]]]:
        kind = data.get("kind", "")
        return kind, written_with(f"{name}-{kind}-", data) if kind in question_types() else {}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class QuestionContentField(forms.Field):
    """Gives the data of the question, checked by its type."""

    widget = ContentWidget

    def clean(self, value: Any) -> dict[str, Any]:
        kind, written = value
        if kind not in question_types():
            raise ValidationError(_("Choose a question type first."))
        return checked(kind, written)

    def has_changed(self, initial: Any, data: Any) -> bool:
        kind, written = data
        try:
            return kind not in question_types() or checked(kind, written) != initial
        except ValidationError:
            return True
