"""Does the ten-thousandth order settle as fast as the first ones?"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bench.buyers import make_orders
from bench.payments import BenchProvider
from commerce.gateways.actions import receive_message
from commerce.gateways.base import register
from commerce.orders.models import Order
from commerce.testing.invented_gateway import SIGNATURE
from learning.testing.courses import make_course

SAMPLE = 100
MOST = 1.25


class Command(BaseCommand):
    help = "Settle many orders, one after the other, and compare the last hundred with the first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=10_000)

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        provider = BenchProvider()
        register(provider)
        first = Order.objects.count()
        make_orders(count + SAMPLE, courses=[make_course()], first=first)
        spans = []
        for place in range(first, first + count + SAMPLE):
            body = f'{{"id": "{uuid4()}", "kind": "paid", "n": {place}}}'.encode()
            headers = {"x-invented-signature": SIGNATURE}
            began = time.perf_counter()
            receive_message(gateway=provider, body=body, headers=headers, at=timezone.now())
            spans.append(time.perf_counter() - began)
        spans = spans[SAMPLE:]  # the very first fill caches
        if Order.objects.paid().count() < count:
            raise CommandError("not every order was settled")
        early, late = sorted(spans[:SAMPLE])[SAMPLE // 2], sorted(spans[-SAMPLE:])[SAMPLE // 2]
        said = f"{count} orders: {early * 1_000:.1f} ms each at first, {late * 1_000:.1f} ms at the end"
        self.stdout.write(f"{said}, ratio {late / early:.2f}")
        if late > MOST * early:
            raise CommandError(f"the ratio is over {MOST}")
