"""Yardsticks that are no pages: the least that a view can do which writes so many rows."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common.models import OutboxRow

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


#: What a message that settles an order writes: itself, three facts and six deliveries of them, the money,
#: three entries with eight postings, that access was settled, the grant and its event, and two jobs. The
#: order, the payment, the message, the facts and what access settled are changed.
ADDED, CHANGED = 27, 7


@csrf_exempt
@require_POST
def write_rows(request: HttpRequest) -> HttpResponse:
    """As many rows as a message that settles an order writes, each by a statement of its own."""
    now = timezone.now()
    with transaction.atomic():
        rows = [
            OutboxRow.objects.create(
                kind="bench", payload={}, emitted_at=now, delivered_at=now, next_attempt_at=now
            )
            for _each in range(ADDED)
        ]
        for row in rows[:CHANGED]:
            row.save()
    return HttpResponse()
