"""The screens of exports that are made in the background: a list, a bar, a file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminView,
    Breadcrumb,
    RunningWorkView,
    breadcrumb,
)
from common.background.jobs import Outlook
from common.verdict import Verdict

from . import export_store, running
from .export_store import ExportGone, ExportProgress, ExportState, StoredExport

POLL_SECONDS = 2


class ExportBaseView(AdminBaseView):
    """Something for everyone who uses the admin; with `key`, about one export of theirs."""

    def may(self) -> Verdict:
        if self.reader.has_perm("wagtailadmin.access_admin"):
            return Verdict.yes()
        return Verdict.no("not_staff", _("Your role doesn't allow you to export lists."))

    @cached_property
    def export(self) -> StoredExport:
        try:
            return export_store.find(self.kwargs["key"], owner=self.reader, now=self.now)
        except ExportGone:
            raise Http404("there is no such export of theirs") from None

    @cached_property
    def progress(self) -> tuple[ExportProgress, Outlook]:
        return running.progress_of([self.export.key], now=self.now)[self.export.key]


class ExportsView(ExportBaseView, AdminView):
    """One's own exports of the last days."""

    template_name = "common/admin/exports.html"
    page_title = gettext_lazy("My exports")
    header_icon = "download"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exports = export_store.exports_of(self.reader, now=self.now)
        known = running.progress_of([export.key for export in exports], now=self.now)
        rows = [(export, known[export.key][0]) for export in exports]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "kept_days": export_store.KEPT_FOR.days,
        }


class BackgroundExportView(ExportBaseView, RunningWorkView):
    """How far an export is, and then its file. While it runs, htmx asks for the part that moves."""

    template_name = "common/admin/export.html"
    progress_template = "common/admin/export_progress.html"
    page_title = gettext_lazy("Export")
    header_icon = "download"

    def get_page_subtitle(self) -> str:
        return self.export.title

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("My exports"), reverse("common_exports"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "export": self.export,
            "progress": self.progress[0],
            "is_late": self.progress[1] == Outlook.LATE,
            "poll_seconds": POLL_SECONDS,
            "kept_days": export_store.KEPT_FOR.days,
        }

    def is_running(self) -> bool:
        return self.progress[0].state == ExportState.RUNNING

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try one that failed again."""
        known, _outlook = self.progress
        if known.state == ExportState.FAILED:
            again = export_store.ExportProgress(total=known.total)
            export_store.set_progress(self.export.key, again, at=self.now)
            running.start(self.export.key)
        return redirect("common_export", self.export.key)


class ExportFileView(ExportBaseView, AdminActionView):
    """The finished file, for the person who asked, as long as they may still see what is in it."""

    def may(self) -> Verdict:
        verdict = super().may()
        if verdict and not running.still_may(self.reader, self.export.path):
            return Verdict.no("not_any_more", _("Your role no longer allows you to export this list."))
        return verdict

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        known, _outlook = self.progress
        if known.state != ExportState.DONE:
            return redirect("common_export", self.export.key)
        try:
            file = export_store.open_file(self.export.key)
        except ExportGone:
            raise Http404("the file is gone") from None
        response = FileResponse(
            file, as_attachment=True, filename=known.file_name, content_type=known.content_type
        )
        response["Cache-Control"] = "private, no-store"
        return response
