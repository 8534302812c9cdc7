"""The screens of the course builder, under `/admin/academy/courses/<course>/builder/`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from common.admin.views import AdminActionView, AdminBaseView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses import policies
from learning.courses.addresses import builder_url
from learning.courses.models import CatalogPage, Course, CoursePage, LessonPage

from .conflicts import GestureConflict, GestureRefused
from .gestures import GESTURES, Asked, Done, GestureForm
from .outline import CourseOutline, OutlinePart, outline_of

CONFLICT, REFUSED = 409, 422


class BuilderBaseView(AdminBaseView):
    """Something about one course, for those who may edit its page."""

    @cached_property
    def course(self) -> Course:
        """Named by its public id, or by the number of its page."""
        courses = Course.objects.all()
        if "page_id" in self.kwargs and "public_id" not in self.kwargs:
            return get_object_or_404(courses, pages__pk=self.kwargs["page_id"])
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    @cached_property
    def page(self) -> CoursePage:
        """The course's own page, in its own language. Raises Http404 where it was deleted."""
        pages = CoursePage.objects.filter(
            course=self.course, locale=self.course.source_locale_id, alias_of=None
        )
        return get_object_or_404(pages.select_related("course__latest_release", "latest_revision"))

    def may(self) -> Verdict:
        return policies.may_edit_course(self.reader, self.page)

    @cached_property
    def outline(self) -> CourseOutline:
        return outline_of(self.page)

    def address(self) -> str:
        return builder_url(self.page)


class BuilderView(BuilderBaseView, AdminView):
    """The whole course on one screen."""

    template_name = "courses/builder/builder.html"
    page_title = gettext_lazy("Course builder")
    header_icon = "list-ul"

    def get_page_subtitle(self) -> str:
        return self.outline.title

    def get_breadcrumb_label(self) -> str:
        return self.outline.title

    def parents(self) -> list[Breadcrumb]:
        catalogue = CatalogPage.objects.ancestor_of(self.page).first()
        if catalogue is None:
            return []
        return [breadcrumb(catalogue.title, reverse("wagtailadmin_explore", args=[catalogue.pk]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "course": self.course,
            "outline": self.outline,
            "may_publish": bool(policies.may_publish_course(self.reader, self.page)),
        }


class PartView(BuilderBaseView, AdminView):
    """All that may be done to one module or lesson, by forms; a script shows them in a dialog."""

    template_name = "courses/builder/part_screen.html"
    header_icon = "list-ul"

    @cached_property
    def part(self) -> OutlinePart:
        found = self.outline.part(self.kwargs["page_id"])
        if found is None:
            raise Http404
        return found

    def get_template_names(self) -> list[str]:
        return ["courses/builder/part_forms.html"] if wants_fragment(self.request) else [self.template_name]

    def get_page_title(self) -> str:
        return self.part.title

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.outline.title, self.address())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "part": self.part,
            "course": self.course,
            "page": self.page,
            "outline": self.outline,
            "kinds": LessonPage.Kind.choices,
        }


class GestureView(BuilderBaseView, AdminActionView):
    """Do one gesture. Scripts get the rows that differ as JSON, forms are led back to the screen."""

    @cached_property
    def form_class(self) -> type[GestureForm]:
        try:
            return GESTURES[self.kwargs["gesture"]]
        except KeyError:
            raise Http404 from None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = request.GET.copy()  # what a button of a row says stands in its address
        data.update(request.POST)
        form = self.form_class(data)
        if not form.is_valid():
            return self.failed(" ".join(str(each) for row in form.errors.values() for each in row), REFUSED)
        try:
            done = form.perform(Asked(self.page, self.reader, self.now))
        except GestureConflict as conflict:
            return self.failed(str(conflict), CONFLICT)
        except GestureRefused as refused:
            return self.failed(str(refused), REFUSED)
        if wants_fragment(request):
            return JsonResponse(self.answer(done))
        messages.success(request, done.said)
        return redirect(self.address() + (f"#part-{done.focus_id}" if done.focus_id else ""))

    def failed(self, sentence: str, status: int) -> HttpResponse:
        if wants_fragment(self.request):
            return JsonResponse({"said": sentence}, status=status)
        messages.error(self.request, sentence)
        return redirect(self.address())

    def answer(self, done: Done) -> dict[str, Any]:
        told = outline_json(self.outline, rows=set(done.touched), request=self.request)
        return told | {"said": done.said, "focus": done.focus_id, "undo": done.undo}


class OutlineView(BuilderBaseView, AdminActionView):
    """What a script asks from time to time: whether anything differs, and the rows that it lacks.

    since: the version it has; rows: the pages whose rows it wants, separated by commas.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = {int(pk) for pk in request.GET.get("rows", "").split(",") if pk.isdecimal()}
        if self.outline.version == request.GET.get("since") and not wanted:
            return JsonResponse({"version": self.outline.version})
        return JsonResponse(outline_json(self.outline, rows=wanted, request=request))


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asks, not a page."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def outline_json(outline: CourseOutline, *, rows: set[int], request: HttpRequest) -> dict[str, Any]:
    """The order of all parts with the digest of each row, the rows of these pages and of all modules."""
    parts = outline.every_part
    return {
        "version": outline.version,
        "order": [[part.page_id, part.parent_id, part.digest, part.is_module] for part in parts],
        "rows": {
            part.page_id: row_html(part, outline, request)
            for part in parts
            if part.page_id in rows or part.is_module
        },
        "summary": render_to_string("courses/builder/summary.html", {"outline": outline}, request=request),
    }


def row_html(part: OutlinePart, outline: CourseOutline, request: HttpRequest) -> str:
    context = {"part": part, "course": outline.page.course}
    return render_to_string("courses/builder/row.html", context, request=request)
