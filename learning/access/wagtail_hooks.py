"""What access adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from learning.courses.editor.publish_warning import hold_back_publishing

from .admin import urls as admin_urls
from .admin.bulk_job_list import BulkEnrolmentJobAdmin
from .admin.bundle_purchase_list import BundlePurchaseAdmin
from .admin.cohort_lists import CohortAdmin, CohortMemberAdmin
from .admin.grant_lists import EnrolmentAdmin, GrantAdmin
from .admin.path_member_list import PathMemberAdmin
from .admin.rule_checks_view import RulesMenuItem
from .impact.publish_warning import of_path_page
from .models import LearningPathPage

if TYPE_CHECKING:
    from accounts.models import User


@modeladmin_register
class LearnersGroup(ModelAdminGroup):
    """The menu “Learners”. Upper apps add their items by the hook `register_learners_menu_item`."""

    menu_label = _("Learners")
    menu_icon = "group"
    menu_order = 330
    items = (
        EnrolmentAdmin,
        GrantAdmin,
        CohortAdmin,
        CohortMemberAdmin,
        PathMemberAdmin,
        BundlePurchaseAdmin,
        BulkEnrolmentJobAdmin,
    )

    def get_submenu_items(self) -> list[Any]:
        return [
            *super().get_submenu_items(),
            *(register() for register in hooks.get_hooks("register_learners_menu_item")),
        ]


@hooks.register("register_reports_menu_item")
def register_rules_that_cannot_work() -> MenuItem:
    return RulesMenuItem()


@hooks.register("before_publish_page")
def tell_whom_a_path_shuts_out(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not isinstance(page, LearningPathPage):
        return None
    return hold_back_publishing(request, page, of_path_page(page, cast("User", request.user), timezone.now()))


@hooks.register("register_admin_urls")
def register_admin_screens() -> list[Any]:
    return [path("academy/", include(admin_urls))]


@hooks.register("register_log_actions")
def log_access_for_many(registry: LogActionRegistry) -> None:
    for action, words in (
        ("access.bulk_prepared", _("Bulk enrolment: previewed")),
        ("access.bulk_started", _("Bulk enrolment: started")),
        ("access.bulk_stopped", _("Bulk enrolment: stopped")),
    ):
        registry.register_action(action, words, words)
