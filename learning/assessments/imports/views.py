"""The screens of the import of questions: choose a file, read what it would create, import it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.admin.views import AdminActionView
from common.background.durable import enqueue_durably
from common.exports.spreadsheets import csv_response
from common.imports.importer import subject_of
from common.imports.report import ImportReport
from common.imports.upload_store import ImportProgress
from common.imports.views import (
    ImportedItem,
    ImportReportView,
    ImportUploadForm,
    ImportUploadView,
    ImportView,
    SampleFile,
)
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.assessments.admin.statistics_views import WORKS, list_crumb
from learning.assessments.policies import may_import_questions
from learning.assessments.tasks import import_questions
from learning.courses.models import Course

from ..models import Question
from ..permissions import courses_marked_by, rights_on_course
from .columns import columns
from .drafts import MOST_QUESTIONS
from .importer import QUESTION_IMPORTER, QuestionTarget

if TYPE_CHECKING:
    from accounts.models import User

SAMPLES = {
    "gift": "::Nearest planet::Which planet is nearest to the sun? {\n\t=Mercury\n\t~Venus\n\t~Mars\n}\n\n"
    "The sun is a star. {TRUE}\n\nHow many planets does it have? {#8}\n",
    "aiken": "Which planet is nearest to the sun?\nA. Mercury\nB. Venus\nC. Mars\nANSWER: A\n",
}


class QuestionUploadForm(ImportUploadForm):
    """The file, and where its questions go."""

    accept = ".csv,.tsv,.txt,.gift,.aiken,.xml,.zip,.imscc,.qti,.pdf"

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "CSV, GIFT, Aiken, Moodle XML, QTI or a Canvas quiz export, or a PDF with numbered questions "
            "and “Answer: B” lines."
        ),
    )
    course = forms.ModelChoiceField(
        label=gettext_lazy("Question bank"), queryset=Course.objects.none(), required=False
    )
    work = forms.ChoiceField(
        label=gettext_lazy("Add to quiz or exam"),
        required=False,
        help_text=gettext_lazy(
            "Must belong to the course selected above. Questions are added to the end of its "
            "draft, which you publish yourself."
        ),
    )
    publishes = forms.BooleanField(
        label=gettext_lazy("Publish questions"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise they're saved as drafts, which quizzes and exams don't use."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = courses_marked_by(person).order_by(AsPeopleCount("title"))
        course: Any = self.fields["course"]
        course.queryset = courses
        if "change" in rights_on_course(person, None):
            course.empty_label = _("Shared (all courses)")
        else:
            course.required, course.empty_label = True, None
        graded_items = [
            (
                f"{graded_item.ACTIVITY_KIND}-{graded_item.pk}",
                f"{graded_item.course.title}: {graded_item.title}",
            )
            for model in WORKS.values()
            for graded_item in model.objects.filter(course__in=courses)
            .select_related("course")
            .order_by("title_key")
            if graded_item.locale_id == graded_item.course.source_locale_id
        ]
        self.fields["work"].choices = [("", _("None (question bank only)")), *graded_items]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, _dash, pk = data.get("work", "").partition("-")
        if kind:
            graded_item = WORKS[kind].objects.get(pk=pk)
            if data.get("course") is None or graded_item.course_id != data["course"].pk:
                self.add_error("work", _("Choose a quiz or exam from the same course as the question bank."))
        return data


class _QuestionImport(ImportView):
    """What both screens of this import have in common."""

    importer = QUESTION_IMPORTER
    upload_url_name = "assessments_authoring:import"
    report_url_name = "assessments_authoring:import_report"
    page_title = gettext_lazy("Import questions")

    def may(self) -> Verdict:
        return may_import_questions(self.reader)

    def parents(self) -> list[dict[str, Any]]:
        return [list_crumb(Question)]


class QuestionUploadView(_QuestionImport, ImportUploadView):
    """Choose a file of questions, and where they go."""

    columns = property(lambda self: columns())
    introduction = gettext_lazy(
        "Choose a file of questions. You'll see a line-by-line preview first. Nothing is imported until you "
        "confirm."
    )

    def limits(self) -> str:
        return _(
            "Columns can be in any order, separated by commas, semicolons, tabs or |. Up to 5 MB and "
            "%(count)d questions."
        ) % {"count": MOST_QUESTIONS}

    def samples(self) -> Sequence[SampleFile]:
        return [
            SampleFile(label, reverse("assessments_authoring:import_sample", args=[form]))
            for form, label in (("csv", "CSV"), ("gift", "GIFT"), ("aiken", "Aiken"))
        ]

    def form_for(self, data: Any, files: Any = None) -> ImportUploadForm:
        start = {name: self.request.GET[name] for name in ("course", "work") if name in self.request.GET}
        return QuestionUploadForm(data, files, person=self.reader, initial=start)

    def options_of(self, form: Any) -> Mapping[str, Any]:
        data = form.cleaned_data
        kind, _dash, pk = data["work"].partition("-")
        return {
            "course": data["course"].pk if data["course"] else None,
            "work_kind": kind,
            "work": int(pk) if pk else None,
            "publishes": data["publishes"],
        }


class QuestionReportView(_QuestionImport, ImportReportView):
    """What a file of questions would create, and the import of all of it, or of nothing."""

    submit_label = gettext_lazy("Import questions")

    @cached_property
    def target(self) -> QuestionTarget:
        """Where the questions go. Raises Http404 when that is gone."""
        if (target := QuestionTarget.of(self.upload)) is None:
            raise Http404("no such question bank, quiz or exam")
        return target

    def may(self) -> Verdict:
        return super().may() and self.target.accepts_from(self.reader)

    def enqueue(self, key: str, actor_id: int) -> None:
        enqueue_durably(import_questions, key, actor_id, subject=subject_of(key))

    def created_words(self, report: ImportReport) -> list[str]:
        count = report.created["questions"]
        return [ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}]

    def target_words(self) -> str:
        course, graded_item = self.target.course, self.target.graded_item
        names = {"course": course.title if course else "", "work": graded_item.title if graded_item else ""}
        if course and graded_item:
            where = _("They'll be added to the question bank of “%(course)s” and to the end of “%(work)s”.")
        elif course:
            where = _("They'll be added to the question bank of “%(course)s”.")
        else:
            where = _("They'll be added to the shared question bank.")
        how = _("They'll be published.") if self.target.publishes else _("They'll be saved as drafts.")
        return f"{where % names} {how}"

    def imported(self, progress: ImportProgress) -> Sequence[ImportedItem]:
        return [ImportedItem(_done_words(progress), self._imported_url())]

    def succeeded(self, progress: ImportProgress) -> HttpResponse:
        self.say(_done_words(progress))
        return redirect(self._imported_url())

    def _imported_url(self) -> str:
        """The draft that has taken the questions, or the list of their bank."""
        course, graded_item = self.target.course, self.target.graded_item
        if graded_item:
            return reverse("assessments_authoring:write", args=[graded_item.ACTIVITY_KIND, graded_item.pk])
        viewset = Question.snippet_viewset
        return reverse(viewset.get_url_name("list")) + (f"?course={course.pk}" if course else "")


def _done_words(progress: ImportProgress) -> str:
    count = progress.result["questions"]
    return ngettext("%(count)d question imported.", "%(count)d questions imported.", count) % {"count": count}


class SampleQuestionsView(AdminActionView):
    """A file to begin with, of each form that is text."""

    def may(self) -> Verdict:
        return may_import_questions(self.reader)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = kwargs["form"]
        if form == "csv":
            return csv_response(columns().sample, file_name="questions.csv")
        if form not in SAMPLES:
            raise Http404("no such form")
        response = HttpResponse(SAMPLES[form], content_type="text/plain; charset=utf-8")
        ending = {"aiken": "txt"}.get(form, form)
        response["Content-Disposition"] = content_disposition_header(True, f"questions.{ending}")
        return response
