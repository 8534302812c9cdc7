"""Addresses of Wagtail's admin whose views fail at requests that lack something: asked here first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import ExternalLinkView
from wagtail.contrib.redirects.views import process_import

from common.http.error_pages import incomplete_form
from common.views import not_here


@require_admin_access
def choose_external_link(request: HttpRequest, **named: Any) -> HttpResponse:
    """Wagtail's chooser of a link, for forms with a link."""
    if request.method == "POST" and "external-link-chooser-url" not in request.POST:
        return incomplete_form(request)
    answer: HttpResponse = ExternalLinkView.as_view()(request, **named)
    return answer


@require_admin_access
def process_redirects(request: HttpRequest) -> HttpResponse:
    """The second step of an import of redirects, with what the first handed on."""
    if request.method == "POST" and not {"import_file_name", "input_format"} <= request.POST.keys():
        return incomplete_form(request)
    answer: HttpResponse = process_import(request)
    return answer


#: Tried before Wagtail's own.
urlpatterns = [
    path("admin/choose-external-link/", choose_external_link),
    path("admin/redirects/import/process/", process_redirects),
    # nothing is written in a chooser: no snippet has a form for that
    re_path(r"^admin/snippets/choose/(?P<app>\w+)/(?P<model>\w+)/create/$", not_here),
    path("admin/failwhale/", not_here),
]
