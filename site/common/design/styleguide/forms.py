"""What is filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator

from .specimens import Specimen, SpecimenGroup


class SampleForm(forms.Form):
    """Every kind of field. Filled in by nobody."""

    name = forms.CharField(label="Full name", help_text="Shown on certificates.")
    email = forms.EmailField(label="Email")
    about = forms.CharField(label="About you", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(
        label="Level", choices=[("1", "Beginner"), ("2", "Advanced")], widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("fr", "Français")])
    agree = forms.BooleanField(label="I agree to everything that is written on this page, however long it is")


def _form(prefix: str, data: dict[str, Any] | None = None) -> SampleForm:
    return SampleForm(data, prefix=prefix, auto_id=f"sg-{prefix}-%s")


def _locked() -> forms.BoundField:
    form = _form("locked")
    form.fields["name"].disabled = True
    form.fields["name"].initial = "Set by your employer"
    return form["name"]


GROUP = SpecimenGroup(
    "Forms",
    (
        Specimen(
            "A form",
            ("fields", "field", "field_help", "field_optional"),
            '<div class="form">{% include "components/fields.html" with form=form only %}</div>',
            {"form": _form("empty")},
        ),
        Specimen(
            "A form with errors",
            ("fields", "form_errors", "field", "field_error"),
            '<div class="form">{% include "components/fields.html" with form=form only %}</div>',
            {
                "form": _form(
                    "wrong", {"wrong-email": "not an address", "wrong-level": "1", "wrong-language": "en"}
                )
            },
            "The errors on top lead to their fields.",
        ),
        Specimen(
            "A field that is disabled, and a one-time code",
            ("field",),
            """<div class="form">{% include "components/field.html" with field=locked only %}
{% include "components/field.html" with field=code code=True only %}</div>""",
            {"locked": _locked(), "code": _form("code")["email"]},
        ),
        Specimen(
            "Filters",
            ("facet",),
            """<div class="facets">{% include "components/facet.html" with title="Category" name="sg-category" options=options only %}
{% include "components/facet.html" with title="Price" name="sg-price" options=prices single=True only %}</div>""",
            {
                "options": [
                    {"value": "a", "label": "Baking", "count": 12, "is_selected": True},
                    {"value": "b", "label": "A category with a name that takes two lines", "count": 0},
                ],
                "prices": [
                    {"value": "free", "label": "Free"},
                    {"value": "paid", "label": "Paid", "is_selected": True},
                ],
            },
        ),
        Specimen(
            "Pages of a list",
            ("pagination",),
            '{% include "components/pagination.html" with page_obj=page_obj param="page" %}',
            {"page_obj": Paginator(range(200), 10).page(7)},
            note="Reads the request, so it is included without `only`.",
        ),
    ),
)
