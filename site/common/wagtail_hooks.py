"""What this app adds to Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .admin import email_views, system_views
from .admin.admin_dashboard import TodoItem, WelcomePanel
from .exports import views as export_views
from .mail import captured_mail
from .models import OutboxRow, OutgoingEmail
from .tasks import outbox_databases


class _MachineryItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(system_views.may_look_after_site(request.user))


class _MailItem(_MachineryItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return captured_mail.is_active() and super().is_shown(request)


@hooks.register("register_admin_urls")
def machinery_urls() -> list[URLPattern]:
    mail = "academy/mail/"
    return [
        path("academy/exports/", export_views.ExportsView.as_view(), name="common_exports"),
        path(
            "academy/exports/<uuid:key>/", export_views.BackgroundExportView.as_view(), name="common_export"
        ),
        path(
            "academy/exports/<uuid:key>/file/",
            export_views.ExportFileView.as_view(),
            name="common_export_file",
        ),
        path("academy/system/", system_views.SystemView.as_view(), name="common_system"),
        path("academy/system/retry/", system_views.RetryStuckView.as_view(), name="common_retry_stuck"),
        path(
            "academy/system/retry-jobs/", system_views.RetryFailedJobsView.as_view(), name="common_retry_jobs"
        ),
        path("academy/emails/", email_views.OutgoingEmailsView.as_view(), name="common_outgoing_emails"),
        path("academy/emails/retry/", email_views.RetryEmailsView.as_view(), name="common_retry_emails"),
        path(mail, system_views.MailListView.as_view(), name="common_mail_list"),
        path(f"{mail}<str:name>/", system_views.MailView.as_view(), name="common_mail"),
        path(
            f"{mail}<str:name>/<int:number>/", system_views.AttachmentView.as_view(), name="common_attachment"
        ),
    ]


@hooks.register("insert_editor_js")
def let_buttons_wait_for_autosave() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/wait-for-autosave.js"))


@hooks.register("insert_editor_js")
def keep_what_was_just_typed() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/keep-typing.js"))


@hooks.register("insert_global_admin_js")
def let_keys_put_calendars_away() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/calendars.js"))


@hooks.register("register_reports_menu_item")
def system_menu_item() -> MenuItem:
    return _MachineryItem(_("System"), reverse_lazy("common_system"), icon_name="cogs", order=1100)


@hooks.register("register_reports_menu_item")
def outgoing_emails_menu_item() -> MenuItem:
    address = reverse_lazy("common_outgoing_emails")
    return _MachineryItem(_("Outgoing emails"), address, name="outgoing-emails", icon_name="mail", order=1105)


@hooks.register("register_reports_menu_item")
def mail_menu_item() -> MenuItem:
    return _MailItem(
        _("Captured emails"), reverse_lazy("common_mail_list"), name="mails", icon_name="mail", order=1110
    )


@hooks.register("register_reports_menu_item")
def exports_menu_item() -> MenuItem:
    return MenuItem(_("My exports"), reverse_lazy("common_exports"), icon_name="download", order=1090)


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/brand.css"))


@hooks.register("insert_global_admin_js")
def say_why_uploads_are_refused() -> SafeString:
    """The script, and the words by what happened to an upload."""
    words = {
        "interrupted": _(
            "The upload was interrupted and nothing was saved. Check your connection and try again."
        ),
        "too_large": _("The file is too large, so nothing was saved. Choose a smaller file."),
        "no_space": _("The server has no space left, so nothing was saved. Ask an administrator."),
        "not_allowed": _(
            "You're signed out or your role doesn't allow this upload. Nothing was saved. "
            "Sign in in another tab, then try again."
        ),
        "refused": _("The file wasn't accepted and nothing was saved. Choose another file."),
        "server": _("Something went wrong on our end and nothing was saved. Try again in a moment."),
        "misplaced": _("Files can be dropped only on a file field."),
    }
    script = format_html('<script type="module" src="{}"></script>', static("js/admin/upload-refused.js"))
    return json_script(words, "upload-words") + script


@hooks.register("construct_homepage_panels")
def welcome(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WelcomePanel(request))


@hooks.register("register_what_waits")
def stuck_facts(request: HttpRequest) -> Iterator[TodoItem]:
    if system_views.may_look_after_site(request.user):
        count = sum(OutboxRow.objects.using(alias).stuck().count() for alias in outbox_databases())
        words = ngettext("failed event", "failed events", count)
        yield TodoItem(count, words, reverse("common_system"), "warning", is_urgent=True)


@hooks.register("register_what_waits")
def failed_emails(request: HttpRequest) -> Iterator[TodoItem]:
    if system_views.may_look_after_site(request.user):
        count = OutgoingEmail.objects.given_up().count()
        words = ngettext("failed email", "failed emails", count)
        yield TodoItem(count, words, reverse("common_outgoing_emails"), "mail", is_urgent=True)
