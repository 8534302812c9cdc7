"""Who may translate what: whose role translates, and of that what they may edit; publishing stays apart.

Wagtail Localize asks for the role's permission alone, and would let it submit and publish anything. Its
editor of translations asks for the right to a kind of snippet, its report and its API for nothing: there the
words of questions stand. So each of its addresses is put behind the right to what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views import edit_translation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView

from learning.courses import policies
from learning.courses.models import CoursePage

if TYPE_CHECKING:
    from accounts.models import User

Find = Callable[..., Any]


def may_edit(user: User, instance: Any) -> bool:
    """Whether somebody may edit a page or a snippet."""
    if isinstance(instance, Page):
        return bool(instance.specific.permissions_for_user(user).can_edit())
    policy: Any = policy_registry.get_by_type(type(instance))
    return bool(policy.user_has_permission_for_instance(user, "change", instance))


def may_publish(user: User, instance: Any) -> bool:
    """Whether somebody may publish a page or a snippet."""
    if isinstance(instance, Page):
        return bool(instance.specific.permissions_for_user(user).can_publish())
    policy: Any = policy_registry.get_by_type(type(instance))
    return bool(policy.user_has_permission_for_instance(user, "publish", instance))


def _page(page_id: int) -> Page:
    return get_object_or_404(Page, pk=page_id)


def _snippet(app_label: str, model_name: str, pk: str) -> Any:
    """pk: read as Wagtail Localize reads it, for which `+1` is `1`, too."""
    model = get_snippet_model_from_url_params(app_label, model_name)
    try:
        return get_object_or_404(model, pk=unquote(pk))
    except ValueError:
        raise Http404 from None


def _source(translation_source_id: int) -> Any:
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    try:
        return source.get_source_instance()
    except ObjectDoesNotExist:
        raise Http404 from None


def _translated(translation_id: int, **_more: Any) -> Any:
    """What a translation is written into."""
    translation = get_object_or_404(Translation, pk=translation_id)
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        raise Http404 from None


def editable(user: User, model: Any) -> QuerySet[Any]:
    """The pages (model: Page) or snippets of a model that somebody may edit."""
    policy: Any = policy_registry.get_by_type(model)
    found: QuerySet[Any] = policy.instances_user_has_permission_for(user, "change")
    return found


def translations_of(user: User) -> QuerySet[Translation]:
    """The translations of what somebody may edit. One query for the kinds there are, one for the rows."""
    kinds = TranslationSource.objects.order_by().values_list("specific_content_type", flat=True).distinct()
    theirs = Q(pk__in=())
    for kind in map(ContentType.objects.get_for_id, kinds):
        model = kind.model_class()
        if model is None:
            continue
        keys = editable(user, Page if issubclass(model, Page) else model).order_by()
        theirs |= Q(source__specific_content_type=kind, source__object_id__in=keys.values("translation_key"))
    return Translation.objects.filter(theirs)


class PermittedReportView(TranslationsReportView):
    """The translations of what the reader may edit."""

    def get_queryset(self) -> QuerySet[Translation]:
        shown = translations_of(self.request.user)
        found: QuerySet[Translation] = (
            super().get_queryset().filter(pk__in=shown.values("pk")).order_by("-pk")
        )
        return found


class PermittedSnippetViewSet(SnippetViewSet):
    """The snippets that the reader may edit."""

    def get_queryset(self) -> QuerySet[Any]:
        return editable(self.request.user, self.get_model()).order_by("pk")


def asks_first(view: Callable[..., HttpResponse], find: Find) -> Callable[..., HttpResponse]:
    """Wagtail Localize's view, behind the question whether the caller may edit what `find` finds.

    Translations are published from there only by those who may publish each of them. `find` raises Http404:
    what it doesn't find, nobody translates.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = cast("User", request.user)
        instance = find(**kwargs)
        if not may_edit(user, instance):
            raise PermissionDenied
        if request.POST.get("publish_translations"):
            translations = instance.get_translations()
            if not all(may_publish(user, each) for each in translations):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return asking


def guarded_addresses() -> list[Any]:
    """The addresses of Wagtail Localize that show or change anything, to stand before its own."""
    snippets = "localize/api/snippets/<slug:app_label>/<slug:model_name>/"
    one = "localize/translate/<int:translation_id>/"
    edit = {
        "strings/<int:string_segment_id>/edit/": edit_translation.edit_string_translation,
        "overrides/<int:overridable_segment_id>/edit/": edit_translation.edit_override,
        "pofile/download/": edit_translation.download_pofile,
        "pofile/upload/": edit_translation.upload_pofile,
        "machine_translate/": edit_translation.machine_translate,
        "preview/": edit_translation.preview_translation,
        "preview/<str:mode>/": edit_translation.preview_translation,
        "disable/": edit_translation.stop_translation,
    }
    return [
        *(path(one + rest, asks_first(view, _translated)) for rest, view in edit.items()),
        path("localize/reports/translations/", PermittedReportView.as_view()),
        path("localize/reports/translations/results/", PermittedReportView.as_view(results_only=True)),
        path(snippets, PermittedSnippetViewSet.as_view({"get": "list"})),
        path(snippets + "<str:pk>/", PermittedSnippetViewSet.as_view({"get": "retrieve"})),
        path("localize/submit/page/<int:page_id>/", asks_first(SubmitPageTranslationView.as_view(), _page)),
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            asks_first(SubmitSnippetTranslationView.as_view(), _snippet),
        ),
        path(
            "localize/update/<int:translation_source_id>/",
            asks_first(UpdateTranslationsView.as_view(), _source),
        ),
    ]


def submission_of_translation(page: Page, user: User) -> Iterable[Button]:
    """What a translated course is submitted with: its editor, which only translates, has no such button."""
    course_page = page.specific
    if (
        isinstance(course_page, CoursePage)
        and course_page.locale_id != course_page.course.source_locale_id
        and course_page.alias_of_id is None
        and policies.may_submit_course(user, course_page)
    ):
        address = reverse("courses_admin:submit", args=[page.pk])
        yield Button(_("Submit for review"), address, icon_name="tasks", priority=20)
