"""Django's `migrate`, one at a time: the second one waits until the first one has ended."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from common.postgresql import limits
from common.postgresql.alone import alone_with


class Command(migrate.Command):
    """Two servers of a new version may both be told to migrate; what one of them does is not done twice."""

    def handle(self, *args: Any, **options: Any) -> None:
        def say_so() -> None:
            if options["verbosity"]:
                self.stdout.write("Another migrate is running. Waiting until it has ended.")

        connection = connections[options["database"]]
        with limits.unhurried(0), alone_with(connection, on_waiting=say_so):
            super().handle(*args, **options)
