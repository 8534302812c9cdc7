"""Wagtail's API v3 at `/api/authoring/`, for those who have an editing right, and for nobody else.

Wagtail answers strangers with whatever is published, which here would be the bodies of paid lessons. So every
address below this one, its documentation and what is not there included, first asks for a token whose person
may edit some page. Whatever the person then does is done in their name: the course actions that Wagtail's
signals set off find them in the log context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils import timezone
from ninja.responses import Response
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import PROBLEM_JSON, ProblemDetail, problem_response
from wagtail.api.v3.urls import api
from wagtail.log_actions import LogContext
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.policies import may_use_tokens, may_work_as_staff

if TYPE_CHECKING:
    from accounts.models import User

View = Callable[..., HttpResponse]

EDITING = {"add", "change", "publish"}
# A browser sends no token when somebody reads the documentation: there the session counts.
READ_IN_BROWSER = frozenset({"openapi-json", "openapi-view"})

#: What every address may answer besides; Wagtail's description names only what goes well.
REFUSALS = {
    400: "The request can't be read, or its text can't be saved.",
    401: "There is no token, or it isn't valid (any more).",
    403: "The person of the token may not do this.",
    404: "Nothing is there, or nothing that the person may know of.",
    409: "Something stands in the way.",
    413: "The request is too large.",
    422: "Some of the submitted data isn't valid.",
    429: "There were too many requests in a minute.",
}


def for_editors(view: View, *, accepts_session: bool) -> View:
    """`view`, behind the questions whether the caller may edit anything and has the second factor that their
    role requires, in the caller's name."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _identify(request, accepts_session=accepts_session)
        if not request.user.is_authenticated:
            answer = problem_response(status=401, detail="Authentication required")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        if not policy_registry.get_by_type(Page).user_has_any_permission(request.user, EDITING):
            return problem_response(status=403, detail="Only those who edit pages may use this API.")
        if not (verdict := may_work_as_staff(request.user, timezone.now())):
            return problem_response(status=403, detail=verdict.sentence)
        with LogContext(user=request.user):
            return view(request, *args, **kwargs)

    guarded.csrf_exempt = not accepts_session  # type: ignore[attr-defined]  # a token is no cookie
    return guarded


def _identify(request: HttpRequest, *, accepts_session: bool) -> None:
    """Set the request's user by its token; the session's person stays only where that is enough."""
    if accepts_session and "Authorization" not in request.headers:
        return
    if BearerTokenAuth()(request) is None or not may_use_tokens(cast("User", request.user)):
        request.user = AnonymousUser()


def names_an_editor(request: HttpRequest) -> bool:
    """Whether the token of a request is of somebody who may edit something. Leaves the request as it is."""
    asked = copy(request)
    _identify(asked, accepts_session=False)
    return policy_registry.get_by_type(Page).user_has_any_permission(asked.user, EDITING)


def _nothing_here(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return problem_response(status=404, detail="Not found")


@cache
def description() -> dict[str, Any]:
    """What the API takes and answers, as OpenAPI: Wagtail's own words, and the refusals.

    Made once: it takes seconds.
    """
    whole: dict[str, Any] = api.get_openapi_schema()
    whole["components"]["schemas"]["ProblemDetail"] = ProblemDetail.model_json_schema()
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemDetail"}}}
    for operations in whole["paths"].values():
        for operation in operations.values():
            for status, words in REFUSALS.items():
                operation["responses"].setdefault(status, {"description": words, "content": content})
    return whole


def _describe(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return Response(description())


def _guarded(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    return [
        URLPattern(
            each.pattern,
            for_editors(
                _views.get(each.name or "", each.callback), accepts_session=each.name in READ_IN_BROWSER
            ),
            each.default_args,
            each.name,
        )
        for each in patterns
    ]


_patterns, _app_name, _namespace = api.urls
_views: dict[str, View] = {"openapi-json": _describe}

#: For `path("api/authoring/", authoring.urls)`. Wagtail reverses its own names in this namespace.
urls = (
    [*_guarded(_patterns), re_path(r"^.*$", for_editors(_nothing_here, accepts_session=False))],
    _app_name,
    _namespace,
)
