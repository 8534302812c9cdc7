"""The export of questions as a file: of a list of the bank, or of a quiz. What is left out is told."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from common.admin.views import AdminActionView
from common.verdict import Verdict
from learning.assessments.admin.lists import QuestionFilterSet
from learning.assessments.admin.policies import may_in_course, may_somewhere
from learning.assessments.admin.statistics_views import work_named
from learning.assessments.imports.import_to_bank import for_file

from ..models import Exam, Question, Quiz
from .forms import FILE_FORMS

MOST = 5_000


class ExportView(AdminActionView):
    """Questions as a file; before it, a page with those that the form of the file can't hold."""

    @abstractmethod
    def questions(self) -> Iterable[Question]: ...

    def title(self) -> str:
        """What the file is named after."""
        return _("Questions")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = kwargs["form"]
        if form not in FILE_FORMS:
            raise Http404("no such form")
        file_form = FILE_FORMS[form]
        told = for_file(self.questions())
        made = file_form.write(told.questions)
        left_out = [*told.left_out, *made.left_out]
        if left_out and "anyway" not in request.GET:
            query = request.GET.copy()
            query["anyway"] = "1"
            context = {
                "left_out": left_out,
                "count": made.questions,
                "form": file_form.label,
                "address": f"?{query.urlencode()}",
                "title": self.title(),
            }
            return render(request, "assessments/admin/export_left_out.html", context)
        response = HttpResponse(made.content, content_type=file_form.content_type)
        name = slugify(self.title()) or "questions"
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.{file_form.ending}")
        return response


class ExportBankView(ExportView):
    """The questions of a list with its filters, as its export."""

    def may(self) -> Verdict:
        return may_somewhere(self.reader, "view")

    def questions(self) -> Iterable[Question]:
        policy = policy_registry.get_by_type(Question)
        seen = policy.instances_user_has_permission_for(self.reader, "view")
        found = QuestionFilterSet(self.request.GET, queryset=seen, request=self.request).qs
        if query := self.request.GET.get("q", "").strip():
            found = found.filter(title__icontains=query)
        return found.order_by("pk")[:MOST]


class ExportWorkView(ExportView):
    """The questions of a quiz or exam, in its order; what draws would take is not in it."""

    @cached_property
    def graded_item(self) -> Quiz | Exam:
        return work_named(self.kwargs["kind"], self.kwargs["pk"])

    def may(self) -> Verdict:
        return may_in_course(self.reader, "view", self.graded_item.course_id)

    def questions(self) -> Iterable[Question]:
        ids = [item.question_id for item in self.graded_item.items.all() if item.question_id]
        found = Question.objects.filter(pk__in=ids).prefetch_related("tagged_items__tag").in_bulk()
        return [found[pk] for pk in ids if pk in found]

    def title(self) -> str:
        return self.graded_item.title
