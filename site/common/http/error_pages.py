"""What is answered when a page can't be: in the form that whoever asked can read.

Browsers get a page, htmx a sentence that the open page shows as a message, and programs (below /api/, and
scripts of our pages that ask for JSON) `application/problem+json`. The names of the views are the ones that
Django looks for in the URLconf.
"""

from __future__ import annotations

import errno
import json
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_page

from common.addresses import address_of
from common.postgresql import outage

#: What the system says where there is no room: on the disk, in a quota, for a file of this size.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: How soon a browser or a program asks again while the database is away.
DATABASE_RETRY_SECONDS = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing at this address."""
    sentence = _("Nothing was found at this address.")
    return short_answer(request, 404, "not_found", sentence) or defaults.page_not_found(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this account."""
    sentence = _("Your account doesn't have permission to do this. Nothing was changed.")
    return short_answer(request, 403, "refused", sentence) or defaults.permission_denied(request, exception)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without a valid token. Settings name this view."""
    sentence = _("The form has expired, so nothing was changed. Reload the page and submit it again.")
    return short_answer(request, 403, "csrf", sentence) or csrf_page(request, reason)


def not_signed_in(request: HttpRequest) -> HttpResponse:
    """401, for scripts: nobody is signed in (any more). The page says so in one place, whatever asked."""
    return problem(401, "not_signed_in", _("Sign in to continue."))


def other_account(request: HttpRequest) -> HttpResponse:
    """409: the page was drawn for one account, and another one is signed in by now. Nothing was done."""
    sentence = _("You're signed in with a different account now, so nothing was changed.")
    if request.headers.get("X-Account") or request.headers.get("Accept", "").startswith("application/json"):
        return problem(409, "other_account", sentence)
    return TemplateResponse(request, "409_account.html", status=409).render()


def unstorable(request: HttpRequest) -> HttpResponse:
    """400: text with characters that no database keeps. Nothing was done."""
    sentence = _(
        "The text contains characters that can't be saved. Nothing was changed: remove them and try again."
    )
    answer = short_answer(request, 400, "unstorable_text", sentence)
    return answer or TemplateResponse(request, "400_text.html", status=400).render()


def incomplete_form(request: HttpRequest) -> HttpResponse:
    """400: a form without fields that its page sends along. Nothing was done."""
    sentence = _("The form was incomplete, so nothing was changed. Reload the page and submit it again.")
    answer = short_answer(request, 400, "incomplete_form", sentence)
    return answer or TemplateResponse(request, "400_form.html", status=400).render()


def form_for_program(request: HttpRequest) -> HttpResponse:
    """400: a form where a program takes JSON. Nothing was done."""
    return problem(400, "invalid", _("The request couldn't be read."))


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than this address takes from this person. None of it was read."""
    sentence = _("This is too large to send, so nothing was saved. Choose a smaller file or a shorter text.")
    answer = short_answer(request, 413, "too_large", sentence)
    return answer or TemplateResponse(request, "413.html", status=413).render()


def broken(request: HttpRequest) -> HttpResponse:
    """500: an error of ours. While the database can't answer 503, with a full disk 507. Asks no database.

    Django calls it for an error anywhere: in a view, in a template, in any middleware.
    """
    error = sys.exception()
    if outage.is_passing(error):
        return database_away(request)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return no_room(request)
    sentence = _("Something went wrong on our end. Your last action may not have been saved.")
    return short_answer(request, 500, "broken", sentence) or defaults.server_error(request)


def unavailable(request: HttpRequest, *, retry_after_seconds: int) -> HttpResponse:
    """503: the academy is being worked on, and when to ask again."""
    sentence = _("The site is down for maintenance. Please try again in a few minutes.")
    answer = short_answer(request, 503, "maintenance", sentence)
    if answer is None:
        answer = TemplateResponse(request, "503.html", status=503).render()
    answer["Retry-After"] = str(retry_after_seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the database can't answer now. Needs no database, session, site or context processor."""
    sentence = _(
        "We can't reach our data right now. Your last action may not have been saved. Try again soon."
    )
    answer = short_answer(request, 503, "database_away", sentence)
    if answer is None:
        answer = HttpResponse(render_to_string("503_database.html"), status=503)
    answer["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def no_room(request: HttpRequest) -> HttpResponse:
    """507: the disk is full. No part of the file that was sent is kept."""
    sentence = _("The file couldn't be saved because the server has no space left. Ask an administrator.")
    answer = short_answer(request, 507, "no_space", sentence)
    return answer or HttpResponse(render_to_string("507.html"), status=507)


def short_answer(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse | None:
    """The answer for whoever can't show a page; None for a browser that asked for one."""
    asks_for_json = request.headers.get("Accept", "").startswith("application/json")
    if asks_for_json or request.path_info.startswith(address_of("api")):
        return problem(status, code, sentence)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
        # ASCII, as every header is: json.dumps escapes the rest
        answer["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "tone": "error"}})
        return answer
    return None


def problem(status: int, code: str, sentence: str) -> HttpResponse:
    """The answer for programs: `application/problem+json`."""
    problem = {"title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": sentence}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
