"""How the library shows itself in the admin, and how Wagtail's own addresses are guarded."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail import hooks

from library import delivery
from library.files import file_of_document
from library.models import AcademyDocument


# First of all such hooks: Wagtail's own view hands out whatever its collection does not restrict.
@hooks.register("before_serve_document", order=-1000)
def serve_document_checked(document: AcademyDocument, request: HttpRequest) -> HttpResponseBase:
    """`/documents/<id>/<name>` answers exactly as the document's own address does."""
    return delivery.answer(request, file_of_document(document), moment=timezone.now())
