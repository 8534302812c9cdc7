"""Forms that members of staff fill in about people, in Wagtail's admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.forms import offer_languages_and_zones
from accounts.models import Suspension, User
from accounts.roles import STAFF_ROLES

# Everybody is a learner; the others are given and taken.
GIVEN_ROLES = list(STAFF_ROLES)
MOST_GRACE_DAYS = 90


class SecondFactorForm(forms.Form):
    """Which roles need a second factor, and how long their people have to set one up."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role, _(role)) for role in GIVEN_ROLES],
    )
    grace_days = forms.IntegerField(
        label=_("Grace period in days"),
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        initial=14,
        help_text=_("For roles that you add now. Until then, people work as before."),
    )


class PersonForm(forms.ModelForm):
    """A person's fields and roles. What gives power beyond a role (superuser, password) is not in it."""

    required_css_class = "required"

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role, _(role)) for role in GIVEN_ROLES],
        help_text=_("Everyone is also a learner."),
    )

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "display_name", "phone", "language", "time_zone")

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        offer_languages_and_zones(self)
        person = self.instance
        if person.pk:
            self.initial["roles"] = [g.name for g in person.groups.all() if g.name in GIVEN_ROLES]
            # People change it themselves, because the new address has to be verified.
            self.fields["email"].disabled = True
            allowed = policies.may_assign_roles(actor, person, [])
        else:
            self.fields["email"].help_text = _("They get an email with sign-in instructions.")
            allowed = policies.may_create_account(actor, GIVEN_ROLES)
        if not allowed:
            self.fields["roles"].disabled = True
            self.fields["roles"].help_text = allowed.sentence

    def clean_roles(self) -> list[str]:
        roles = self.cleaned_data["roles"]
        if self.fields["roles"].disabled:
            return roles
        changed = set(roles) ^ set(self.initial.get("roles", ()))
        if self.instance.pk:
            verdict = policies.may_assign_roles(self.actor, self.instance, changed)
        else:
            verdict = policies.may_create_account(self.actor, changed)
        if not verdict:
            raise forms.ValidationError(verdict.sentence, code=verdict.code)
        return roles


class SuspendForm(forms.ModelForm):
    """Why somebody is shut out."""

    required_css_class = "required"

    class Meta:
        model = Suspension
        fields = ("reason",)
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}


class LiftForm(forms.Form):
    """Why somebody may come back."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Visible to staff only."),
    )
