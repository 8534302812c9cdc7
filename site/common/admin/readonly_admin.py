"""Operational records in the admin: listed, searched, inspected, exported; changed by actions only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from common.exports.running import counted, deferred

from .unknown_filters import ForgivingIndexView

#: Each word searched for is a condition on every field: a pasted essay would be more than a database takes.
MOST_WORDS = 12
MOST_LETTERS = 64
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

    def get_filename(self) -> str:
        """What the list is called, so that several exports can be told apart."""
        return slugify(str(self.model_admin.get_menu_label())) or "export"

    def as_spreadsheet(self, queryset: models.QuerySet[Any], spreadsheet_format: str) -> HttpResponseBase:
        rows = _CountedRows(self.request, queryset)
        return deferred(
            self.request,
            count=queryset.count(),
            title=str(self.model_admin.get_menu_label()),
            answer=lambda: super(RecordIndexView, self).as_spreadsheet(rows, spreadsheet_format),
        )


class _CountedRows:
    """The rows of an export, read some at a time; each batch moves the bar."""

    def __init__(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self.request, self.queryset, self.model = request, queryset, queryset.model

    def __iter__(self) -> Iterator[Any]:
        return counted(self.request, self.queryset.iterator(chunk_size=EXPORTED_AT_ONCE))


class RecordSearch(DjangoORMSearchHandler):
    """Looks for the first words of what was typed, whatever it was."""

    def search_queryset(
        self, queryset: models.QuerySet[Any], search_term: str, **kwargs: Any
    ) -> models.QuerySet[Any]:
        words = [word[:MOST_LETTERS] for word in search_term.split()[:MOST_WORDS]]
        found: models.QuerySet[Any] = super().search_queryset(queryset, " ".join(words), **kwargs)
        return found


class RecordAdmin(ModelAdmin):
    """The screens of one operational model. Filters offer short lists only: people are searched for."""

    permission_helper_class = ReadOnly
    index_view_class = RecordIndexView
    search_handler_class = RecordSearch
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    joined: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.joined)
