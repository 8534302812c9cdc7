"""What courses add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from common.admin.admin_dashboard import Shortcut, TodoItem
from learning.courses import actions, policies
from learning.courses.builder.addresses import builder_of
from learning.courses.editor import admin_dashboard, copying, publish_warning, submission, translating, urls
from learning.courses.editor.explorer import (
    CourseContentsViewSet,
    course_contents_viewset,
    name_the_explorer,
)
from learning.courses.models import CatalogPage, Category, CoursePage, LessonPage
from learning.courses.models.authored import AuthoredPage, PartOfCourse

if TYPE_CHECKING:
    from accounts.models import User


@hooks.register("register_admin_urls")
def register_course_urls() -> list[Any]:
    return [path("academy/courses/", include(urls))]


@hooks.register("construct_main_menu")
def name_the_explorer_of_authors(request: HttpRequest, items: list[MenuItem]) -> None:
    name_the_explorer(cast("User", request.user), items)


@hooks.register("register_admin_viewset")
def register_course_contents() -> CourseContentsViewSet:
    return course_contents_viewset


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    add_to_admin_menu = True
    menu_label = _("Categories")
    menu_order = 320
    list_display = ["name", "slug", "locale"]


register_snippet(CategoryViewSet)


class PublishCourseMenuItem(ActionMenuItem):
    """Publish a course page together with every draft below it."""

    name = "action-publish-course"
    label = _("Publish entire course…")
    icon_name = "upload"
    order = 35

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return (
            context["view"] == "edit"
            and isinstance(page, CoursePage)
            and page.permissions_for_user(context["request"].user).can_publish()
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("courses_admin:publish", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_publish_course() -> ActionMenuItem:
    return PublishCourseMenuItem()


class PublishLessonMenuItem(ActionMenuItem):
    """Publish or submit the draft of one lesson, and leave every other draft of its course alone."""

    name = "action-publish-lesson"
    label = _("Publish only this lesson…")
    icon_name = "upload"
    order = 36

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return (
            context["view"] == "edit"
            and isinstance(page, LessonPage)
            and page.live
            and page.has_unpublished_changes
            and page.permissions_for_user(context["request"].user).can_edit()
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("courses_admin:publish_lesson", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_publish_lesson() -> ActionMenuItem:
    return PublishLessonMenuItem()


@hooks.register("register_page_header_buttons")
def register_way_to_releases(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterable[Button]:
    specific = page.specific
    if isinstance(specific, CoursePage) and policies.may_open_in_editor(user, specific):
        address = reverse("courses_admin:releases", args=[specific.course.public_id])
        yield Button(_("Releases"), address, icon_name="history", priority=58)


# Before Wagtail Localize's own, whose addresses these are.
@hooks.register("register_admin_urls", order=-10)
def ask_before_translating() -> list[Any]:
    return translating.guarded_addresses()


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def register_submission_of_translation(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterable[Button]:
    return translating.submission_of_translation(page, user)


@hooks.register("register_page_header_buttons")
def register_import_and_export(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterable[Button]:
    """Import at the catalogue, export at each course."""
    specific = page.specific
    if isinstance(specific, CatalogPage) and policies.may_import_courses(user):
        yield Button(_("Import courses"), reverse("courses_admin:import"), icon_name="upload", priority=60)
    if isinstance(specific, CoursePage) and specific.permissions_for_user(user).can_edit():
        address = reverse("courses_admin:export", args=[page.pk])
        yield Button(_("Export outline"), address, icon_name="download", priority=60)


@hooks.register("register_actions")
def copy_in_one_piece(registry: ActionRegistry) -> None:
    registry.register(Page, actions.CopyWholePageAction)


@hooks.register("register_actions")
def publish_what_is_ready(registry: ActionRegistry) -> None:
    for action in (
        actions.PublishReadyPageAction,
        actions.EditReadyPageAction,
        actions.CreateReadyPageAction,
    ):
        registry.register(Page, action)


@hooks.register("insert_global_admin_js")
def say_where_files_belong() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/upload-place.js"))


@hooks.register("insert_editor_js")
def select_prefilled_titles() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/prefilled.js"))


@hooks.register("register_page_header_buttons")
def register_way_to_builder(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterable[Button]:
    """From a course's own screens to its builder."""
    specific = page.specific
    if (address := builder_of(specific)) and specific.permissions_for_user(user).can_edit():
        yield Button(_("Course builder"), address, icon_name="list-ul", priority=5)


@hooks.register("after_create_page")
def go_on_in_builder(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course that was just made is built next. Wagtail passes over it while it saves by itself."""
    address = builder_of(page)
    if not address or {"action-publish", "action-submit"} & request.POST.keys():
        return None
    return redirect(address)


@hooks.register("register_admin_menu_item")
def register_import_menu_item() -> MenuItem:
    return ImportMenuItem(_("Import courses"), reverse("courses_admin:import"), icon_name="upload", order=325)


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policies.may_import_courses(cast("User", request.user)))


@hooks.register("construct_page_action_menu")
def submit_only_whole_courses(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """A new course has nothing to submit yet, and a module or lesson is submitted with its course."""
    parent = context.get("parent_page")
    if (
        context["view"] == "create"
        and parent is not None
        and isinstance(parent.specific, CatalogPage | CoursePage | PartOfCourse)
    ):
        items[:] = [item for item in items if item.name != "action-submit"]
    submission.decide_on_the_candidate(items, context)


@hooks.register("before_create_page")
def begin_courses_with_the_short_form(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    if not issubclass(page_class, CoursePage) or request.method != "GET":
        return None
    return redirect(f"{reverse('courses_admin:new')}?catalogue={parent.pk}")


@hooks.register("construct_page_action_menu")
def publish_only_whole_courses(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Wagtail's “Publish” would release one page and leave the drafts around it: no course offers it."""
    page = context.get("page")
    parent = context.get("parent_page")
    if isinstance(page, AuthoredPage) or (
        context["view"] == "create"
        and isinstance(getattr(parent, "specific", None), CatalogPage | AuthoredPage)
    ):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("before_create_page")
def refuse_to_submit_parts(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    if issubclass(page_class, AuthoredPage) and "action-submit" in request.POST:
        raise PermissionDenied


@hooks.register("before_copy_page")
def copy_parts_at_once(request: HttpRequest, page: Page) -> HttpResponse | None:
    return copying.copy_at_once(request, page)


@hooks.register("before_edit_page", order=-10)
def save_before_acting(request: HttpRequest, page: Page) -> None:
    submission.save_before_acting(request, page)


@hooks.register("after_edit_page", order=-10)
def submit_what_was_saved(request: HttpRequest, page: Page) -> HttpResponse | None:
    return submission.submit_what_was_saved(request, page)


@hooks.register("before_publish_page")
def tell_whom_it_shuts_out(request: HttpRequest, page: Page) -> HttpResponse | None:
    proposal = publish_warning.of_page(page)
    if proposal is None:
        return None
    told = publish_warning.publish_warning_for(proposal, cast("User", request.user))
    return publish_warning.hold_back_publishing(request, page, told)


@hooks.register("before_unpublish_page")
def tell_whom_unpublishing_shuts_out(request: HttpRequest, page: Page) -> HttpResponse | None:
    proposal = publish_warning.of_unpublishing(page)
    if proposal is None:
        return None
    told = publish_warning.publish_warning_for(proposal, cast("User", request.user))
    return publish_warning.hold_back_unpublishing(request, page, told)


@hooks.register("register_what_waits")
def register_courses_that_wait(request: HttpRequest) -> Iterable[TodoItem]:
    return admin_dashboard.what_waits(request)


@hooks.register("register_shortcuts")
def register_course_shortcuts(request: HttpRequest) -> Iterable[Shortcut]:
    return admin_dashboard.shortcuts(request)
