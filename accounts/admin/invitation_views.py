"""Sending somebody the invitation to their account again, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from accounts import actions, policies
from accounts.models import User
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.mail.outbox import is_delayed
from common.verdict import Verdict


class InviteAgainView(AdminFormView):
    """Say to whom the invitation goes, then send it once more."""

    page_title = gettext_lazy("Send invitation again")
    header_icon = "mail"
    button = gettext_lazy("Send invitation")

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_invite_again(self.reader, self.person)

    def get_page_subtitle(self) -> str:
        return str(self.person)

    @property
    def explanation(self) -> str:
        words = _("%(email)s gets the email with sign-in instructions again.")
        return words % {"email": self.person.email}

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("People"), self.back())]

    def back(self) -> str:
        return reverse("wagtailusers_users:index")

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return forms.Form(data)

    def done(self, form: Any) -> None:
        actions.invite_again(person=self.person, actor=self.reader)
        if is_delayed():
            words = _("Invitation saved. Emails are delayed at the moment: it's sent as soon as possible.")
        else:
            words = _("Invitation sent to %(email)s.")
        messages.success(self.request, words % {"email": self.person.email})


def invitation_buttons(person: User, actor: User) -> list[Button]:
    """Send the invitation again, where that is allowed and of use."""
    if not policies.may_invite_again(actor, person):
        return []
    url = reverse("accounts_invite_again", args=[person.public_id])
    return [Button(_("Send invitation again…"), url=url, icon_name="mail", priority=15)]
