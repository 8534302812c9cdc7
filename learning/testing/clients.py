"""Clients that are signed in, and how many queries an address costs."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from learning.courses.models import Course, CoursePage


def url_of(course: Course) -> str:
    return str(CoursePage.objects.get(course=course).url)


def without_nonce(response: Any) -> bytes:
    """What an answer holds beside the nonce, which differs each time."""
    found = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    return response.content.replace(found[1].encode(), b"") if found else response.content


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def queries_of_first(url: str) -> int:
    """How many queries a stranger's first request to an address costs."""
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(url).status_code == 200
    return len(asked)


def queries(client: Client, url: str, **extra: Any) -> int:
    """How many queries a request to an address costs once it was asked for: the fewer of two requests, as
    what a process remembers for some seconds may have become old before one of them."""
    client.get(url, **extra)
    return min(_asked_by(client, url, **extra) for _time in range(2))


def _asked_by(client: Client, url: str, **extra: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url, **extra)
    assert response.status_code == 200, response.status_code
    return len(asked)
