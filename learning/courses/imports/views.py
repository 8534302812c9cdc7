"""The screens of the course import, and the export of a course's outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.admin.views import AdminActionView
from common.background.durable import enqueue_durably
from common.exports.spreadsheets import csv_response
from common.imports.importer import subject_of
from common.imports.report import ImportReport
from common.imports.table_reader import MAX_ROWS
from common.imports.upload_store import ImportProgress
from common.imports.views import ImportedItem, ImportReportView, ImportUploadView, ImportView, SampleFile
from common.verdict import Verdict
from learning.courses.imports.columns import COLUMNS
from learning.courses.imports.export import outline_rows
from learning.courses.imports.importer import COURSE_IMPORTER
from learning.courses.models import CoursePage
from learning.courses.policies import may_edit_course, may_import_courses
from learning.courses.tasks import fetch_import_pictures, import_courses


class _CourseImport(ImportView):
    """What both screens of this import have in common."""

    importer = COURSE_IMPORTER
    upload_url_name = "courses_admin:import"
    report_url_name = "courses_admin:import_report"
    page_title = gettext_lazy("Import courses")

    def may(self) -> Verdict:
        return may_import_courses(self.reader)

    def enqueue_fetching(self, key: str, actor_id: int) -> None:
        enqueue_durably(fetch_import_pictures, key, actor_id, subject=subject_of(key))


class CourseUploadView(_CourseImport, ImportUploadView):
    """Choose a file of courses."""

    columns = COLUMNS
    introduction = gettext_lazy(
        "Choose a CSV file with the outline of one or more courses. You'll see a preview of every row before "
        "anything is imported."
    )

    def limits(self) -> str:
        return _(
            "Columns can be in any order, separated by commas, semicolons, tabs or |. Up to 5 MB and "
            "%(rows)d rows. Course columns are read from the first row of each course."
        ) % {"rows": MAX_ROWS}

    def samples(self) -> Sequence[SampleFile]:
        return (SampleFile("CSV", reverse("courses_admin:import_sample")),)


class CourseReportView(_CourseImport, ImportReportView):
    """What a file of courses would create, and what it has created."""

    submit_label = gettext_lazy("Import as drafts")
    done_words = gettext_lazy(
        "Imported as drafts. Finish them in the editor, then submit each course for review:"
    )

    def enqueue(self, key: str, actor_id: int) -> None:
        enqueue_durably(import_courses, key, actor_id, subject=subject_of(key))

    def created_words(self, report: ImportReport) -> list[str]:
        courses, modules, lessons = (report.created[name] for name in ("courses", "modules", "lessons"))
        return [
            ngettext("%(count)d course", "%(count)d courses", courses) % {"count": courses},
            ngettext("%(count)d module", "%(count)d modules", modules) % {"count": modules},
            ngettext("%(count)d lesson", "%(count)d lessons", lessons) % {"count": lessons},
        ]

    def imported(self, progress: ImportProgress) -> Sequence[ImportedItem]:
        pages = CoursePage.objects.filter(pk__in=progress.result["pages"]).order_by("path")
        return [
            ImportedItem(
                page.draft_title,
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
                _("modules and lessons"),
                reverse("wagtailadmin_explore", args=[page.pk]),
            )
            for page in pages
        ]

    def succeeded(self, progress: ImportProgress) -> HttpResponse:
        self.say(_("Imported as drafts. Learners can't see them yet."))
        return redirect(self.report_url_name, self.upload.key)


class SampleOutlineView(AdminActionView):
    """A file to begin with: the columns, and a lesson."""

    def may(self) -> Verdict:
        return may_import_courses(self.reader)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return csv_response(COLUMNS.sample, file_name="courses.csv")


class ExportOutlineView(AdminActionView):
    """The outline of a course as CSV, for those who may edit it."""

    @cached_property
    def page(self) -> CoursePage:
        return get_object_or_404(CoursePage, pk=self.kwargs["page_id"])

    def may(self) -> Verdict:
        return may_edit_course(self.reader, self.page)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return csv_response(outline_rows(self.page), file_name=f"{self.page.slug}.csv")
