"""What access adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as many_documents
from wagtail.images.views import images
from wagtail.images.views import multiple as many_images
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register
from wagtailmedia.views import media

from learning.courses.editor.publish_warning import hold_back_publishing
from library.models import AcademyDocument, AcademyImage, AcademyMedia

from .admin import urls as admin_urls
from .admin.bulk_job_list import BulkEnrolmentJobAdmin
from .admin.bundle_purchase_list import BundlePurchaseAdmin
from .admin.cohort_lists import CohortAdmin, CohortMemberAdmin
from .admin.grant_lists import EnrolmentAdmin, GrantAdmin
from .admin.path_member_list import PathMemberAdmin
from .admin.rule_checks_view import RulesMenuItem
from .impact.publish_warning import of_path_page
from .models import LearningPathPage
from .needed_files import asked_before_many, asks_first

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


# Before Wagtail's own, whose addresses these are: it has no hook for the deletion of one file.
@hooks.register("register_admin_urls", order=-10)
def ask_before_files_are_deleted() -> list[Any]:
    deletions = [
        ("images/<int:image_id>/delete/", images.DeleteView, AcademyImage, "image_id"),
        ("images/multiple/<int:image_id>/delete/", many_images.DeleteView, AcademyImage, "image_id"),
        ("documents/delete/<int:document_id>/", documents.DeleteView, AcademyDocument, "document_id"),
        ("documents/multiple/<int:doc_id>/delete/", many_documents.DeleteView, AcademyDocument, "doc_id"),
    ]
    guarded = [path(at, asks_first(view.as_view(), model, name)) for at, view, model, name in deletions]
    return [
        *guarded,
        path("media/delete/<int:media_id>/", asks_first(media.delete, AcademyMedia, "media_id")),
    ]


@hooks.register("before_bulk_action")
def ask_before_many_files_are_deleted(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    return asked_before_many(request, action_type, objects)
