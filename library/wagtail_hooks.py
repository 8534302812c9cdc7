"""How the library shows itself in the admin, and how Wagtail's own addresses are guarded."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path
from django.utils import timezone
from wagtail import hooks

from library import admin_urls, delivery
from library.files import file_of_document
from library.models import AcademyDocument


# First of all such hooks: Wagtail's own view hands out whatever its collection does not restrict.
@hooks.register("before_serve_document", order=-1000)
def serve_document_checked(document: AcademyDocument, request: HttpRequest) -> HttpResponse:
    """`/documents/<id>/<name>` leads those who may have the document to its own address, and no one else."""
    found, eyes = file_of_document(document), delivery.eyes_of(request)
    verdict = delivery.may_fetch(request.user, timezone.now(), found, eyes=eyes)
    return HttpResponseRedirect(document.url) if verdict else delivery.refusal(request, verdict)


@hooks.register("register_admin_urls")
def register_upload_urls() -> list[Any]:
    return [path("academy/uploads/", include(admin_urls))]
