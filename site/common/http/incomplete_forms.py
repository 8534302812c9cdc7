"""Forms that no browser sends: a field is missing, or holds what its page never puts there."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, RawPostDataException
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError

from .error_pages import form_for_program, incomplete_form

logger = logging.getLogger(__name__)

#: Where Wagtail (8.0) reads hidden fields and trusts them: how many blocks there are and in which order, the
#: JSON of rich text, the number of what was chosen.
READERS = frozenset(
    {
        ("wagtail.blocks.stream_block", "value_from_datadict"),
        ("wagtail.blocks.list_block", "value_from_datadict"),
        ("wagtail.admin.rich_text.editors.draftail", "value_from_datadict"),
        ("wagtail.admin.rich_text.converters.contentstate", "to_database_format"),
        ("wagtail.admin.widgets.chooser", "get_instance"),
    }
)
#: What they call on.
_BELOW = ("django.", "json")


class IncompleteForms:
    """Answers 400 where a view looked for a field that isn't there, or for JSON and was sent a form.

    Wagtail's forms expect each of their hidden fields, and what its scripts put there. What was missing or
    wrong is logged: it may be a fault of ours.
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
        if isinstance(exception, NoReverseMatch) and request.POST.get("next", "") in str(exception).split(
            "'"
        ):
            # Only after its work does a view of Wagtail's look where to go on.
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        if request.method == "POST" and _is_misread(exception):
            logger.warning("%s was sent a field that no page has: %s", request.path, type(exception).__name__)
            return incomplete_form(request)
        return None


def _is_misread(exception: Exception) -> bool:
    """Whether Wagtail's own code stumbled over a hidden field, not something of ours that it called."""
    frames = [frame for frame, _line in traceback.walk_tb(exception.__traceback__)]
    places = [(str(frame.f_globals.get("__name__", "")), frame.f_code.co_name) for frame in frames]
    module, function = next(
        (place for place in reversed(places) if not place[0].startswith(_BELOW)), ("", "")
    )
    return isinstance(exception, ValueError) and (module, function) in READERS
