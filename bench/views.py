"""The yardstick beside the heartbeat: the least that a view can do which writes one row."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

_UPSERT = """
INSERT INTO bench_tick (person_id, ticks) VALUES (%s, 1)
ON CONFLICT (person_id) DO UPDATE SET ticks = bench_tick.ticks + 1
"""


@require_POST
def upsert(request: HttpRequest) -> HttpResponse:
    """One statement and an empty answer; who asks and CSRF are the middleware's affair."""
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [request.user.pk])
    return JsonResponse({})
