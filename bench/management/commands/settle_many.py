"""Does the ten-thousandth order settle as fast as the first ones?"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from bench.buyers import make_orders
from bench.payments import BenchProvider
from bench.processes import cpu_seconds
from commerce.gateways.actions import receive_message
from commerce.gateways.base import register
from commerce.orders.models import Order
from commerce.testing.invented_gateway import SIGNATURE
from learning.access.models import CourseAccess
from learning.courses.models import Course
from learning.testing.courses import make_course

SAMPLE = 100
MOST = 1.25


@dataclass(frozen=True)
class Cost:
    """Of one order, on average. cpu_ms: of Python and PostgreSQL together; clock_ms: how long it took."""

    cpu_ms: float
    clock_ms: float
    statements: float

    def __str__(self) -> str:
        times = f"{self.cpu_ms:.1f} ms of CPU, {self.clock_ms:.1f} ms by the clock"
        return f"{times}, {self.statements:.0f} statements"


class Command(BaseCommand):
    help = "Settle many orders, one after the other, and compare the last hundred with the first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=10_000)

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        self.provider = BenchProvider()
        register(self.provider)
        courses = list(Course.objects.order_by("pk")[:50]) or [make_course()]
        first = Order.objects.count()
        paid, grants = Order.objects.paid().count(), CourseAccess.objects.count()
        make_orders(count + SAMPLE, courses=courses, first=first)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        places = iter(range(first, first + count + SAMPLE))
        self._settle(places)  # the very first fill caches
        early = self._settle(places)
        for _hundred in range(count // SAMPLE - 2):
            self._settle(places)
        late = self._settle(places)
        settled = count // SAMPLE * SAMPLE + SAMPLE
        if Order.objects.paid().count() - paid != settled or CourseAccess.objects.count() - grants != settled:
            raise CommandError("not every order was settled, or opened its course")
        ratio = late.cpu_ms / early.cpu_ms
        self.stdout.write(f"{count} orders. The first hundred: {early} each")
        self.stdout.write(f"The last hundred: {late} each; ratio {ratio:.2f} by CPU (at most {MOST})")
        if ratio > MOST:
            raise CommandError(f"the ratio is over {MOST}")

    def _settle(self, places: Any) -> Cost:
        """Settle the next hundred."""
        statements = 0

        def counted(execute: Any, *query: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*query)

        server = connection.connection.info.backend_pid
        cpu, clock, served = time.process_time(), time.perf_counter(), cpu_seconds([server]) or 0.0
        with connection.execute_wrapper(counted):
            for _each in range(SAMPLE):
                self._receive(next(places))
        served = (cpu_seconds([server]) or 0.0) - served
        cpu, clock = time.process_time() - cpu + served, time.perf_counter() - clock
        return Cost(cpu * 1_000 / SAMPLE, clock * 1_000 / SAMPLE, statements / SAMPLE)

    def _receive(self, place: int) -> None:
        body = f'{{"id": "{uuid4()}", "kind": "paid", "n": {place}}}'.encode()
        headers = {"x-invented-signature": SIGNATURE}
        receive_message(gateway=self.provider, body=body, headers=headers, at=timezone.now())
