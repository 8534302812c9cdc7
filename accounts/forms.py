"""Forms people fill in about themselves."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common.design.long_select import LongSelect

from .models import User
from .profile import avatars
from .profile.timezones import time_zone_choices


class RequestCodeForm(RequestLoginCodeForm):
    """Sends a code to suspended people too: they are told why once they have shown who they are."""

    _user: User | None

    def clean_email(self) -> str:
        email = super().clean_email()
        if email:
            # Asked in any case, so that it takes as long for a known address.
            found = filter_users_by_email(email, for_login=True)
            self._user = self._user or next(iter(found), None)
        return email


class AddPasskeyForm(AddWebAuthnForm):
    """Offers to make a key that signs in by itself, which is what most people come for."""

    passwordless = forms.BooleanField(
        label=_("Use it to sign in without a password"),
        required=False,
        initial=True,
        help_text=_("If unticked, it's used as a second step after your password."),
    )


class PhotoInput(forms.ClearableFileInput):
    """Chooses another photo. The page shows the present one, and has a box of its own that removes it."""

    template_name = "django/forms/widgets/file.html"


class ProfileForm(forms.ModelForm):
    """A person's own account, e-mail and password apart."""

    # Django's own field for images would have every decoder that Pillow has look at what a stranger sent.
    avatar = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, up to 5 MB. Cropped to a square."),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150, help_text=_("Shown on certificates."))
    last_name = forms.CharField(label=_("Last name"), max_length=150, help_text=_("Shown on certificates."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, widget=LongSelect)

    class Meta:
        model = User
        fields = (
            "avatar",
            "first_name",
            "last_name",
            "display_name",
            "phone",
            "language",
            "time_zone",
            "birth_date",
        )
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "birth_date": forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_languages_and_zones(self)
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        self.fields["phone"].help_text = _("For example +33 1 23 45 67 89.")
        for name, token in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean_avatar(self) -> ContentFile | object:
        upload = self.cleaned_data["avatar"]
        if isinstance(upload, UploadedFile):
            return avatars.redraw(upload)
        return upload


def offer_languages_and_zones(form: forms.ModelForm) -> None:
    """Fill the two lists, keeping a zone that was stored under an older name."""
    languages, zones = form.fields["language"], form.fields["time_zone"]
    assert isinstance(languages, forms.ChoiceField)
    assert isinstance(zones, forms.ChoiceField)
    languages.choices = [("", _("Based on the page URL")), *settings.LANGUAGES]
    offered = time_zone_choices()
    stored = form.instance.time_zone
    if stored and stored not in dict(offered):
        offered = ((stored, stored), *offered)
    zones.choices = [("", _("Academy default (%(zone)s)") % {"zone": settings.TIME_ZONE}), *offered]
