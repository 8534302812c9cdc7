"""What assessments add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from common.admin.admin_dashboard import TodoItem

from .admin import gradebook_urls, grading_urls
from .admin import urls as authoring_urls
from .admin.gradebook_views import GradebooksMenuItem
from .admin.grading_queue_views import MarkingMenuItem, what_waits
from .admin.needed_work import asked_before_deletion
from .admin.passing_view import offer_lower_passing_score
from .admin.viewsets import AssessmentsGroup
from .models import Assignment, Exam, Question, Quiz
from .permissions import OfCoursePolicy

for model in (Question, Quiz, Exam, Assignment):
    register_permission_policy(model, OfCoursePolicy(model))

register_snippet(AssessmentsGroup)


@hooks.register("register_admin_urls")
def register_authoring_screens() -> list[Any]:
    return [path("academy/", include(authoring_urls))]


@hooks.register("register_log_actions")
def log_imports(registry: LogActionRegistry) -> None:
    registry.register_action("assessments.import", _("Import questions"), _("Imported from a file"))


@hooks.register("register_admin_urls")
def register_marking_screens() -> list[Any]:
    return [path("academy/", include(grading_urls))]


@hooks.register("register_admin_menu_item")
def register_marking_menu_item() -> MarkingMenuItem:
    return MarkingMenuItem()


@hooks.register("register_admin_urls")
def register_gradebooks() -> list[Any]:
    return [path("academy/", include(gradebook_urls))]


@hooks.register("register_admin_menu_item")
def register_gradebooks_menu_item() -> GradebooksMenuItem:
    return GradebooksMenuItem()


@hooks.register("after_edit_snippet")
def offer_the_lower_passing_score(request: HttpRequest, snippet: Any) -> None:
    if isinstance(snippet, Quiz | Exam | Assignment) and "action-publish" in request.POST:
        offer_lower_passing_score(request, snippet.graded_item)


@hooks.register("register_what_waits")
def register_what_waits_to_be_graded(request: HttpRequest) -> Iterable[TodoItem]:
    return what_waits(request)


@hooks.register("before_delete_snippet")
def name_who_needs_it(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    return asked_before_deletion(request, list(instances))
