"""Operational records in the admin: listed, searched, inspected, exported; changed by actions only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from common.imports.formulas import GuardedExportMixin

from .unknown_filters import ForgivingIndexView

#: Each word searched for is a condition on every field: a pasted essay would be more than a database takes.
MOST_WORDS = 12
MOST_LETTERS = 64


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


class RecordIndexView(GuardedExportMixin, ForgivingIndexView):
    """The list of an operational model; no cell of its export is read as a formula."""


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
