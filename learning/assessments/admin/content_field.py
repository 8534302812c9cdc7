"""The form field of a question's content: each kind has fields of its own, and nobody types JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..question_types import KINDS, Invalid, kind_of
from . import contents

TEMPLATES = {
    name: f"assessments/question_types/{'choice_' if name.endswith('_choice') else name + '/'}editor.html"
    for name in KINDS
}


def judged(kind: str, written: contents.Written) -> dict[str, Any]:
    """The data that these fields make, in the canonical form of its kind. Raises ValidationError."""
    data = contents.read(kind, written)
    if kind == "true_false" and "is_true" not in data:
        raise ValidationError(_("Choose whether the statement is true or false."))
    judge = kind_of(kind)
    try:
        return judge.to_data(judge.from_data(data))
    except Invalid as error:
        raise ValidationError(list(error.messages)) from error


class ContentWidget(forms.Widget):
    """The fields of all kinds, each kind under a prefix of its own; CSS shows those of the chosen kind.

    Its value is the pair of kind and fields as they were typed, or the data of a question. kind: which kind
    the data is of.
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
        kind, written = value if isinstance(value, tuple) else (self.kind, None)
        if written is None:
            written = contents.write(kind, value) if kind else {}
        kinds = [self._context(name, each, written if each == kind else {}) for each in KINDS]
        return SafeString(render_to_string("assessments/question_types/widget.html", {"kinds": kinds}))

    def _context(self, name: str, kind: str, written: contents.Written) -> dict[str, Any]:
        return {
            "kind": kind,
            "prefix": f"{name}-{kind}-",
            "template": TEMPLATES[kind],
            "fields": contents.shown(kind, written),
            "distractor_ids": written.get("distractor-id", ()),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, dict[str, list[str]]]:
        kind = data.get("kind", "")
        return kind, contents.written_with(f"{name}-{kind}-", data) if kind in KINDS else {}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class QuestionContentField(forms.Field):
    """Gives the data of the question, judged by its kind."""

    widget = ContentWidget

    def clean(self, value: Any) -> dict[str, Any]:
        kind, written = value
        if kind not in KINDS:
            raise ValidationError(_("Choose a question type first."))
        return judged(kind, written)

    def has_changed(self, initial: Any, data: Any) -> bool:
        kind, written = data
        try:
            return kind not in KINDS or judged(kind, written) != initial
        except ValidationError:
            return True
