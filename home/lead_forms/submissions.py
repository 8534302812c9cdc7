"""The list of answers to a form, with its export."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.functional import cached_property
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import SubmissionsListView

from common.admin.long_lists import LongList
from common.admin.unknown_filters import ForgivingFilters
from common.exports.running import counted, deferred

#: How many rows are held at a time while a file is written.
CHUNK = 1_000


class FormAnswersView(ForgivingFilters, SubmissionsListView):
    """Anybody may write an answer, so there may be many. Each of its queries has an index."""

    results_template_name = "home/admin/answers.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        answers = self.get_queryset()  # the list around it would load them all to count them
        return deferred(
            request,
            count=answers.count(),
            title=self.get_page_subtitle(),
            answer=lambda: self.as_spreadsheet(answers, request.GET.get("export", "")),
        )

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """In the asked order, to the last answer; those of one moment fall or rise with their moment."""
        names = list(self.get_ordering()) or ["-submit_time"]
        if not {"id", "-id"} & set(names):
            names.append("-pk" if names[-1].startswith("-") else "pk")
        return queryset.order_by(*names)

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> tuple[Any, ...]:
        answers = LongList(queryset, page_size)
        page = answers.page_of(self.request.GET)
        return answers, page, page.object_list, page.has_other_pages()

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        rows = counted(self.request, queryset.iterator(chunk_size=CHUNK))
        return super().as_spreadsheet(rows, spreadsheet_format)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The answers of one row, which are put together once and not for each column."""
        said = item.get_data()
        return {field: self._cell(field, said.get(field)) for field in self.list_export}

    def _cell(self, field: str, answer: Any) -> Any:
        """An answer to a question for a number is one, also where it was kept as text."""
        if field not in self._numbers or not isinstance(answer, str):
            return answer
        try:
            number = Decimal(answer)
        except InvalidOperation:
            return answer
        return number if number.is_finite() else answer

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(
            field.clean_name for field in self.form_page.get_form_fields() if field.field_type == "number"
        )


def may_export(user: Any, found: ResolverMatch) -> bool:
    """Whether a person may still see the answers that an address lists; asked before a file is written."""
    return bool(get_forms_for_user(user).filter(pk=found.kwargs["page_id"]).exists())
