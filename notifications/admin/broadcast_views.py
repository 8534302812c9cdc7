"""The screens of broadcasts: one text for many is written, previewed, sent, cancelled and withdrawn."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from accounts.models import User
from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminFormView,
    AdminView,
    Breadcrumb,
    RunningWorkView,
    breadcrumb,
)
from common.verdict import Verdict

from .. import broadcasts, policies, selectors
from ..audiences import NoAudience, audience_named, offered_to
from ..broadcasts.previewing import email_of, site_wording_of
from ..models import Broadcast

LIST = "notifications_admin:broadcasts"
ROWS_A_PAGE = 30
POLL_SECONDS = 2


class BroadcastsMenuItem(MenuItem):
    """For whoever may write to some."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policies.may_broadcast(cast(User, request.user)))


class BroadcastForm(forms.Form):
    """A text, and to whom. choices: by kind, those whom the reader may write to."""

    audience = forms.ChoiceField(label=gettext_lazy("To"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("An empty line starts a new paragraph. Emails start with the person's name."),
    )
    stands_on_page = forms.BooleanField(
        label=gettext_lazy("Also show it on the course page"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Only for messages to a course. You can withdraw it from the page later."),
    )

    def __init__(self, data: Any, *, choices: list[Any], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        cast(forms.ChoiceField, self.fields["audience"]).choices = choices


class _BroadcastsAdminView(AdminView):
    header_icon = "mail"

    def may(self) -> Verdict:
        return policies.may_broadcast(self.reader)


class BroadcastListView(_BroadcastsAdminView):
    """Those that the reader may handle, newest first."""

    template_name = "notifications/admin/broadcasts.html"
    page_title = gettext_lazy("Broadcasts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.broadcasts_for(self.reader)
        page = Paginator(found, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page": page, "rows": page.object_list}


class WriteBroadcastView(_BroadcastsAdminView, AdminFormView):
    """Write one, to the audience that `?to=` names at first, or with the text of the one that `?from=` names.

    It is shown before anything is sent.
    """

    page_title = gettext_lazy("New broadcast")
    button = gettext_lazy("Preview")
    explanation = gettext_lazy(
        "Everyone gets a message of their own, by email and on the site. Replies go to your email address."
    )

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Broadcasts"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> BroadcastForm:
        return BroadcastForm(data, choices=offered_to(self.reader), initial=self._initial())

    def _initial(self) -> dict[str, Any]:
        asked = self.request.GET
        with suppress(Broadcast.DoesNotExist, ValidationError):
            earlier = Broadcast.objects.select_related("sender").get(public_id=asked.get("from", ""))
            if policies.may_handle_broadcast(self.reader, earlier):
                names = ("audience", "subject", "text", "stands_on_page")
                return {name: getattr(earlier, name) for name in names}
        return {"audience": asked.get("to", "")}

    def done(self, form: Any) -> HttpResponse:
        broadcast = broadcasts.prepare_broadcast(**form.cleaned_data, by=self.reader, at=self.now)
        return redirect("notifications_admin:broadcast", broadcast.public_id)

    def back(self) -> str:
        return reverse(LIST)


class _OneBroadcastView(AdminBaseView):
    """About the broadcast whose `public_id` the address names."""

    @cached_property
    def broadcast(self) -> Broadcast:
        rows = Broadcast.objects.select_related("sender")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_broadcast(self.reader) and policies.may_handle_broadcast(
            self.reader, self.broadcast
        )


class BroadcastView(_OneBroadcastView, RunningWorkView):
    """How it will look and whom it reaches, how far it is, or what became of it.

    While it is being sent, htmx asks for the part that moves; without scripts the page loads itself again.
    """

    template_name = "notifications/admin/broadcast.html"
    progress_template = "notifications/admin/broadcast_progress.html"
    page_title = gettext_lazy("Broadcast")
    header_icon = "mail"

    def get_page_subtitle(self) -> str:
        return str(self.broadcast)

    def get_breadcrumb_label(self) -> str:
        return str(self.broadcast)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Broadcasts"), reverse(LIST))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        broadcast = self.broadcast
        context = super().get_context_data(**kwargs) | {
            "broadcast": broadcast,
            "poll_seconds": POLL_SECONDS,
            "may_see_messages": self.reader.has_perm("notifications.view_message"),
        }
        if broadcast.state != Broadcast.State.PREPARED:
            return context
        try:
            audience = audience_named(broadcast.audience, at=self.now)
        except NoAudience:
            return context
        return context | {
            "reach": broadcasts.reach_of(audience),
            "email": email_of(broadcast, audience, self.reader),
            "on_site": site_wording_of(broadcast, audience, self.reader),
        }

    def is_running(self) -> bool:
        return self.broadcast.state == Broadcast.State.RUNNING


class BroadcastActionView(_OneBroadcastView, AdminActionView):
    """Send it, cancel it, or take it off the page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb, broadcast = kwargs["verb"], self.broadcast
        try:
            if verb == "send":
                broadcasts.send_broadcast(broadcast=broadcast, by=self.reader, at=self.now)
            elif verb == "cancel":
                broadcasts.cancel_broadcast(broadcast=broadcast, by=self.reader, at=self.now)
                messages.success(request, _("Cancelled. Messages already sent stay with their recipients."))
            elif verb == "withdraw":
                broadcasts.withdraw_broadcast(broadcast=broadcast, at=self.now)
                messages.success(request, _("The announcement is no longer shown on the page."))
            else:
                raise Http404("there is nothing of the kind to do")
        except broadcasts.NotNow as refusal:
            messages.error(request, str(refusal))
        return redirect("notifications_admin:broadcast", broadcast.public_id)
