"""The academy that fuzzers ask, alone in a process: all happens in one transaction, which is undone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import signals
from django.db import close_old_connections, transaction
from django.test import override_settings
from django.test.utils import setup_test_environment

from tests import databases
from tests.crawl.furnished import Furnished, furnish


def keep_connections() -> None:
    """Have requests leave the connection open: all happens in one transaction.

    Django's test client has the signals heard again after each of its own requests.
    """
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)


@contextmanager
def academy() -> Iterator[Furnished]:
    """Something of everything, in a database and a folder that are thrown away."""
    setup_test_environment()
    keep_connections()
    original = databases.names()
    databases.set_up("")
    try:
        with tempfile.TemporaryDirectory() as folder, transaction.atomic():
            private = {"location": f"{folder}/private", "base_url": None}
            storages = {**settings.STORAGES, "private": {**settings.STORAGES["private"], "OPTIONS": private}}
            many = dict.fromkeys(("api", "uploads", "forms"), 10**9)
            with override_settings(
                MEDIA_ROOT=f"{folder}/media",
                STORAGES=storages,
                WRITES_A_MINUTE=many,
                ACCOUNT_RATE_LIMITS=False,
            ):
                yield furnish()
            transaction.set_rollback(True)
    finally:
        databases.tear_down(original)
