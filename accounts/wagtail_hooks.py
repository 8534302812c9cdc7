"""What this app adds to Wagtail's admin."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail_modeladmin.options import modeladmin_register

from common.admin.admin_dashboard import TodoItem

from .admin import invitation_views, second_factor_view, suspension_views
from .admin.invitation_views import invitation_buttons
from .admin.viewsets import suspension_buttons
from .models import User
from .policies import may_require_second_factors
from .security_log.log_list import SecurityLogAdmin
from .selectors import second_factor_due

modeladmin_register(SecurityLogAdmin)

# They write past `accounts.actions`: no reason asked, no rule checked. Without a model they have no address.
for bulk_action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
    bulk_action.models = []


@hooks.register("register_admin_urls")
def people_urls() -> list[URLPattern]:
    person = "academy/people/<uuid:public_id>/"
    return [
        path(
            "academy/second-factor/",
            second_factor_view.SecondFactorView.as_view(),
            name="accounts_second_factor",
        ),
        path(f"{person}invite/", invitation_views.InviteAgainView.as_view(), name="accounts_invite_again"),
        path(f"{person}suspend/", suspension_views.SuspendView.as_view(), name="accounts_suspend"),
        path(
            f"{person}lift/", suspension_views.LiftSuspensionView.as_view(), name="accounts_lift_suspension"
        ),
    ]


class _SecondFactorItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_require_second_factors(request.user))


@hooks.register("register_settings_menu_item")
def second_factor_menu_item() -> MenuItem:
    url = reverse_lazy("accounts_second_factor")
    return _SecondFactorItem(_("Second factor"), url, icon_name="key", order=950)


@hooks.register("register_what_waits")
def second_factor_to_set_up(request: HttpRequest) -> Iterator[TodoItem]:
    if due_at := second_factor_due(cast(User, request.user)):
        words = _("second factor to set up by %(date)s") % {"date": date_format(localtime(due_at))}
        yield TodoItem(1, words, reverse("mfa_index"), "key", is_urgent=True)


class _SecurityLogItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounts.view_securitylogentry"))


@hooks.register("register_reports_menu_item")
def security_log_menu_item() -> MenuItem:
    address = reverse_lazy("academy_security-log_modeladmin_index")
    return _SecurityLogItem(_("Security log"), address, name="security-log", icon_name="lock", order=1120)


@hooks.register("register_user_listing_buttons")
def people_buttons(user: User, request_user: User) -> Iterator[Button]:
    yield from invitation_buttons(user, request_user)
    yield from suspension_buttons(user, request_user)


@hooks.register("get_avatar_url")
def own_picture(user: object, size: int) -> str | None:
    """The picture of the profile; None leaves it to Wagtail, whose reports name people by their ids, too."""
    return user.avatar_url or None if isinstance(user, User) else None


class _WithData(LogFormatter):
    """Says what the entry's data holds under `key`."""

    key = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return f"{self.label}: {log_entry.data.get(self.key) or '–'}"


@hooks.register("register_log_actions")
def log_actions(registry: LogActionRegistry) -> None:
    registry.register_action("accounts.create", _("Account created"), _("Account created"))
    invited = _("Invitation sent again")
    registry.register_action("accounts.invite_again", invited, invited)
    for action, title, key in (
        ("accounts.promote", _("Role assigned"), "role"),
        ("accounts.demote", _("Role removed"), "role"),
        ("accounts.suspend", _("Suspended"), "reason"),
        ("accounts.lift_suspension", _("Suspension lifted"), "note"),
        ("accounts.require_second_factor", _("Second factor required"), "role"),
        ("accounts.drop_second_factor", _("Second factor no longer required"), "role"),
    ):
        formatter = type("Formatter", (_WithData,), {"label": title, "key": key})
        registry.register_action(action)(formatter)
