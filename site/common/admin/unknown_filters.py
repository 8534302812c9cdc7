"""What stands in the address of a list and means nothing there: it is left out, and the page says so."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.admin.filters import BooleanFieldListFilter, ChoicesFieldListFilter
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DataError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import IndexView

if TYPE_CHECKING:
    from django.db.models import QuerySet

_YES_OR_NO = frozenset({"0", "1", "true", "false"})


def note_unknown(request: HttpRequest, names: Collection[str]) -> None:
    """Say on the page that these parts of its address were ignored. names: empty: nothing is said."""
    if names:
        words = _("Some filters in the address aren't known here and were ignored: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(sorted(names))[:200]})


class ForgivingIndexView(IndexView):
    """A list of wagtail-modeladmin that leaves out what it doesn't know, instead of failing.

    A file that was asked for with an unknown filter would hold more than was wanted, so that the list is
    shown in its place.
    """

    params: QueryDict
    query: str
    _is_read = False

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[Any]:
        if not self._is_read:
            self._is_read = True
            self._leave_out_unknown(request or self.request)
        found: QuerySet[Any] = super().get_queryset(request)
        return found

    def _leave_out_unknown(self, request: HttpRequest) -> None:
        asked = {key: values for key, values in self.params.lists() if key not in self.IGNORED_PARAMS}
        unknown = [key for key, values in asked.items() if not self._knows(request, key, values)]
        kept = request.GET.copy()
        for key in unknown:
            del kept[key]
        if unknown:
            kept.pop(self.EXPORT_VAR, None)
            self.export = None
        request.GET = kept  # type: ignore[assignment]
        self.params = without(kept, self.PAGE_VAR, self.ERROR_FLAG, self.EXPORT_VAR)
        self.query = self.query.replace("\0", "")
        note_unknown(request, [key for key in unknown if any(asked[key])])

    def _knows(self, request: HttpRequest, key: str, values: list[str]) -> bool:
        """Whether one of the filters takes this parameter and offers these values."""
        everything, self.params = self.params, QueryDict(mutable=True)
        self.params.setlist(key, values)
        try:
            specs, _has_filters, unread, _distinct = self.get_filters(request)
            if key in unread:
                return False
            mine = [spec for spec in specs if key in spec.used_parameters]
            return all(_offers(spec, key, values) and self._works(request, spec) for spec in mine)
        except Exception:  # whatever a filter makes of a value it was never meant to be given
            return False
        finally:
            self.params = everything

    def _works(self, request: HttpRequest, spec: Any) -> bool:
        rows = spec.queryset(request, self.get_base_queryset(request))
        try:
            if rows is not None:
                rows.query.get_compiler(rows.db).as_sql()
        except (EmptyResultSet, FullResultSet):
            pass
        return True


class ForgivingFilters:
    """For lists of Wagtail with a filter set: an unknown value is left out, the other filters count."""

    request: Any
    filterset_class: Any

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_filterset_kwargs()  # type: ignore[misc]
        asked = kwargs["data"]
        unknown = unknown_to(self.filterset_class, kwargs)
        kwargs["data"] = without(asked, *(key for keys in unknown.values() for key in keys))
        note_unknown(self.request, unknown)
        return kwargs


def unknown_to(filterset_class: Any, kwargs: dict[str, Any]) -> dict[str, list[str]]:
    """The filters that can't read what an address gives them, each with its parameters.

    kwargs: as the filter set is made; `data` is what the address says.
    """
    asked = kwargs["data"]
    fields = filterset_class(**kwargs).form.fields
    parts = {name: [key for key in asked if _belongs(key, name)] for name in fields}
    return {name: keys for name, keys in parts.items() if keys and not _reads(filterset_class, kwargs, keys)}


def _reads(filterset_class: Any, kwargs: dict[str, Any], keys: list[str]) -> bool:
    alone = QueryDict(mutable=True)
    for key in keys:
        alone.setlist(key, kwargs["data"].getlist(key))
    try:
        return bool(filterset_class(**kwargs | {"data": alone}).is_valid())
    except (ValueError, OverflowError, DataError):  # about numbers that no database keeps
        return False


def _belongs(key: str, name: str) -> bool:
    """Whether a parameter is of the field of that name; a range has one for each end."""
    return key == name or key.startswith(f"{name}_")


def _offers(spec: Any, key: str, values: list[str]) -> bool:
    if key.endswith(("__isnull", "__isempty")):
        offered: Collection[str] = _YES_OR_NO
    elif isinstance(spec, BooleanFieldListFilter):
        offered = {"0", "1"}
    elif isinstance(spec, ChoicesFieldListFilter):
        offered = {str(value) for value, _label in spec.field.flatchoices}
    elif hasattr(spec, "lookup_choices"):
        # Values with their labels, or (of all values that rows have) values alone.
        choices = spec.lookup_choices
        offered = {str(each[0] if isinstance(each, list | tuple) else each) for each in choices}
    else:
        return True
    return all(value.lower() in offered or value in offered for value in values)


def without(asked: QueryDict, *names: str) -> QueryDict:
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept
