"""Says of each request where the files belong that come with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.images.models import SourceImageIOError

from common.http.error_pages import not_found
from library.uploads.destination import files_go_to

from .upload_place import UploadPlace


class UploadsMiddleware:
    """Stands after the middleware that finds out who asks. Costs no query before a file comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with files_go_to(UploadPlace(request)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 where a screen is nothing but a picture whose file is gone or damaged."""
        return not_found(request, exception) if isinstance(exception, SourceImageIOError) else None
