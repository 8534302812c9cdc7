"""What administrators see of emails: which wait, which were sent, and which failed and can be retried."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.mail import outbox
from common.models import OutgoingEmail

from .system_views import SystemBaseView
from .views import AdminActionView, AdminView

EMAILS_PER_PAGE = 50
FAILED, WAITING, SENT = "failed", "waiting", "sent"
STATES = {
    FAILED: gettext_lazy("Failed"),
    WAITING: gettext_lazy("Waiting"),
    SENT: gettext_lazy("Sent"),
}


class OutgoingEmailsView(SystemBaseView, AdminView):
    """Emails of one state, newest first, found by their recipient. Six queries, however many there are."""

    page_title = gettext_lazy("Outgoing emails")
    header_icon = "mail"
    template_name = "common/outgoing_emails.html"

    @cached_property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        if asked in STATES:
            return asked
        return FAILED if OutgoingEmail.objects.given_up().exists() else WAITING

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        to = self.request.GET.get("to", "").strip()[:100]
        rows = _rows_of(self.state)
        if to:
            rows = rows.filter(to__icontains=to)
        return super().get_context_data(
            **kwargs,
            page_obj=Paginator(rows.defer("content"), EMAILS_PER_PAGE).get_page(self.request.GET.get("p")),
            states=[(state, label, state == self.state) for state, label in STATES.items()],
            state=self.state,
            to=to,
            list_url=f"{reverse('common_outgoing_emails')}?{urlencode({'state': self.state, 'to': to})}",
        )


def _rows_of(state: str) -> QuerySet[OutgoingEmail]:
    mails = OutgoingEmail.objects
    if state == FAILED:
        return mails.given_up().order_by("-given_up_at", "-pk")
    if state == SENT:
        return mails.sent().order_by("-sent_at", "-pk")
    return mails.waiting().order_by("next_attempt_at", "pk")


class RetryEmailsView(SystemBaseView, AdminActionView):
    """Try again to send one email that failed (`email`), or all of them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = OutgoingEmail.objects.given_up()
        if number := request.POST.get("email", ""):
            rows = rows.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else rows.none()
        count = outbox.retry(rows, at=self.now)
        words = ngettext("%(count)d email will be retried.", "%(count)d emails will be retried.", count)
        messages.success(request, words % {"count": count})
        return redirect("common_outgoing_emails")
