"""Operational records in the admin: listed, searched, inspected, exported; changed by actions only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_spawns_duplicates, unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from common.exports.running import counted, deferred
from common.personal_data import name_person
from common.word_search import MOST_COUNTED, WordSearch

from .long_lists import AFTER, BEFORE, LongList
from .unknown_filters import ForgivingIndexView

EXPORTED_AT_ONCE = 1_000


class ReadOnly(PermissionHelper):
    """Whoever may view the model lists and inspects it; nobody, superusers included, writes here."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, f"view_{self.opts.model_name}")

    def user_can_inspect_obj(self, user: Any, obj: models.Model) -> bool:
        return self.inspect_view_enabled and self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: models.Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: models.Model) -> bool:
        return False


class RecordIndexView(ForgivingIndexView):
    """The list of an operational model. An export of many rows is made in the background (common.exports)."""

    IGNORED_PARAMS = (*ForgivingIndexView.IGNORED_PARAMS, AFTER, BEFORE)
    _found: models.QuerySet[Any] | None = None

    def get_queryset(self, request: HttpRequest | None = None) -> models.QuerySet[Any]:
        """What the address asks for; the library asks for it twice, and searching has queries of its own."""
        if self._found is None:
            self._found = super().get_queryset(request)
        return self._found

    def get_results(self) -> LongList:
        """The rows by pages, counted as far as the search that found them allows."""
        most = min(MOST_COUNTED, getattr(self.search_handler, "most_counted", MOST_COUNTED))
        return LongList(
            self.get_queryset(), self.items_per_page, most=most, shown=self.get_base_queryset().order_by()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As the library's, but nothing is counted beyond what a page says."""
        results = self.get_results()
        page = results.page_of(self.request.GET)
        context = {
            "view": self,
            "empty_text": self.model_admin.empty_text
            or _("There are no %(name)s yet.") % {"name": self.verbose_name_plural},
            "all_count": bool(page) or self.get_base_queryset().exists(),
            "result_count": results.count,
            "paginator": results,
            "page_obj": page,
            "elided_page_range": list(results.get_elided_page_range(page.number or results.num_pages)),
            "object_list": page.object_list,
            "user_can_create": self.permission_helper.user_can_create(self.request.user),
            "show_search": self.search_handler.show_search_form,
        }
        return super(IndexView, self).get_context_data(**context | kwargs)

    def get_filename(self) -> str:
        """What the list is called, so that several exports can be told apart."""
        return slugify(str(self.model_admin.get_menu_label())) or "export"

    def as_spreadsheet(self, queryset: models.QuerySet[Any], spreadsheet_format: str) -> HttpResponseBase:
        rows = _CountedRows(self.request, queryset, self.exported)
        return deferred(
            self.request,
            count=queryset.count(),
            title=str(self.model_admin.get_menu_label()),
            answer=lambda: super(RecordIndexView, self).as_spreadsheet(rows, spreadsheet_format),
        )

    def exported(self, row: Any) -> Iterable[Any]:
        """The lines that a row is in a spreadsheet: itself. A list of what has several per row says so."""
        return (row,)


class _CountedRows:
    """The rows of an export, read some at a time; each batch moves the bar."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[Any],
        lines_of: Callable[[Any], Iterable[Any]],
    ) -> None:
        self.request, self.queryset, self.model = request, queryset, queryset.model
        self.lines_of = lines_of

    def __iter__(self) -> Iterator[Any]:
        rows = counted(self.request, self.queryset.iterator(chunk_size=EXPORTED_AT_ONCE))
        return (line for row in rows for line in self.lines_of(row))


class RecordSearch(DjangoORMSearchHandler):
    """Looks for the words of what was typed. `most_counted`: how far what was found may be counted."""

    most_counted = MOST_COUNTED

    def search_queryset(
        self, queryset: models.QuerySet[Any], search_term: str, **kwargs: Any
    ) -> models.QuerySet[Any]:
        if not search_term.strip() or not self.search_fields:
            return queryset
        search = WordSearch(self.search_fields)
        found = search.among(queryset, search_term)
        self.most_counted = search.most_counted
        meta = queryset.model._meta
        is_manifold = any(lookup_spawns_duplicates(meta, name) for name in self.search_fields)
        return found.distinct() if is_manifold else found


class RecordInspectView(InspectView):
    """One row of an operational model; whom it is about is told to the security log.

    What is no field of the model is a method of its `RecordAdmin`, as in a list.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name_person(request, self.instance)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_subtitle(self) -> str:
        return str(self.model_admin.called(self.instance))

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        return str(label_for_field(field_name, self.model, self.model_admin))

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        told = getattr(self.model_admin, field_name, None) if field is None else None
        if not callable(told):
            return super().get_field_display_value(field_name, field)
        return told(self.instance) or self.model_admin.get_empty_value_display(field_name)


class RecordAdmin(ModelAdmin):
    """The screens of one operational model. Filters offer short lists only: people are searched for.

    empty_text: what the list says while there is no row at all: what will stand there. Empty: that
    there are none yet.
    """

    empty_text: str | Promise = ""

    permission_helper_class = ReadOnly
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    index_template_name = "common/admin/records.html"
    search_handler_class = RecordSearch
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    joined: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.joined)

    def called(self, row: Any) -> str:
        """What a row is called at the top of its own screen."""
        return str(row)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self._view("inspect_view", request, instance_pk)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self._view("edit_view", request, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self._view("delete_view", request, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self._view("history_view", request, instance_pk)

    def _view(self, name: str, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """The library's view of a row. Raises Http404 for what can't be the id of one, which it would not."""
        try:
            self.model._meta.pk.to_python(unquote(instance_pk))
        except ValidationError:
            raise Http404 from None
        answer: HttpResponseBase = getattr(super(), name)(request, instance_pk)
        return answer
