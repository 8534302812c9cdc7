"""The screens of the import of questions: choose a file, read what it would make, import it."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from learning.assessments.admin.statistics_views import WORKS, AcademyView, list_crumb, person_of
from learning.courses.models import Course

from ..exports.spreadsheets import BOM
from ..models import Exam, Question, Quiz
from ..permissions import courses_marked_by, rights_on_course, rights_somewhere
from . import (
    MOST_BYTES,
    MOST_QUESTIONS,
    Reading,
    Unreadable,
    read_questions,
    upload_store,
)
from .columns import COLUMNS
from .import_to_bank import import_questions

SAMPLES = {
    "gift": "::Nearest planet::Which planet is nearest to the sun? {\n\t=Mercury\n\t~Venus\n\t~Mars\n}\n\n"
    "The sun is a star. {TRUE}\n\nHow many planets does it have? {#8}\n",
    "aiken": "Which planet is nearest to the sun?\nA. Mercury\nB. Venus\nC. Mars\nANSWER: A\n",
}


def _require_author(request: HttpRequest) -> User:
    person = person_of(request)
    if "add" not in rights_somewhere(person):
        raise PermissionDenied(_("You need permission to edit courses to import questions."))
    return person


class UploadForm(forms.Form):
    """The file, and where its questions go."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV, GIFT, Aiken, or a PDF with numbered questions and “Answer: B” lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gift,.aiken,.pdf"}),
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
        courses = courses_marked_by(person).order_by("title")
        course: Any = self.fields["course"]
        course.queryset = courses
        if "change" in rights_on_course(person, None):
            course.empty_label = _("Shared (all courses)")
        else:
            course.required, course.empty_label = True, None
        works = [
            (f"{work.WORK_KIND}-{work.pk}", f"{work.course.title}: {work.title}")
            for model in WORKS.values()
            for work in model.objects.filter(course__in=courses).select_related("course").order_by("title")
            if work.locale_id == work.course.source_locale_id
        ]
        self.fields["work"].choices = [("", _("None (question bank only)")), *works]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Split the questions into several files.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, _dash, pk = data.get("work", "").partition("-")
        if kind:
            work = WORKS[kind].objects.get(pk=pk)
            if data.get("course") is None or work.course_id != data["course"].pk:
                self.add_error("work", _("Choose a quiz or exam from the same course as the question bank."))
        return data


class _ImportView(AcademyView):
    page_title = gettext_lazy("Import questions")
    header_icon = "upload"

    def crumbs(self) -> list[dict[str, Any]]:
        return [list_crumb(Question)]


class UploadView(_ImportView):
    """Choose a file. It is looked at; nothing is imported yet."""

    template_name = "assessments/admin/import_upload.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.person = _require_author(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        start = {name: self.request.GET[name] for name in ("course", "work") if name in self.request.GET}
        context.setdefault("form", UploadForm(person=self.person, initial=start))
        return context | {"columns": COLUMNS, "most": MOST_QUESTIONS}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, person=self.person)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        kind, _dash, pk = data["work"].partition("-")
        about = upload_store.About(
            owner=self.person.pk,
            at=timezone.now().isoformat(),
            file_name=data["file"].name[:200],
            course=data["course"].pk if data["course"] else None,
            work_kind=kind,
            work=int(pk) if pk else None,
            publishes=data["publishes"],
        )
        key = upload_store.keep(data["file"].read(), about, now=timezone.now())
        return redirect("assessments_authoring:import_report", key)


class ReportView(_ImportView):
    """What the file would make, line by line; then the import of all of it, or of nothing."""

    template_name = "assessments/admin/import_report.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.person = _require_author(request)
        try:
            self.content, self.about = upload_store.kept(
                kwargs["key"], owner_id=self.person.pk, now=timezone.now()
            )
        except upload_store.NotKept as error:
            raise Http404("no such file") from error
        self.course = Course.objects.filter(pk=self.about.course).first() if self.about.course else None
        # Rights are asked anew: they may have gone since the file was chosen.
        if "change" not in rights_on_course(self.person, self.course):
            raise PermissionDenied
        self.work: Quiz | Exam | None = None
        if self.about.work:
            model = WORKS[self.about.work_kind]
            self.work = get_object_or_404(model, pk=self.about.work, course=self.course)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.about.file_name

    def _read(self) -> tuple[Reading | None, Any]:
        try:
            reading = read_questions(self.content, self.about.file_name)
        except Unreadable as error:
            return None, error.problem
        return reading, None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading, unreadable = self._read()
        return super().get_context_data(**kwargs) | {
            "report": reading.report if reading else None,
            "unreadable": unreadable,
            "course": self.course,
            "work": self.work,
            "about": self.about,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reading, _unreadable = self._read()
        if reading is None or not reading.report.is_fine:
            return redirect("assessments_authoring:import_report", kwargs["key"])
        lock = self.work.get_lock() if self.work else None
        if lock and lock.for_user(self.person):
            messages.error(request, _("The quiz or exam is locked, so nothing was imported."))
            return redirect("assessments_authoring:import_report", kwargs["key"])
        # First the file goes, so that a second press of the button finds nothing to import.
        upload_store.forget(kwargs["key"])
        made = import_questions(
            reading.questions,
            course=self.course,
            person=self.person,
            at=timezone.now(),
            publishes=self.about.publishes,
            into=self.work,
        )
        words = ngettext("%(count)d question imported.", "%(count)d questions imported.", len(made))
        messages.success(request, words % {"count": len(made)})
        if self.work:
            return redirect("assessments_authoring:write", self.about.work_kind, self.work.pk)
        viewset = Question.snippet_viewset
        query = f"?course={self.course.pk}" if self.course else ""
        return redirect(reverse(viewset.get_url_name("list")) + query)


def sample(request: HttpRequest, form: str) -> HttpResponse:
    """A file to begin with, of each form that is text."""
    _require_author(request)
    if form == "csv":
        out = io.StringIO(newline="")
        out.write(BOM)
        writer = csv.writer(out)
        writer.writerow([column.name for column in COLUMNS])
        writer.writerow([column.example for column in COLUMNS])
        content, kind = out.getvalue(), "text/csv; charset=utf-8"
    elif form in SAMPLES:
        content, kind = SAMPLES[form], "text/plain; charset=utf-8"
    else:
        raise Http404("no such form")
    response = HttpResponse(content, content_type=kind)
    ending = {"aiken": "txt"}.get(form, form)
    response["Content-Disposition"] = content_disposition_header(True, f"questions.{ending}")
    return response
