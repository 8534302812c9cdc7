"""The screens of the course import, and the export of a course's outline."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from learning.courses.editor.views import person_of
from learning.courses.imports import plan_file, running, upload_store
from learning.courses.imports.columns import COLUMNS
from learning.courses.imports.export import BOM, export_lines
from learning.courses.imports.reading import MOST_BYTES, MOST_ROWS
from learning.courses.models import CoursePage
from learning.courses.policies import may_import_courses
from learning.courses.tasks import import_kept

_REFRESH_SECONDS = 3
_CSV = "text/csv; charset=utf-8"


def _require_author(request: HttpRequest) -> None:
    if not (verdict := may_import_courses(person_of(request))):
        raise PermissionDenied(verdict.sentence)


class UploadForm(forms.Form):
    """The file to look at."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Split the courses across several files.")
            )
        return file


class _ImportView(WagtailAdminTemplateMixin, TemplateView):
    page_title = gettext_lazy("Import courses")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _require_author(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("courses_admin:import"), "label": self.page_title}]


class UploadView(_ImportView):
    """Choose a file. It is looked at; nothing is imported yet."""

    template_name = "courses/admin/import_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", UploadForm())
        return context | {"columns": COLUMNS, "most_rows": MOST_ROWS}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        content, person = file.read(), person_of(request)
        plan = plan_file(content, actor=person)
        key = upload_store.keep(content, file_name=file.name, owner=person, pictures=plan.pictures)
        return redirect("courses_admin:import_report", key)


class ReportView(_ImportView):
    """What the file would make, row by row; then how far the import is, and what it made."""

    template_name = "courses/admin/import_report.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _require_author(request)
        try:
            self.file = upload_store.kept(kwargs["key"], owner=person_of(request))
        except upload_store.NotKept as error:
            raise Http404("no such file") from error
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.file.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"state": upload_store.state_of(self.file.key)}
        state = context["state"]
        if state.name in ("waiting", "failed"):
            plan = plan_file(self.file.content, actor=person_of(self.request), pictures=self.file.pictures)
            context["report"] = plan.report
        if state.name == "done":
            context["pages"] = CoursePage.objects.filter(pk__in=state.courses).order_by("path")
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if context["state"].name == "running":
            response["Refresh"] = str(_REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key, person = self.file.key, person_of(request)
        if upload_store.state_of(key).name in ("running", "done"):
            return redirect("courses_admin:import_report", key)
        report = plan_file(self.file.content, actor=person, pictures=self.file.pictures).report
        if report.is_fine and report.lessons > running.MOST_AT_ONCE:
            upload_store.set_state(key, upload_store.State("running", 0, report.lessons))
            import_kept.enqueue(str(key), person.pk)
        elif report.is_fine and running.run(key, actor=person).name == "done":
            messages.success(request, _("Imported as drafts. Learners can't see them yet."))
        return redirect("courses_admin:import_report", key)


def sample(request: HttpRequest) -> HttpResponse:
    """A file to begin with: the columns, and a lesson."""
    _require_author(request)
    response = HttpResponse(content_type=_CSV)
    response["Content-Disposition"] = content_disposition_header(True, "courses.csv")
    response.write(BOM)
    writer = csv.writer(response)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return response


def export(request: HttpRequest, page_id: int) -> StreamingHttpResponse:
    """The outline of a course as CSV, for those who may edit it."""
    page = get_object_or_404(CoursePage, pk=page_id)
    if not page.permissions_for_user(person_of(request)).can_edit():
        raise PermissionDenied
    response = StreamingHttpResponse(export_lines(page), content_type=_CSV)
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.csv")
    return response
