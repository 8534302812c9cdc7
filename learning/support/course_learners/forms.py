"""Whom a list of a course's learners shows, and what is written to them."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .learners import Access, LearnerQuery, Sort, Where


class CourseLearnersForm(forms.Form):
    """The filters of the list, as its address has them."""

    q = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    where = forms.ChoiceField(label=gettext_lazy("Progress"), choices=Where.choices, required=False)
    access = forms.ChoiceField(label=gettext_lazy("Access"), choices=Access.choices, required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sort by"), choices=Sort.choices, required=False)

    def __init__(self, *args: Any, reads_addresses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reads_addresses = reads_addresses
        if reads_addresses:
            self.fields["q"].label = gettext_lazy("Name or email address")

    @property
    def query(self) -> LearnerQuery:
        """What was asked; a field with a mistake is left out."""
        self.is_valid()
        asked = self.cleaned_data
        return LearnerQuery(
            text=asked.get("q", "").strip(),
            where=asked.get("where", ""),
            access=asked.get("access", ""),
            sort=asked.get("sort") or Sort.NAME,
            reads_addresses=self.reads_addresses,
        )


class WriteForm(forms.Form):
    """What is written. key: of this email, so that it goes out once."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=150,
        error_messages={"required": gettext_lazy("Enter a subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "An empty line starts a new paragraph. Each email starts with the learner's name."
        ),
        error_messages={"required": gettext_lazy("Enter a message.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
