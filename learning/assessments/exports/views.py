"""The export of questions as CSV or GIFT: of a list of the bank, or of a quiz. What is left out is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from common.imports.csv_export import CSV_TYPE
from learning.assessments.admin.lists import QuestionFilterSet
from learning.assessments.admin.statistics_views import person_of, work_for
from learning.assessments.imports.import_to_bank import for_file

from ..models import Question
from ..permissions import rights_somewhere
from . import to_csv, to_gift

FORMS: dict[str, tuple[Any, str]] = {
    "csv": (to_csv, CSV_TYPE),
    "gift": (to_gift, "text/plain; charset=utf-8"),
}
MOST = 5_000


def bank(request: HttpRequest, form: str) -> HttpResponse:
    """The questions of a list with its filters, as its export."""
    person = person_of(request)
    if "view" not in rights_somewhere(person):
        raise PermissionDenied
    policy = policy_registry.get_by_type(Question)
    seen = policy.instances_user_has_permission_for(person, "view")
    found = QuestionFilterSet(request.GET, queryset=seen, request=request).qs
    if query := request.GET.get("q", "").strip():
        found = found.filter(title__icontains=query)
    return _answer(request, form, found.order_by("pk")[:MOST], _("Questions"))


def work(request: HttpRequest, kind: str, pk: int, form: str) -> HttpResponse:
    """The questions of a quiz or exam, in its order; what draws would take is not in it."""
    authored = work_for(person_of(request), kind, pk, "view")
    ids = [item.question_id for item in authored.items.all() if item.question_id]
    found = Question.objects.filter(pk__in=ids).prefetch_related("tagged_items__tag").in_bulk()
    return _answer(request, form, [found[pk] for pk in ids if pk in found], authored.title)


def _answer(request: HttpRequest, form: str, questions: Iterable[Question], title: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404("no such form")
    write, content_type = FORMS[form]
    told = for_file(questions)
    made = write(told.questions)
    left_out = [*told.left_out, *made.left_out]
    if left_out and "anyway" not in request.GET:
        query = request.GET.copy()
        query["anyway"] = "1"
        context = {
            "left_out": left_out,
            "count": made.questions,
            "form": form.upper(),
            "address": f"?{query.urlencode()}",
            "title": title,
        }
        return render(request, "assessments/admin/export_left_out.html", context)
    response = HttpResponse(made.content, content_type=content_type)
    name = slugify(title) or "questions"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}")
    return response
