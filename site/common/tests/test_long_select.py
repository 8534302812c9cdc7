"""Drop-downs with many options: the same as Django's own, drawn another way."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from common.design.long_select import LongSelect

WORDS = st.text(alphabet="abé<&\"' ", max_size=6)
CHOICES = st.lists(st.tuples(WORDS, WORDS), max_size=5, unique_by=lambda each: each[0])
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "id_x", "required": True, "aria-invalid": "true"},
    {"class": 'a"b', "disabled": False},
]


@given(CHOICES, st.one_of(st.none(), WORDS), st.sampled_from(ATTRS))
def test_it_says_what_djangos_own_says(
    choices: list[tuple[str, str]], value: str | None, attrs: dict[str, Any]
) -> None:
    ours, theirs = LongSelect(choices=choices), forms.Select(choices=choices)
    assert parse_html(ours.render("x", value, attrs)) == parse_html(theirs.render("x", value, attrs))


def test_words_that_wait_for_a_language_and_numbers_are_options() -> None:
    choices = [("", gettext_lazy("Choose a country")), (1, "One"), (2, "Two")]
    drawn = LongSelect(choices=choices).render("x", 2)
    assert parse_html(drawn) == parse_html(forms.Select(choices=choices).render("x", 2))
    assert "Choose a country" in drawn


@pytest.mark.parametrize("is_required", [True, False])
def test_a_form_asks_for_it_as_for_any_other(is_required: bool) -> None:
    class Form(forms.Form):
        place = forms.ChoiceField(choices=[("", "None"), ("a", "A")], required=is_required, widget=LongSelect)

    assert (" required" in str(Form()["place"])) is is_required
    form = Form({"place": "a"})
    assert form.is_valid() and '<option value="a" selected>A</option>' in str(form["place"])
