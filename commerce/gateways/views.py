"""Where payment providers send their messages: `/webhooks/<provider>/`.

A provider gives up on an address that keeps refusing, so only what is none of its messages is refused.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common.http.storable_text import keeps_body_as_sent

from .actions import MOST_BYTES, receive_message
from .base import ForgedMessage, UnknownGateway, gateway_of

logger = logging.getLogger(__name__)


@keeps_body_as_sent
@csrf_exempt
@never_cache
@require_POST
def webhook(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a provider's message: 200, also for one that was kept before and for kinds we don't know.

    404 for a provider that isn't there, 413 for a body that is too long, 400 for one that is cut, isn't
    signed with our secret or is signed for another time; none of these leaves a row.
    """
    try:
        gateway = gateway_of(code)
    except UnknownGateway:
        return HttpResponse(status=404)
    body, refused = _body_of(request)
    if refused:
        return HttpResponse(status=refused)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        receive_message(gateway=gateway, body=body, headers=headers, at=timezone.now())
    except ForgedMessage as problem:
        # The class alone: what a stranger sent is not for the log.
        logger.warning("A message to /webhooks/%s/ was refused: %s", code, type(problem).__name__)
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def _body_of(request: HttpRequest) -> tuple[bytes, int]:
    """The whole body, or the status that refuses it; 0 for none. Never reads more than is taken."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return b"", 400
    if length > MOST_BYTES:
        return b"", 413
    try:
        body = request.read(MOST_BYTES + 1)
    except OSError:  # the sender hung up
        return b"", 400
    if len(body) > MOST_BYTES:
        return b"", 413
    return (body, 0) if len(body) == length else (b"", 400)
