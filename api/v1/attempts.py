"""Taking a quiz or exam: `/api/v1/attempts/<uuid>/`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from api.problems import ProblemDetail, Refusal
from common.http.client_address import ip_address_of
from learning.assessments import actions, selectors
from learning.assessments.models import Attempt

from .auth import viewer_of

router = Router(tags=["attempts"])

MOST_FIELDS = 64
LONGEST_VALUE = 200_000  # characters, as an essay may have

Name = Annotated[str, Field(max_length=100)]
Value = Annotated[str, Field(max_length=LONGEST_VALUE)]


class AnswerIn(Schema):
    """An answer as the fields of the question's form, each with all its values.

    `key`: chosen by the caller for each new answer, so that the same one sent again is kept once.
    """

    key: UUID
    fields: Annotated[
        dict[Name, Annotated[list[Value], Field(max_length=MOST_FIELDS)]], Field(max_length=MOST_FIELDS)
    ]


class AnswerOut(Schema):
    """That the answer is kept. `remaining_seconds`: until the time is up; null: there is no limit.

    `reading`: how it was read, in a sentence; empty where that is plain.
    """

    place: int
    answered: bool
    remaining_seconds: int | None
    reading: str = ""


class AttemptOut(Schema):
    """How an attempt stands. `remaining_seconds`: until the time is up; null: there is no limit."""

    open: bool
    remaining_seconds: int | None
    answered: list[int]
    result_url: str


@router.put(
    "/{uuid:attempt_id}/answers/{int:place}/",
    response={
        200: AnswerOut,
        400: ProblemDetail,
        401: ProblemDetail,
        403: ProblemDetail,
        404: ProblemDetail,
        409: ProblemDetail,
        422: ProblemDetail,
    },
    summary="Keep the answer to one question",
)
def put_answer(request: HttpRequest, attempt_id: UUID, place: int, data: AnswerIn) -> AnswerOut:
    """The last answer that arrives counts. After the deadline, and ten seconds, none is taken: 409."""
    try:
        saved = actions.save_answer(
            viewer=viewer_of(request),
            attempt_id=attempt_id,
            place=place,
            fields=data.fields,
            key=data.key,
            ip_address=ip_address_of(request),
        )
    except actions.AttemptNotFound as error:
        raise _not_found() from error
    except actions.AttemptOver as error:
        raise Refusal(409, error.verdict.code, str(error), next_url=_address(attempt_id)) from error
    except actions.PlaceClosed as error:
        raise Refusal(409, "question_closed", str(error)) from error
    return AnswerOut(
        place=saved.place,
        answered=saved.is_answered,
        remaining_seconds=saved.remaining_seconds,
        reading=saved.reading,
    )


@router.get(
    "/{uuid:attempt_id}/",
    response={200: AttemptOut, 401: ProblemDetail, 404: ProblemDetail},
    summary="How an attempt stands",
)
def get_attempt(request: HttpRequest, attempt_id: UUID) -> AttemptOut:
    """Whether it still takes answers, how long, and which questions are answered."""
    viewer = viewer_of(request)
    try:
        attempt = selectors.attempt_of(viewer, attempt_id)
    except Attempt.DoesNotExist as error:
        raise _not_found() from error
    attempt = actions.close_if_out_of_time(attempt, at=viewer.moment)
    return AttemptOut(
        open=attempt.is_open,
        remaining_seconds=actions.remaining_seconds(attempt, viewer.moment) if attempt.is_open else None,
        answered=selectors.answered_places(attempt),
        result_url=_address(attempt_id),
    )


def _not_found() -> Refusal:
    return Refusal(404, "not_found", _("This question isn't part of any of your attempts."))


def _address(attempt_id: UUID) -> str:
    return reverse("classroom:attempt", args=[attempt_id])
