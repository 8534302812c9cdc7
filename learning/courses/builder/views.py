"""The screens of the course builder, under `/admin/academy/courses/<course>/builder/`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page
from wagtail.permissions import policy_registry

from common.admin.views import AdminActionView, AdminBaseView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses import activities, policies
from learning.courses.addresses import builder_url
from learning.courses.models import CatalogPage, Course, CoursePage, LessonPage
from learning.courses.release.findings import Finding, blocking, findings_of_draft

from .conflicts import GestureConflict, GestureRefused
from .consequences import consequences_of
from .gestures import GESTURES, Asked, Done, GestureForm
from .outline import CourseOutline, OutlinePart, course_page_of, outline_of
from .presence import report_presence, who_else

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
        report_presence(course_page=self.page, actor=self.reader, at=self.now)
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "course": self.course,
            "outline": self.outline,
            "may_publish": bool(policies.may_publish_course(self.reader, self.page)),
            "may_submit": bool(policies.may_submit_course(self.reader, self.page)),
            "may_copy": self.page.permissions_for_user(self.reader).can_copy_to(self.page.get_parent()),
            "others": who_else(self.outline, reader=self.reader, at=self.now),
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
            "placed_kinds": activities.placed_kinds(),
        }


class DeleteView(BuilderBaseView, AdminView):
    """What deleting modules and lessons would touch, before it is done. `?pages=`: which, with commas."""

    template_name = "courses/builder/delete_screen.html"
    page_title = gettext_lazy("Delete")
    header_icon = "bin"

    @cached_property
    def parts(self) -> list[OutlinePart]:
        wanted = {pk for pk in self.request.GET.get("pages", "").split(",") if pk}
        found = [part for part in self.outline.every_part if str(part.page_id) in wanted]
        chosen = {part.page_id for part in found}
        return [part for part in found if part.parent_id not in chosen]

    def get_template_names(self) -> list[str]:
        return ["courses/builder/delete_form.html"] if wants_fragment(self.request) else [self.template_name]

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.outline.title, self.address())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "parts": self.parts,
            "told": consequences_of(self.parts),
            "course": self.course,
            "back_url": self.address(),
        }


class TakeView(BuilderBaseView, AdminView):
    """Choose modules and lessons of another course. `?source=`: the public id of that course."""

    template_name = "courses/builder/take.html"
    page_title = gettext_lazy("Copy from another course")
    header_icon = "copy"

    @cached_property
    def sources(self) -> list[CoursePage]:
        """The other courses that the reader may edit, by title."""
        policy = policy_registry.get_by_type(Page)
        pages = policy.instances_user_has_permission_for(self.reader, "change").type(CoursePage)
        own = CoursePage.objects.filter(pk__in=pages.values("pk"), locale=F("course__source_locale"))
        others = own.exclude(course=self.course).filter(alias_of=None).select_related("course")
        return list(others.order_by("draft_title"))

    @cached_property
    def source(self) -> CourseOutline | None:
        """The outline of the chosen course. Raises Http404 where it is none of those."""
        asked = self.request.GET.get("source", "")
        if not asked:
            return None
        if asked not in {str(page.course.public_id) for page in self.sources}:
            raise Http404
        page = course_page_of(UUID(asked))
        return outline_of(page) if page is not None else None

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.outline.title, self.address())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "course": self.course,
            "page": self.page,
            "outline": self.outline,
            "sources": self.sources,
            "source": self.source,
            "back_url": self.address(),
        }


class FindingsView(BuilderBaseView, AdminView):
    """Before you publish: what is missing or would not work, each with the way to mend it.

    Scripts that ask for JSON are told how many there are: `blocking`, and `words` for people.
    """

    template_name = "courses/builder/findings_screen.html"
    page_title = gettext_lazy("Before you publish")
    header_icon = "clipboard-list"

    def get_template_names(self) -> list[str]:
        return ["courses/builder/findings.html"] if wants_fragment(self.request) else [self.template_name]

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.page.draft_title, self.address())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "findings": self.findings,
            "blocking": blocking(self.findings),
        }

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return findings_of_draft(self.page, at=self.now)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.accepts("text/html"):
            count = len(blocking(self.findings))
            words = ngettext("%(count)d thing to fix", "%(count)d things to fix", count) % {"count": count}
            return JsonResponse({"blocking": count, "words": words})
        return super().get(request, *args, **kwargs)


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
        if done.follow:
            return redirect(done.follow)
        return redirect(self.address() + (f"#part-{done.focus_id}" if done.focus_id else ""))

    def failed(self, sentence: str, status: int) -> HttpResponse:
        if wants_fragment(self.request):
            return JsonResponse({"said": sentence}, status=status)
        messages.error(self.request, sentence)
        return redirect(self.address())

    def answer(self, done: Done) -> dict[str, Any]:
        told = outline_json(self.outline, rows=set(done.touched), request=self.request)
        return told | {"said": done.said, "focus": done.focus_id, "undo": done.undo, "follow": done.follow}


class OutlineView(BuilderBaseView, AdminActionView):
    """What a script asks from time to time: whether anything differs, and the rows that it lacks.

    since: the version it has; rows: the pages whose rows it wants, separated by commas. Whoever asks is here,
    and is told who else is.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report_presence(course_page=self.page, actor=self.reader, at=self.now)
        others = who_else(self.outline, reader=self.reader, at=self.now)
        here = {"presence": render_to_string("courses/builder/presence.html", {"others": others}).strip()}
        wanted = {int(pk) for pk in request.GET.get("rows", "").split(",") if pk.isdecimal()}
        if self.outline.version == request.GET.get("since") and not wanted:
            return JsonResponse({"version": self.outline.version} | here)
        return JsonResponse(outline_json(self.outline, rows=wanted, request=request) | here)


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
