"""The two screens of every import: choose a file, then read its report and import it.

An app says once which importer it is, who may use it and where it stands, and adds that to both:

    class _CourseImport(ImportView):
        importer = COURSE_IMPORTER
        upload_url_name, report_url_name = "courses_admin:import", "courses_admin:import_report"

        def may(self) -> Verdict:
            return may_import_courses(self.reader)

    class CourseUploadView(_CourseImport, ImportUploadView): ...
    class CourseReportView(_CourseImport, ImportReportView): ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminView, Breadcrumb, breadcrumb
from common.background.jobs import Outlook

from . import importer as running
from .columns import ImportColumns
from .importer import Importer
from .report import ImportReport
from .text_reader import MAX_FILE_BYTES
from .upload_store import ImportProgress, ImportState, StoredUpload, UploadExpired

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_REFRESH_SECONDS = 3
_FETCH_STATES = (ImportState.FETCHING, ImportState.NOT_FETCHED)
_COLUMNS_SHOWN = 15  # a longer list of columns is folded


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file to begin with."""

    label: StrOrPromise
    url: str


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """Something that an import created, with its address; more: a second one about it."""

    label: StrOrPromise
    url: str
    more_label: StrOrPromise = ""
    more_url: str = ""


class ImportUploadForm(forms.Form):
    """The file to import. Subclasses add what is chosen with it."""

    accept: ClassVar[str] = ".csv,.tsv,.txt,text/csv"

    file = forms.FileField(label=gettext_lazy("CSV file"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget = forms.FileInput(attrs={"accept": self.accept})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it into several files."))
        return file


class ImportView(AdminView):
    """What both screens have in common.

    importer: what the files mean. upload_url_name, report_url_name: the two addresses; the second has a key.
    """

    header_icon = "upload"
    importer: ClassVar[Importer[Any]]
    upload_url_name: ClassVar[str]
    report_url_name: ClassVar[str]

    def enqueue_fetching(self, key: str, actor_id: int) -> None:
        """Ask for what a file names elsewhere, in the background; for importers that have such files."""
        raise NotImplementedError

    def begin_fetching(self, key: UUID) -> None:
        """Fetch in the background what an upload names; its report waits for it."""
        running.begin_fetching(
            self.importer, key, actor=self.reader, at=self.now, enqueue=self.enqueue_fetching
        )

    def get_breadcrumbs_items(self) -> list[Breadcrumb]:
        upload = breadcrumb(self.page_title, reverse(self.upload_url_name))
        return [*self.breadcrumbs_items, *self.parents(), upload]


class ImportUploadView(ImportView):
    """Choose a file. It is read at once; nothing is imported yet.

    introduction, limits: words of the page, about the file and about its columns.
    """

    template_name = "common/admin/import_upload.html"
    form_class: type[ImportUploadForm] = ImportUploadForm
    columns: ClassVar[ImportColumns]
    introduction: StrOrPromise = ""

    def limits(self) -> str:
        """What a table may hold, in words."""
        return ""

    def samples(self) -> Sequence[SampleFile]:
        """Files to begin with."""
        return ()

    def form_for(self, data: Any, files: Any = None) -> ImportUploadForm:
        """The form. data, files: what was sent; None to show it for the first time."""
        return self.form_class(data, files)

    def options_of(self, form: Any) -> Mapping[str, Any]:
        """What was chosen with the file, as JSON holds it."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if kwargs.get("form") is None:
            kwargs["form"] = self.form_for(None)
        return super().get_context_data(**kwargs) | {
            "introduction": self.introduction,
            "limits": self.limits(),
            "samples": self.samples(),
            "columns": self.columns,
            "are_columns_open": len(self.columns) <= _COLUMNS_SHOWN,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        file = form.cleaned_data["file"]
        content = file.read()
        key = self.importer.store.keep(
            content,
            file_name=file.name,
            owner=self.reader,
            at=self.now,
            options=self.options_of(form),
        )
        if self.importer.names_files_elsewhere(content, actor=self.reader):
            self.begin_fetching(key)
        return redirect(self.report_url_name, key)


class ImportReportView(ImportView):
    """What a file would create, row by row; then how far its import is, and what it has created.

    submit_label: of the button that imports. done_words: above what was created.
    """

    template_name = "common/admin/import_report.html"
    submit_label: StrOrPromise = gettext_lazy("Import")
    done_words: StrOrPromise = gettext_lazy("Imported:")

    @cached_property
    def upload(self) -> StoredUpload:
        """The file. Raises Http404, also when it is somebody else's."""
        try:
            return self.importer.store.find(self.kwargs["key"], owner=self.reader, now=self.now)
        except UploadExpired as error:
            raise Http404("no such upload") from error

    def enqueue(self, key: str, actor_id: int) -> None:
        """Ask for the import in the background, with `importer.subject_of` as its subject."""
        raise NotImplementedError

    def created_words(self, report: ImportReport) -> list[str]:
        """How many of what would be created."""
        raise NotImplementedError

    def target_words(self) -> str:
        """A sentence that says where it goes."""
        return ""

    def imported(self, progress: ImportProgress) -> Sequence[ImportedItem]:
        """What a finished import has created."""
        raise NotImplementedError

    def succeeded(self, progress: ImportProgress) -> HttpResponse:
        """The answer to an import that is finished at once."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return self.upload.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress, outlook = running.progress_of(self.importer, self.upload.key, now=self.now)
        context = super().get_context_data(**kwargs) | {
            "progress": progress,
            "is_late": outlook == Outlook.LATE,
            "upload_url": reverse(self.upload_url_name),
        }
        if progress.state == ImportState.DONE:
            return context | {"done_words": self.done_words, "imported": self.imported(progress)}
        if progress.state in (ImportState.RUNNING, *_FETCH_STATES):
            return context
        report = self.importer.plan(self.upload, actor=self.reader).report
        return context | {
            "report": report,
            "created_words": self.created_words(report),
            "target_words": self.target_words(),
            "submit_label": self.submit_label,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if context["progress"].state in (ImportState.RUNNING, ImportState.FETCHING):
            response["Refresh"] = str(_REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before, _outlook = running.progress_of(self.importer, self.upload.key, now=self.now)
        if before.state == ImportState.NOT_FETCHED:
            self.begin_fetching(self.upload.key)
            return redirect(self.report_url_name, self.upload.key)
        progress = running.start(
            self.importer, self.upload, actor=self.reader, at=self.now, enqueue=self.enqueue
        )
        if progress.state == ImportState.DONE and before.state != ImportState.DONE:
            return self.succeeded(progress)
        return redirect(self.report_url_name, self.upload.key)

    def say(self, words: str) -> None:
        """A message on the next page."""
        messages.success(self.request, words)
