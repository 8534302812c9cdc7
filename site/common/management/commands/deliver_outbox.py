"""Deliver the facts that a crash or a failing handler left in the outbox."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from common.events import outbox
from common.models import OutboxRow


def _moment(value: str) -> datetime:
    """A moment with its zone. Raises ArgumentTypeError."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if timezone.is_naive(moment):
        raise ArgumentTypeError(f"{value} lacks its zone, such as +00:00")
    return moment


class Command(BaseCommand):
    help = "Deliver the events that are due; by request also those that failed, or were delivered of late."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, choices=tuple(connections))
        parser.add_argument("--limit", type=int, default=1_000, help="the most events to deliver now")
        parser.add_argument("--retry-stuck", action="store_true", help="retry what failed for good")
        parser.add_argument(
            "--told-since",
            metavar="MOMENT",
            type=_moment,
            help="deliver again what was delivered since then (2027-03-01T04:00+00:00)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        using = options["database"]
        if options["retry_stuck"]:
            outbox.retry_stuck(now=timezone.now(), using=using)
        if options["told_since"]:
            again = outbox.tell_again(since=options["told_since"], now=timezone.now(), using=using)
            self.stdout.write(f"{again} are delivered again")
        swept = outbox.sweep(limit=options["limit"], using=using)
        stuck = OutboxRow.objects.using(using).stuck().count()
        self.stdout.write(f"{swept.delivered} delivered, {swept.failed} failed, {stuck} stuck")
