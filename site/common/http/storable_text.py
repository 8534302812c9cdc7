"""Text that no database keeps: NUL, which PostgreSQL refuses, and lone surrogates, which UTF-8 cannot write.
Beside it, numbers that no column holds.

Every way by which text comes in with a request is looked at here, and nowhere else: path, query, headers,
cookies, fields and file names of forms, and JSON. No browser sends any of it when somebody types, so whoever
does is told 400 before a view runs; SQLite would keep some of it, so development answers the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError

from .error_pages import unstorable

View = TypeVar("View", bound=Callable[..., HttpResponse])
_NUL_IN_QUERY = re.compile("%00|\x00")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The same, as JSON writes them: only then is a body read as JSON here, too.
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_ESCAPED_BYTES = re.compile(_ESCAPED.pattern.encode())
#: What the largest column of whole numbers holds. SQLite's driver refuses to be asked for more.
LARGEST = 2**63 - 1
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# How PostgreSQL says it: no such character; a JSON text that is none; a JSON with half a character.
_SQLSTATES = frozenset({"22021", "22P05"})


class StorableText:
    """Answers 400 to whatever holds text that can't be stored. In queries NUL becomes a blank.

    An address with a number that can be no id is 404. Stands before the middleware that looks something up.
    What still reached the database, and was refused by it, is 400, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        query = meta.get("QUERY_STRING", "")
        if _NUL_IN_QUERY.search(query):
            meta["QUERY_STRING"] = _NUL_IN_QUERY.sub("%20", query)
        headers = (value for name, value in meta.items() if name.startswith("HTTP_"))
        if _any_unstorable((request.path_info, *headers)):
            return unstorable(request)
        for name in [name for name, value in request.COOKIES.items() if not is_storable(value)]:
            del request.COOKIES[name]  # a quoted one can spell what no header holds
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, _args: object, named: dict[str, Any]
    ) -> HttpResponse | None:
        if any(type(value) is int and value > LARGEST for value in named.values()):
            raise Http404("no id is so large")
        if getattr(view, "keeps_body_as_sent", False):
            return None
        try:
            texts = list(_texts_of_body(request))
        except UnreadablePostError:
            return None  # whoever sent it has gone
        return unstorable(request) if _any_unstorable(texts) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unstorable(request) if was_unstorable(exception) else None


def keeps_body_as_sent(view: View) -> View:
    """Mark a view that keeps what it is sent byte for byte, and checks each text that it takes out of it."""
    view.keeps_body_as_sent = True  # type: ignore[attr-defined]
    return view


def is_storable(text: str) -> bool:
    """Whether every database keeps this text."""
    return _UNSTORABLE.search(text) is None


def was_unstorable(error: Exception) -> bool:
    """Whether an error tells of text that the database refused."""
    if isinstance(error, UnicodeEncodeError):
        return "surrogates" in error.reason
    if not isinstance(error, DataError):
        return False
    words = str(error)
    return (
        getattr(error.__cause__, "sqlstate", None) in _SQLSTATES
        or "NUL" in words
        or ("json" in words and "surrogate" in words)
    )


def _any_unstorable(texts: Iterable[str]) -> bool:
    return any(map(_UNSTORABLE.search, texts))


def _texts_of_body(request: HttpRequest) -> Iterator[str]:
    """What of a body could be unstorable: names and values of a form, file names, texts of JSON."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if (request.content_type or "").endswith("octet-stream"):
        return  # a part of a file: larger than what is kept in memory, so its view alone reads it
    if request.content_type not in _FORMS:
        if _ESCAPED_BYTES.search(request.body):
            yield from _texts_of_json(request.body)
    elif request.method == "POST":
        for name, values in request.POST.lists():
            yield name
            for value in values:
                yield value
                if _ESCAPED.search(value) and '"entityMap"' in value:  # rich text comes as JSON
                    yield from _texts_of_json(value)
        for name, files in request.FILES.lists():
            yield name
            yield from (file.name or "" for file in files)


def _texts_of_json(content: str | bytes) -> Iterator[str]:
    try:
        yield from _texts_in(json.loads(content))
    except (ValueError, RecursionError):
        return  # whoever reads it says so


def _texts_in(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
