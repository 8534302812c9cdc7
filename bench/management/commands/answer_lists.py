"""Answer lists for whoever measures them: reads addresses, a line each, and says what each answer took."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client, override_settings

from accounts.models import User
from bench.middleware import ANSWER, ASKED


class Command(BaseCommand):
    help = "Answer the addresses on stdin; for each print the CPU that Python and PostgreSQL spent on it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reader", help="the email address of who looks at the lists")

    def handle(self, *args: Any, reader: str, **options: Any) -> None:
        _serve_plain_files()
        client = Client(headers={"Host": settings.ALLOWED_HOSTS[0]})
        client.force_login(User.objects.get(email=reader), settings.AUTHENTICATION_BACKENDS[0])
        with connection.cursor() as cursor:
            # What another process would do could not be counted here.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            [backend] = cursor.fetchone()
        self.stdout.write("ready")
        self.stdout.flush()
        for line in sys.stdin:
            self.stdout.write(json.dumps(_answer(client, line.strip(), backend)))
            self.stdout.flush()


def _serve_plain_files() -> None:
    """Nothing is collected: admin pages name hundreds of files, and hashing them all would take minutes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()


def _answer(client: Client, path: str, backend: int) -> dict[str, Any]:
    database, began, clock = _spent(backend), time.process_time(), time.perf_counter()
    response = client.get(path, headers={ASKED: "yes"}, follow=True)
    body = b"".join(response) if response.streaming else response.content
    return {
        "status": response.status_code,
        "size": len(body),
        "queries": int(response.headers.get(ANSWER, 0)),
        "python": (time.process_time() - began) * 1000,
        "database": (_spent(backend) - database) * 1000,
        "wall": (time.perf_counter() - clock) * 1000,
    }


def _spent(process: int) -> float:
    """Seconds of CPU that a process has had; schedstat tells nanoseconds."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
