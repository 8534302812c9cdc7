"""What sign-up asks besides e-mail and password.

A module of its own: allauth imports it while its own forms, on which ours build, are still being defined.
"""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile.names import name_without_address


class NamesForm(forms.Form):
    """First and last name, which certificates print."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def clean_first_name(self) -> str:
        return name_without_address(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return name_without_address(self.cleaned_data["last_name"])

    field_order = ("first_name", "last_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this method; its adapter has saved both names by then."""
