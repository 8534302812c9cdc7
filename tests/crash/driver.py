"""A very small academy, one process at a time: it tells a fact, hears it, and can be stopped on the way.

Run as `python driver.py <what>` with DATABASE_URL set; `<what>` is one of the functions at the end. Where it
is to be killed it prints a word and waits.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from config import env  # noqa: E402  (found once the path is set)

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "common"],
    DATABASES={"default": env.database("DATABASE_URL", file="")},
    USE_TZ=True,
    TASKS={},
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from common.events import Fact, emit, handles, outbox  # noqa: E402

STOP_AT = os.environ.get("STOP_AT", "")


@dataclass(frozen=True)
class SampleFact(Fact):
    kind: ClassVar[str] = "crash.SampleFact"  # type: ignore[misc]
    name: str


def stop(place: str) -> None:
    """Say where we are and wait to be killed, if this is the place."""
    if place == STOP_AT:
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()
        time.sleep(60)


def execute(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@handles(SampleFact, name="hear_first")
def hear_first(fact: SampleFact) -> None:
    execute("INSERT INTO heard_first (name) VALUES (%s)", fact.name)
    stop("in the first handler")


@handles(SampleFact, name="hear_second")
def hear_second(fact: SampleFact) -> None:
    stop("between the handlers")
    execute("INSERT INTO heard_second (name) VALUES (%s)", fact.name)


def migrate() -> None:
    call_command("migrate", verbosity=1)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    for table in ("facts", "heard_first", "heard_second"):
        execute(f"CREATE TABLE {table} (name varchar(20) NOT NULL)")


def tell() -> None:
    with transaction.atomic():
        transaction.on_commit(lambda: stop("between commit and handlers"))
        execute("INSERT INTO facts (name) VALUES (%s)", "blue")
        emit(SampleFact(name="blue"))
        stop("before the commit")


def sweep() -> None:
    """As the periodic sweep does it, an hour later."""
    swept = outbox.sweep(now=timezone.now() + timedelta(hours=1))
    sys.stdout.write(f"{swept.delivered} delivered, {swept.failed} failed: ")
    count()


def count() -> None:
    for table in ("facts", "heard_first", "heard_second"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            sys.stdout.write(f"{cursor.fetchone()[0]} ")


if __name__ == "__main__":
    {"migrate": migrate, "prepare": prepare, "tell": tell, "sweep": sweep, "count": count}[sys.argv[1]]()
