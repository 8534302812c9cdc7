"""What administrators see of the machinery in the admin: the system page and the development mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.background import jobs
from common.background.schedule import periodic_work
from common.events import outbox
from common.mail import captured_mail
from common.mail.captured_mail import Mail
from common.models import OutboxRow, OutgoingEmail, PeriodicRun, QueuedTask
from common.tasks import outbox_databases
from common.verdict import Verdict

from . import fallback_services
from .views import AdminActionView, AdminBaseView, AdminView, Breadcrumb, breadcrumb

PERMISSION = "common.look_after_site"
MAILS_PER_PAGE = 50
STUCK_SHOWN = 50
LATE_AFTER = timedelta(minutes=5)


def may_look_after_site(user: Any) -> Verdict:
    """See and mend the machinery: the event queue, periodic work, captured emails."""
    if user.has_perm(PERMISSION):
        return Verdict.yes()
    return Verdict.no("not_an_operator", _("Your role doesn't allow you to look after the site."))


class SystemBaseView(AdminBaseView):
    """Something for those who look after the site."""

    def may(self) -> Verdict:
        return may_look_after_site(self.reader)


class SystemView(SystemBaseView, AdminView):
    """What stands in for what, which facts wait, and when periodic work last ran."""

    page_title = gettext_lazy("System")
    header_icon = "cogs"
    template_name = "common/system.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = {run.name: run for run in PeriodicRun.objects.all()}
        return super().get_context_data(
            **kwargs,
            parts=fallback_services.services(),
            emails={
                "waiting": OutgoingEmail.objects.waiting().count(),
                "delayed": OutgoingEmail.objects.delayed().count(),
                "failed": OutgoingEmail.objects.given_up().count(),
            },
            outboxes=[_outbox_of(alias) for alias in outbox_databases()],
            jobs=_queued_jobs(self.now),
            periodic=[(work, last.get(name)) for name, work in periodic_work().items()],
        )


def _outbox_of(alias: str) -> dict[str, Any]:
    rows = OutboxRow.objects.using(alias)
    stuck = rows.stuck()
    return {
        "database": alias,
        "undelivered": rows.undelivered().count(),
        "stuck": stuck.count(),
        "stuck_rows": list(stuck.annotate(asked_at=F("emitted_at")).order_by("asked_at")[:STUCK_SHOWN]),
    }


def _queued_jobs(now: datetime) -> dict[str, Any]:
    """What waits, what runs, and what only a person can have done again. Four queries."""
    rows = QueuedTask.objects
    oldest = rows.waiting().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    failed = rows.failed()
    return {
        "waiting": rows.waiting().count(),
        "is_late": oldest is not None and oldest < now - LATE_AFTER,
        "failed": failed.count(),
        "failed_rows": list(failed.annotate(asked_at=F("enqueued_at")).order_by("-asked_at")[:STUCK_SHOWN]),
    }


class RetryFailedJobsView(SystemBaseView, AdminActionView):
    """Have the jobs done again that were given up; the next sweep begins them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = jobs.retry_failed(now=self.now)
        words = ngettext("%(count)d job will be retried.", "%(count)d jobs will be retried.", count)
        messages.success(request, words % {"count": count})
        return redirect("common_system")


class RetryStuckView(SystemBaseView, AdminActionView):
    """Give the facts that were given up another set of attempts; the next sweep makes the first."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = sum(outbox.retry_stuck(now=self.now, using=alias) for alias in outbox_databases())
        words = ngettext("%(count)d event will be retried.", "%(count)d events will be retried.", count)
        messages.success(request, words % {"count": count})
        return redirect("common_system")


class MailboxBaseView(SystemBaseView):
    """Something about the emails that were captured; nothing is there where emails are sent."""

    def may(self) -> Verdict:
        if not captured_mail.is_active():
            raise Http404("mails are sent, not kept")
        return super().may()

    @cached_property
    def mail(self) -> Mail:
        try:
            return captured_mail.read(self.kwargs["name"])
        except FileNotFoundError as error:
            raise Http404("no such mail") from error


class MailListView(MailboxBaseView, AdminView):
    """The mails that were kept instead of sent, newest first."""

    page_title = gettext_lazy("Captured emails")
    header_icon = "mail"
    template_name = "common/mail_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(captured_mail.names(), MAILS_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs, page_obj=page, mails=[captured_mail.read(name) for name in page.object_list]
        )


class MailView(MailboxBaseView, AdminView):
    """One mail: its text, its HTML in a frame that can run nothing, its attachments."""

    header_icon = "mail"
    template_name = "common/mail.html"

    def get_page_title(self) -> str:
        return self.mail.subject or _("No subject")

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(MailListView.page_title, reverse("common_mail_list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, mail=self.mail)


class AttachmentView(MailboxBaseView, AdminActionView):
    """One attachment, always as a download: what a mail carries is never shown as a page of ours."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attachments = self.mail.attachments
        if kwargs["number"] >= len(attachments):
            raise Http404("no such attachment")
        attachment = attachments[kwargs["number"]]
        response = HttpResponse(attachment.content, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name)
        return response
