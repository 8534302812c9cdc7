"""Lists that Wagtail itself draws: what their address asks for and nobody knows is left out, never a 500.

Our own lists have `ForgivingIndexView` or `ForgivingFilters`, which leave out one filter and keep the page
as it is. Wagtail's pages, reports and workflows can't be given a base of ours, and are asked before they run.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_filters import FilterSet
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.models import Page

from common.addresses import admin_address

from .unknown_filters import ForgivingFilters, note_unknown, unknown_to, without

logger = logging.getLogger(__name__)

#: What reading an address may raise that asks for what can't be.
UNREADABLE = (ValueError, OverflowError, DataError, FieldError)


class ListAddressMiddleware:
    """Leads an address with unknown filters to the same list without them, and has the list say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not (_is_of_a_list(request, view) and request.user.has_perm("wagtailadmin.access_admin")):
            return None
        keys = ["locale"] if _is_foreign(request.GET.get("locale")) else []
        keys += [key for key in _unknown_to_filters(request, view) if key not in keys]
        return _led_on(request, keys) if keys else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whatever else of an address can't be read. An error of ours comes again without it."""
        is_of_admin = request.path_info.startswith(admin_address())
        is_asked = request.method == "GET" and bool(request.GET)
        if not (isinstance(exception, UNREADABLE) and is_of_admin and is_asked):
            return None
        logger.warning("A list could not read its address", exc_info=exception)
        return _led_on(request, list(request.GET))


def _is_of_a_list(request: HttpRequest, view: Any) -> bool:
    """Whether a list is asked for something by its address."""
    view_class = getattr(view, "view_class", None)
    is_list = inspect.isclass(view_class) and issubclass(view_class, BaseListingView)
    return request.method == "GET" and bool(request.GET) and (is_list or _is_explorer(request))


def _is_explorer(request: HttpRequest) -> bool:
    """Whether it is the list of pages, whose view Wagtail chooses by the type of the page above."""
    found = request.resolver_match
    return found is not None and found.url_name in ("wagtailadmin_explore", "wagtailadmin_explore_root")


def _unknown_to_filters(request: HttpRequest, view: Any) -> list[str]:
    """The parameters that the filters of a list can't read; those of our own lists are left to them."""
    filters: Any = GenericPageFilterSet
    if not _is_explorer(request):
        filters = view.view_initkwargs.get("filterset_class") or view.view_class.filterset_class
        if issubclass(view.view_class, ForgivingFilters):
            return []
    if not (inspect.isclass(filters) and issubclass(filters, FilterSet)):
        return []
    asked = {"data": request.GET, "request": request, "queryset": _rows(filters)}
    try:
        return [key for keys in unknown_to(filters, asked).values() for key in keys]
    except Exception:  # a filter set that needs more than this; what it can't read is met below
        return []


def _is_foreign(language_code: str | None) -> bool:
    """Whether an address names a language that no content is written in."""
    return bool(language_code) and language_code not in dict(settings.WAGTAIL_CONTENT_LANGUAGES)


def _rows(filterset_class: Any) -> Any:
    model = filterset_class._meta.model or Page
    return model._default_manager.none()


def _led_on(request: HttpRequest, keys: list[str]) -> HttpResponse:
    note_unknown(request, keys)
    left = without(request.GET, *keys).urlencode()
    return redirect(f"{request.path}?{left}" if left else request.path)
