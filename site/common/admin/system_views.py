"""What administrators see of the machinery in the admin: the system page and the development mailbox."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common.background.schedule import periodic_work
from common.events import outbox
from common.mail import captured_mail
from common.mail.captured_mail import Mail
from common.models import OutboxRow, PeriodicRun
from common.tasks import outbox_databases

from . import fallback_services

PERMISSION = "common.look_after_site"
MAILS_PER_PAGE = 50
STUCK_SHOWN = 50


class _StaffPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of Wagtail's admin for those who look after the site."""

    permission_required = PERMISSION
    raise_exception = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class SystemView(_StaffPage):
    """What stands in for what, which facts wait, and when periodic work last ran."""

    page_title = gettext_lazy("System")
    header_icon = "cogs"
    template_name = "common/system.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = {run.name: run for run in PeriodicRun.objects.all()}
        return super().get_context_data(
            **kwargs,
            parts=fallback_services.services(),
            outboxes=[_outbox_of(alias) for alias in outbox_databases()],
            periodic=[(work, last.get(name)) for name, work in periodic_work().items()],
        )


def _outbox_of(alias: str) -> dict[str, Any]:
    rows = OutboxRow.objects.using(alias)
    stuck = rows.stuck()
    return {
        "database": alias,
        "undelivered": rows.undelivered().count(),
        "stuck": stuck.count(),
        "stuck_rows": list(stuck.order_by("emitted_at")[:STUCK_SHOWN]),
    }


@require_POST
def retry_stuck(request: HttpRequest) -> HttpResponse:
    """Give the facts that were given up another set of attempts; the next sweep makes the first."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    now = timezone.now()
    count = sum(outbox.retry_stuck(now=now, using=alias) for alias in outbox_databases())
    messages.success(
        request,
        ngettext("%(count)d event will be retried.", "%(count)d events will be retried.", count)
        % {"count": count},
    )
    return redirect("common_system")


class _MailboxPage(_StaffPage):
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not captured_mail.is_active():
            raise Http404("mails are sent, not kept")
        return super().dispatch(request, *args, **kwargs)


class MailListView(_MailboxPage):
    """The mails that were kept instead of sent, newest first."""

    page_title = gettext_lazy("Captured emails")
    template_name = "common/mail_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(captured_mail.names(), MAILS_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs, page_obj=page, mails=[captured_mail.read(name) for name in page.object_list]
        )


class MailView(_MailboxPage):
    """One mail: its text, its HTML in a frame that can run nothing, its attachments."""

    template_name = "common/mail.html"

    @cached_property
    def mail(self) -> Mail:
        return _mail_or_404(self.kwargs["name"])

    def get_page_title(self) -> str:
        return self.mail.subject or _("No subject")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("common_mail_list"), "label": MailListView.page_title}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, mail=self.mail)


class AttachmentView(_MailboxPage):
    """One attachment, always as a download: what a mail carries is never shown as a page of ours."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attachments = _mail_or_404(kwargs["name"]).attachments
        if kwargs["number"] >= len(attachments):
            raise Http404("no such attachment")
        attachment = attachments[kwargs["number"]]
        response = HttpResponse(attachment.content, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name)
        return response


def _mail_or_404(name: str) -> Mail:
    try:
        return captured_mail.read(name)
    except FileNotFoundError as error:
        raise Http404("no such mail") from error
