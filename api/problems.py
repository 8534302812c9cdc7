"""Errors of our API: `application/problem+json` with a stable code and a sentence for people."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from common.contact import way_on
from common.verdict import NextStep, Verdict


class NextStepDetail(Schema):
    """What the person can do about a refusal.

    `kind`: link, post, checkout (send a form there), date (wait until `opens_at`) or none. `method`: get or
    post. `url`: empty where only the page of the course knows it.
    """

    kind: str
    label: str
    url: str = ""
    method: str = ""
    opens_at: datetime | None = None

    @classmethod
    def of(cls, step: NextStep) -> NextStepDetail:
        return cls(kind=step.kind, label=step.label, url=step.url, method=step.method, opens_at=step.opens_at)


class ProblemDetail(Schema):
    """What went wrong. `code` is stable, `detail` a sentence in the reader's language."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    next_url: str = ""
    next_step: NextStepDetail | None = None
    errors: list[dict[str, Any]] = []


class Refusal(Exception):
    """Answer with a problem. Raised by the addresses of this API only."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        next_url: str = "",
        next_step: NextStep | None = None,
        retry_after: int = 0,
    ) -> None:
        """retry_after: in how many seconds it may be tried again; 0 where that says nothing."""
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.retry_after = retry_after
        self.next_url, self.next_step = next_url, next_step

    @classmethod
    def of(cls, verdict: Verdict) -> Refusal:
        """403 with the code, the sentence and the next step of a verdict."""
        step = way_on(verdict)
        return cls(403, verdict.code, verdict.sentence, next_url=step.url if step else "", next_step=step)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    next_url: str = "",
    next_step: NextStep | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """The response that tells of a problem."""
    content = ProblemDetail(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        next_url=next_url,
        next_step=NextStepDetail.of(next_step) if next_step else None,
        errors=errors or [],
    )
    body = json.dumps(content.model_dump(exclude_defaults=True), default=str)
    return HttpResponse(body, status=status, content_type="application/problem+json")


def register(api: NinjaAPI) -> None:
    """Have every error of an API told as a problem."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        answer = problem(
            error.status, error.code, error.detail, next_url=error.next_url, next_step=error.next_step
        )
        if error.retry_after:
            answer["Retry-After"] = str(error.retry_after)
        return answer

    @api.exception_handler(AuthenticationError)
    def unknown_person(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "not_signed_in", _("Sign in to continue."))

    @api.exception_handler(ValidationError)
    def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"field": ".".join(map(str, each["loc"][2:])), "message": each["msg"]} for each in error.errors
        ]
        return problem(422, "invalid", _("Some of the submitted data isn't valid."), errors=errors)

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", _("Nothing was found at this address."))

    @api.exception_handler(HttpError)
    def refused_by_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 403:
            return problem(403, "csrf", _("The page was open for too long. Reload it."))
        return problem(error.status_code, "invalid", _("The request couldn't be read."))
