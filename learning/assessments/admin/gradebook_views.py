"""Gradebooks in Wagtail's admin: everybody who takes a course, and what they reached in each of its works."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.access.models import Cohort, Enrolment
from learning.courses.models import Course

from ..actions.grades import GradeRefused, override_grade, save_scheme
from ..grading.gradebook import (
    SHOWN,
    CourseGrading,
    course_grading_of,
    gradebook_rows,
    learners_of,
    outline_for,
)
from ..models import GradeOverride
from ..permissions import courses_marked_by, rights_on_course, rights_somewhere
from . import gradebook_export
from .gradebook_forms import FilterForm, OverrideForm, SchemeForm

PEOPLE_A_PAGE = 50
COURSES_A_PAGE = 50


class GradebookAdminView(WagtailAdminTemplateMixin, TemplateView):
    """A screen for those who mark at least one course."""

    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = cast(User, request.user)
        self.now = timezone.now()
        if "mark" not in rights_somewhere(self.reader):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        books = {"url": reverse("assessments_grades:gradebooks"), "label": _("Gradebooks")}
        return [*self.breadcrumbs_items, books]


class GradebooksView(GradebookAdminView):
    """The courses whose gradebook the reader may open."""

    template_name = "assessments/admin/gradebooks.html"
    page_title = gettext_lazy("Gradebooks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        courses = courses_marked_by(self.reader).filter(latest_release__isnull=False).order_by("title", "pk")
        if query := self.request.GET.get("q", "").strip():
            courses = courses.filter(title__icontains=query)
        page = Paginator(courses, COURSES_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page": page, "query": query}


class GradebookCourseView(GradebookAdminView):
    """A screen about the grades of one course that the reader marks."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        courses = Course.objects.select_related("latest_release")
        self.course = get_object_or_404(courses, public_id=kwargs["public_id"])
        if "mark" not in rights_on_course(cast(User, request.user), self.course):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def grading(self) -> CourseGrading:
        return course_grading_of(self.course, outline_for(self.course), language_code=get_language() or "")

    @property
    def book_url(self) -> str:
        return reverse("assessments_grades:gradebook", args=[self.course.public_id])

    def get_page_subtitle(self) -> str:
        return self.course.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.book_url, "label": self.course.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"course": self.course, "book_url": self.book_url}
        return super().get_context_data(**kwargs) | shown


class GradebookView(GradebookCourseView):
    """Who takes the course, and their results. The number of queries does not depend on how many they are."""

    template_name = "assessments/admin/gradebook.html"
    page_title = gettext_lazy("Gradebook")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("export", "")
        if wanted in gradebook_export.WRITERS:
            return gradebook_export.respond(wanted, self.course, self.grading, self.learners)
        return super().get(request, *args, **kwargs)

    @cached_property
    def form(self) -> FilterForm:
        return FilterForm(self.request.GET, cohorts=Cohort.objects.filter(courses=self.course))

    @cached_property
    def learners(self) -> QuerySet[Enrolment]:
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        cohort = wanted.get("cohort")
        return learners_of(
            self.course,
            query=wanted.get("q", ""),
            cohort_id=cohort.pk if cohort else None,
            shown=wanted.get("shown") or SHOWN[0],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.learners, PEOPLE_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "page": page,
            "grading": self.grading,
            "lines": gradebook_rows(self.grading, list(page.object_list)),
            "scheme_url": reverse("assessments_grades:scheme", args=[self.course.public_id]),
        }


class SchemeView(GradebookCourseView):
    """How the course is graded."""

    template_name = "assessments/admin/grading_scheme.html"
    page_title = gettext_lazy("Grading settings")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SchemeForm(grading=self.grading))
        return super().get_context_data(**kwargs) | {"grading": self.grading}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SchemeForm(request.POST, grading=self.grading)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        save_scheme(
            course=self.course,
            weights=form.weights,
            scale=form.cleaned_data["scale"],
            drop_lowest=form.cleaned_data["drop_lowest"],
            at=self.now,
        )
        messages.success(
            request, _("Grading settings for “%(course)s” saved.") % {"course": self.course.title}
        )
        return redirect(self.book_url)


class OverrideView(GradebookCourseView):
    """Set the score of one person's work, or take that back; and who did so before.

    Asked by the script of a gradebook it gives the form alone, and answers with the person's new line.
    """

    template_name = "assessments/admin/grade_override.html"
    form_template_name = "assessments/admin/grade_override_form.html"
    page_title = gettext_lazy("Override score")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.is_in_place = request.headers.get("HX-Request") == "true"
        enrolments = Enrolment.objects.select_related("person", "course")
        self.enrolment = get_object_or_404(
            enrolments, pk=kwargs["enrolment_id"], course__public_id=kwargs["public_id"]
        )
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        return [self.form_template_name if self.is_in_place else self.template_name]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [line] = gradebook_rows(self.grading, [self.enrolment])
        cells = [cell for cell in line.cells if cell.work.work.public_id == self.kwargs["work_id"]]
        if not cells:
            raise Http404("the course has no such work")
        [cell] = cells
        history = GradeOverride.objects.filter(enrolment=self.enrolment, work=cell.work.work)
        history = history.select_related("by").order_by("-pk")
        kwargs.setdefault("form", OverrideForm())
        shown: dict[str, Any] = {"history": history}
        if self.is_in_place:
            shown = {"last": history.first()}
        return super().get_context_data(**kwargs) | {
            "cell": cell,
            "enrolment": self.enrolment,
            "override_url": self.request.path,
            **shown,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        works = [one.work for one in self.grading.works if one.work.public_id == kwargs["work_id"]]
        if not works:
            raise Http404("the course has no such work")
        [work] = works
        form = OverrideForm(request.POST)
        if form.is_valid():
            takes_back = "take_back" in request.POST
            try:
                override_grade(
                    enrolment=self.enrolment,
                    work=work,
                    score=None if takes_back else form.cleaned_data["score"],
                    reason=form.cleaned_data["reason"],
                    by=self.reader,
                    at=self.now,
                )
            except GradeRefused as refused:
                form.add_error(None, str(refused))
            else:
                name = self.enrolment.person.get_display_name()
                words = _("Override removed for %(name)s.") if takes_back else _("Score saved for %(name)s.")
                return self._written(words % {"name": name})
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _written(self, said: str) -> HttpResponse:
        if not self.is_in_place:
            messages.success(self.request, said)
            return redirect(self.book_url)
        [line] = gradebook_rows(self.grading, [self.enrolment])
        shown = {"course": self.course, "line": line, "said": said}
        return render(self.request, "assessments/admin/gradebook_line.html", shown)


class GradebooksMenuItem(MenuItem):
    """In the menu of those who mark."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Gradebooks"),
            reverse("assessments_grades:gradebooks"),
            name="gradebooks",
            icon_name="list-ol",
            order=329,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return "mark" in rights_somewhere(cast(User, request.user))
