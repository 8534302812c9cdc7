"""Forms that the screens of several apps share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 300


class ReasonForm(forms.Form):
    """Asks staff why they do something to somebody."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Visible to staff only. Shown in the history."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
