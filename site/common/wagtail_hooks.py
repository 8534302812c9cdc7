"""What this app adds to Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import mailbox, staff_views


class _MachineryItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(staff_views.PERMISSION)


class _MailItem(_MachineryItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return mailbox.is_active() and super().is_shown(request)


@hooks.register("register_admin_urls")
def machinery_urls() -> list[URLPattern]:
    mail = "academy/mail/"
    return [
        path("academy/system/", staff_views.SystemView.as_view(), name="common_system"),
        path("academy/system/retry/", staff_views.retry_stuck, name="common_retry_stuck"),
        path(mail, staff_views.MailListView.as_view(), name="common_mail_list"),
        path(f"{mail}<str:name>/", staff_views.MailView.as_view(), name="common_mail"),
        path(
            f"{mail}<str:name>/<int:number>/", staff_views.AttachmentView.as_view(), name="common_attachment"
        ),
    ]


@hooks.register("register_reports_menu_item")
def system_menu_item() -> MenuItem:
    return _MachineryItem(_("System"), reverse_lazy("common_system"), icon_name="cogs", order=1100)


@hooks.register("register_reports_menu_item")
def mail_menu_item() -> MenuItem:
    return _MailItem(
        _("Mails kept here"), reverse_lazy("common_mail_list"), name="mails", icon_name="mail", order=1110
    )
