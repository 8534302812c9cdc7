"""Gradebooks in Wagtail's admin: everybody who takes a course, and what they reached in each of its works."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from accounts.models import User
from common.admin.long_lists import LongList
from common.admin.unknown_filters import note_unknown
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.exports.running import deferred
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.access.models import Cohort, Enrolment
from learning.courses.models import Course

from ..actions.grades import GradeRefused, excuse_from, override_grade, save_scheme
from ..grading.grade_changes import MOST_LOOKED_AT, grade_changes
from ..grading.gradebook import (
    SHOWN,
    CourseGrading,
    course_grading_of,
    gradebook_rows,
    learners_of,
    outline_for,
)
from ..grading.gradebook_table import MOST_COMPARED, NAME, GradebookTable, columns_of, gradebook_table
from ..grading.milestones import Achieved, achievements_of
from ..models import GradedItem, GradeOverride
from ..permissions import courses_marked_by
from . import gradebook_export
from .gradebook_forms import FilterForm, OverrideForm, SchemeForm
from .grading_base import number_in
from .policies import may_grade, may_grade_somewhere

PEOPLE_A_PAGE = 50
COURSES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column. sort: what the address asks for to sort by it; sorted_by: as ARIA has it."""

    sort: str
    sorted_by: str
    mean: Decimal | None

    @classmethod
    def of(cls, name: str, column: str, mean: Decimal | None, *, descending: bool) -> ColumnHead:
        if name != column:
            return cls(name if name == NAME else f"-{name}", "", mean)
        way = "descending" if descending else "ascending"
        return cls(name if descending else f"-{name}", way, mean)


class GradebookAdminView(AdminView):
    """A page for those who mark at least one course, below the list of gradebooks."""

    header_icon = "list-ol"

    def may(self) -> Verdict:
        return may_grade_somewhere(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Gradebooks"), reverse("assessments_grades:gradebooks"))]


class GradebooksView(GradebookAdminView):
    """The courses whose gradebook the reader may open."""

    template_name = "assessments/admin/gradebooks.html"
    page_title = gettext_lazy("Gradebooks")

    def parents(self) -> list[Breadcrumb]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        courses = (
            courses_marked_by(self.reader)
            .filter(latest_release__isnull=False)
            .order_by(AsPeopleCount("title"), "pk")
        )
        if query := self.request.GET.get("q", "").strip():
            courses = courses.filter(title__icontains=query)
        page = Paginator(courses, COURSES_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page": page, "query": query}


class GradebookCourseView(GradebookAdminView):
    """A screen about the grades of one course that the reader marks."""

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release")
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return super().may() and may_grade(self.reader, self.course)

    @cached_property
    def grading(self) -> CourseGrading:
        return course_grading_of(self.course, outline_for(self.course), language_code=get_language() or "")

    @property
    def book_url(self) -> str:
        return reverse("assessments_grades:gradebook", args=[self.course.public_id])

    def get_page_subtitle(self) -> str:
        return self.course.title

    def parents(self) -> list[Breadcrumb]:
        return [*super().parents(), breadcrumb(self.course.title, self.book_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"course": self.course, "book_url": self.book_url}
        return super().get_context_data(**kwargs) | shown


class GradebookView(GradebookCourseView):
    """Who takes the course, and their results. The number of queries does not depend on how many they are."""

    template_name = "assessments/admin/gradebook.html"
    page_title = gettext_lazy("Gradebook")

    def parents(self) -> list[Breadcrumb]:
        return super().parents()[:-1]

    def get_breadcrumb_label(self) -> str:
        return self.course.title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("export", "")
        note_unknown(request, set(self.form.errors))
        if wanted in gradebook_export.WRITERS and not self.form.errors:
            return deferred(
                request,
                count=self.learners.count(),
                title=f"{self.course.title} · {self.page_title}",
                answer=lambda: gradebook_export.respond(
                    request, wanted, self.course, self.grading, self.learners, at=self.now
                ),
            )
        return super().get(request, *args, **kwargs)

    @cached_property
    def form(self) -> FilterForm:
        cohorts = Cohort.objects.filter(courses=self.course)
        return FilterForm(self.request.GET, cohorts=cohorts, grading=self.grading)

    @cached_property
    def learners(self) -> QuerySet[Enrolment]:
        self.form.is_valid()  # what it can't read is left out of this
        wanted = self.form.cleaned_data
        cohort = wanted.get("cohort")
        return learners_of(
            self.course,
            query=wanted.get("q", ""),
            cohort_id=cohort.pk if cohort else None,
            shown=wanted.get("shown") or SHOWN[0],
            graded_item_id=wanted.get("work"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sort = self.form.cleaned_data.get("sort") or NAME
        column, descending = sort.removeprefix("-"), sort.startswith("-")
        everyone = LongList(self.learners, PEOPLE_A_PAGE, most=MOST_COMPARED)
        table = None
        if not everyone.has_more:
            # Nobody is looked for twice where nobody was found.
            found = self.learners if everyone.count else self.learners.none()
            table = gradebook_table(self.grading, found, at=self.now, column=column, descending=descending)
        page: Any = (
            Paginator(table.rows, PEOPLE_A_PAGE).get_page(self.request.GET.get("p"))
            if table
            else everyone.page_of(self.request.GET)
        )
        lines, heads = list(page.object_list), self._heads(table, column, descending=descending)
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "page": page,
            "grading": self.grading,
            "lines": lines if table else gradebook_rows(self.grading, lines, at=self.now),
            "table": table,
            "heads": heads,
            "columns": list(zip(self.grading.graded_items, heads[2:], strict=True)),
            "most_compared": MOST_COMPARED,
            "scheme_url": reverse("assessments_grades:scheme", args=[self.course.public_id]),
        }

    def _heads(self, table: GradebookTable | None, column: str, *, descending: bool) -> list[ColumnHead]:
        """The heads of the columns: name, grade, then each item."""
        means = [None, table.mean, *table.means] if table else [None] * len(columns_of(self.grading))
        return [
            ColumnHead.of(name, column, mean, descending=descending)
            for name, mean in zip(columns_of(self.grading), means, strict=True)
        ]


class SchemeView(GradebookCourseView, AdminFormView):
    """How the course is graded."""

    template_name = "assessments/admin/grading_scheme.html"
    page_title = gettext_lazy("Grading settings")

    def back(self) -> str:
        return self.book_url

    def form_for(self, data: Any, files: Any = None) -> SchemeForm:
        return SchemeForm(data, grading=self.grading)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"grading": self.grading}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST)
        if "preview" not in request.POST or not form.is_valid():
            return super().post(request, *args, **kwargs)
        people = list(learners_of(self.course)[:MOST_LOOKED_AT])
        changes = grade_changes(self.grading, form.scheme, people, at=self.now)
        return self.render_to_response(self.get_context_data(form=form, changes=changes))

    def done(self, form: Any) -> None:
        save_scheme(
            course=self.course,
            weights=form.rules,
            scale=form.cleaned_data["scale"],
            drop_lowest=form.cleaned_data["drop_lowest"],
            categories=form.cleaned_data["categories"],
            counts_missed=form.cleaned_data["counts_missed"],
            at=self.now,
        )
        words = _("Grading settings for “%(course)s” saved.")
        messages.success(self.request, words % {"course": self.course.title})


class OverrideView(GradebookCourseView, AdminFormView):
    """Set the score of one person's work, or take that back; and who did so before.

    Asked by the script of a gradebook it gives the form alone, and answers with the person's new line.
    """

    template_name = "assessments/admin/grade_override.html"
    form_template_name = "assessments/admin/grade_override_form.html"
    page_title = gettext_lazy("Override score")
    refusals = (GradeRefused,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    @property
    def is_in_place(self) -> bool:
        """Whether the script of a gradebook asks."""
        return self.request.headers.get("HX-Request") == "true"

    @cached_property
    def enrolment(self) -> Enrolment:
        enrolments = Enrolment.objects.filter(course=self.course).select_related("person", "course")
        return get_object_or_404(enrolments, pk=self.kwargs["enrolment_id"])

    @cached_property
    def graded_item(self) -> GradedItem:
        for one in self.grading.graded_items:
            if one.graded_item.public_id == self.kwargs["graded_item_id"]:
                return one.graded_item
        raise Http404("the course has no such item")

    def back(self) -> str:
        return self.book_url

    def get_template_names(self) -> list[str]:
        return [self.form_template_name if self.is_in_place else self.template_name]

    def form_for(self, data: Any, files: Any = None) -> OverrideForm:
        return OverrideForm(data, achieved=self.achieved)

    @cached_property
    def achieved(self) -> Achieved:
        return achievements_of(self.enrolment, self.graded_item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        graded_item = self.graded_item
        [line] = gradebook_rows(self.grading, [self.enrolment], at=self.now)
        [cell] = [cell for cell in line.cells if cell.graded_item.graded_item == graded_item]
        history = GradeOverride.objects.filter(enrolment=self.enrolment, graded_item=graded_item)
        history = history.select_related("by").order_by("-pk")
        last = history.first()
        shown: dict[str, Any] = {"last": last} if self.is_in_place else {"history": history}
        return super().get_context_data(**kwargs) | {
            "cell": cell,
            "enrolment": self.enrolment,
            "override_url": self.request.path,
            "achieved": self.achieved,
            "seen": last.pk if last else 0,
            **shown,
        }

    def done(self, form: Any) -> HttpResponse:
        if "excuse" in self.request.POST:
            excuse_from(
                enrolment=self.enrolment,
                graded_item=self.graded_item,
                reason=form.cleaned_data["reason"],
                by=self.reader,
                at=self.now,
                seen=number_in(self.request.POST.get("seen", "")),
            )
            words = _("%(name)s is excused.")
            return self._written(words % {"name": self.enrolment.person.get_display_name()})
        takes_back = "take_back" in self.request.POST
        override_grade(
            enrolment=self.enrolment,
            graded_item=self.graded_item,
            score=None if takes_back else form.cleaned_data["score"],
            revokes=form.cleaned_data["revokes"],
            reason=form.cleaned_data["reason"],
            by=self.reader,
            at=self.now,
            seen=number_in(self.request.POST.get("seen", "")),
        )
        words = _("Override removed for %(name)s.") if takes_back else _("Score saved for %(name)s.")
        return self._written(words % {"name": self.enrolment.person.get_display_name()})

    def _written(self, said: str) -> HttpResponse:
        if not self.is_in_place:
            messages.success(self.request, said)
            return redirect(self.book_url)
        [line] = gradebook_rows(self.grading, [self.enrolment], at=self.now)
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
        return bool(may_grade_somewhere(cast(User, request.user)))
