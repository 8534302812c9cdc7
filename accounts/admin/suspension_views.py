"""Suspending people and lifting their suspensions, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts import actions, policies
from accounts.models import User
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from .forms import LiftForm, SuspendForm


class SuspensionFormView(AdminFormView):
    """A decision about one person, with the earlier ones below."""

    template_name = "accounts/admin/suspension_form.html"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_suspend(self.reader, self.person)

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("People"), self.back())]

    def back(self) -> str:
        return reverse("wagtailusers_users:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.person.suspensions.select_related("suspended_by", "lifted_by")
        return super().get_context_data(**kwargs) | {"history": history.order_by("-suspended_at")}


class SuspendView(SuspensionFormView):
    """Ask for the reason, then shut the person out."""

    page_title = gettext_lazy("Suspend")
    header_icon = "lock"
    button = gettext_lazy("Suspend")
    is_serious = True
    explanation = gettext_lazy(
        "They're signed out everywhere and can't sign in until you lift the suspension. Their courses, "
        "results and certificates are kept."
    )

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return SuspendForm(data)

    def done(self, form: Any) -> None:
        person = self.person
        try:
            actions.suspend(person=person, actor=self.reader, reason=form.cleaned_data["reason"], at=self.now)
        except actions.AlreadySuspended:
            messages.warning(self.request, _("%(person)s is already suspended.") % {"person": person})
        else:
            words = _("%(person)s has been suspended and signed out everywhere.")
            messages.success(self.request, words % {"person": person})


class LiftSuspensionView(SuspensionFormView):
    """Ask for a note, then let the person back in."""

    page_title = gettext_lazy("Lift suspension")
    header_icon = "lock-open"
    button = gettext_lazy("Lift suspension")
    explanation = gettext_lazy(
        "They can sign in again. Their courses, results and certificates are unchanged."
    )

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return LiftForm(data)

    def done(self, form: Any) -> None:
        person = self.person
        try:
            actions.lift_suspension(
                person=person, actor=self.reader, note=form.cleaned_data["note"], at=self.now
            )
        except actions.NotSuspended:
            messages.warning(self.request, _("%(person)s isn't suspended.") % {"person": person})
        else:
            messages.success(self.request, _("%(person)s can sign in again.") % {"person": person})
