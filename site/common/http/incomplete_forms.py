"""Forms that lack a field which every browser sends with them: somebody wrote the request by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils.datastructures import MultiValueDictKeyError

from .error_pages import form_for_program, incomplete_form

logger = logging.getLogger(__name__)


class IncompleteForms:
    """Answers 400 where a view looked for a field that isn't there, or for JSON and was sent a form.

    Wagtail's forms expect each of their hidden fields. What was missing is logged: it may be a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RawPostDataException):
            return form_for_program(request)
        if isinstance(exception, MultiValueDictKeyError):
            logger.warning("%s lacks the field %s", request.path, exception)
            return incomplete_form(request)
        return None
