"""What every form of a page has besides the fields that marketers chose: consent, and the guard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm

from home.lead_forms.spam import BAIT, MOMENT, SHOWN, SHOWN_AGAIN, is_known_moment, new_moment

CONSENT = "consent"


def guarded(form_class: type[BaseForm], *, consent: str) -> type[BaseForm]:
    """The form with its guard and, if there is a sentence to agree to, a box for it."""

    base: Any = form_class

    class GuardedForm(base):
        #: Names of fields that are there for machines only.
        guards = (BAIT, MOMENT)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if consent:
                self.fields[CONSENT] = forms.BooleanField(label=consent)
            self.fields[BAIT] = forms.CharField(
                required=False,
                label=_("Leave this empty"),
                widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
            )
            self.fields[MOMENT] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=new_moment, label=""
            )

        @property
        def asked(self) -> list[forms.BoundField]:
            """The fields that people see."""
            return [field for field in self if field.name not in self.guards]

        def clean(self) -> dict[str, Any]:
            super().clean()
            answers: dict[str, Any] = self.cleaned_data
            if not is_known_moment(answers.pop(MOMENT, "")):
                # A fresh moment, so that sending what was typed once more works.
                self.show_again(SHOWN)
                raise forms.ValidationError(_("The form was open for too long. Please submit it again."))
            answers.pop(BAIT, None)
            return answers

        def show_again(self, moment: str) -> None:
            """Have what was typed shown once more, with a fresh moment and without what a browser added."""
            typed: Any = self.data.copy()  # type: ignore[has-type]
            typed[MOMENT], typed[BAIT] = new_moment(moment), ""
            self.data = typed

        def ask_again(self) -> None:
            """Not sent yet: whoever sends it from here isn't taken for a machine."""
            self.show_again(SHOWN_AGAIN)
            self.add_error(
                None, _("Your response hasn't been sent yet. Please check it and submit it again.")
            )

    return GuardedForm
