"""What administrators see of emails: which wait, which were sent, and which failed and can be retried."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.mail import outbox
from common.models import OutgoingEmail
from common.word_search import found_by, has_word

from .long_lists import LongList, most_counted
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
    """Emails of one state, newest first, found by their recipient. Eight queries, however many there are."""

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
            rows = rows.filter(_sent_to(to))
        emails = LongList(rows.defer("content"), EMAILS_PER_PAGE, most=most_counted(to))
        page = emails.page_of(self.request.GET)
        return super().get_context_data(
            **kwargs,
            page=page,
            page_numbers=list(emails.get_elided_page_range(page.number or emails.num_pages)),
            states=[(state, label, state == self.state) for state, label in STATES.items()],
            state=self.state,
            to=to,
        )


def _rows_of(state: str) -> QuerySet[OutgoingEmail]:
    mails = OutgoingEmail.objects
    if state == FAILED:
        return mails.given_up().order_by("-given_up_at", "-pk")
    if state == SENT:
        return mails.sent().order_by("-sent_at", "-pk")
    return mails.waiting().order_by("next_attempt_at", "pk")


def _sent_to(text: str) -> Q:
    """Emails with this in their recipient's address. One query."""
    found = found_by(OutgoingEmail, ["to"], text)
    return has_word(["to"], text) if found is None else Q(pk__in=found)


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
