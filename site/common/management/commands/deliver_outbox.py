"""Deliver the facts that a crash or a failing handler left in the outbox."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from common.events import outbox
from common.models import OutboxRow


class Command(BaseCommand):
    help = "Deliver the events that are due; with --retry-stuck, also those that failed for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, choices=tuple(connections))
        parser.add_argument("--limit", type=int, default=1_000, help="the most events to deliver now")
        parser.add_argument("--retry-stuck", action="store_true", help="retry what failed for good")

    def handle(self, *args: Any, **options: Any) -> None:
        using = options["database"]
        if options["retry_stuck"]:
            outbox.retry_stuck(now=timezone.now(), using=using)
        swept = outbox.sweep(limit=options["limit"], using=using)
        stuck = OutboxRow.objects.using(using).stuck().count()
        self.stdout.write(f"{swept.delivered} delivered, {swept.failed} failed, {stuck} stuck")
