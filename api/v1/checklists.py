"""What learners tick off: `/api/v1/lessons/<uuid>/checklists/<block>/<item>/`."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from api.problems import ProblemDetail, Refusal
from learning.progress import actions

from .auth import viewer_of

router = Router(tags=["lessons"])


class Tick(Schema):
    """Whether an item is ticked off."""

    ticked: bool


@router.put(
    "/{uuid:lesson_id}/checklists/{block_id}/{item_id}/",
    response={
        200: Tick,
        400: ProblemDetail,
        401: ProblemDetail,
        403: ProblemDetail,
        404: ProblemDetail,
        422: ProblemDetail,
    },
    summary="Tick off an item of a checklist, or take the tick back",
)
def put_tick(request: HttpRequest, lesson_id: UUID, block_id: str, item_id: str, data: Tick) -> Tick:
    """The ids are those of the block and of the item in the body of the lesson. A repeat changes nothing."""
    change = actions.tick if data.ticked else actions.untick
    try:
        change(viewer=viewer_of(request), lesson_public_id=lesson_id, block_id=block_id, item_id=item_id)
    except (actions.LessonNotFound, actions.ItemNotFound) as error:
        raise Refusal(404, "not_found", _("This item isn't in this lesson.")) from error
    except actions.LessonRefused as error:
        raise Refusal.of(error.verdict) from error
    return data
