"""Whether an address has an account shows nowhere: the same answers, queries and number of hashes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import BasePasswordHasher, MD5PasswordHasher
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.models import OutgoingEmail

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "other@example.org"
NAMES = {"first_name": "Nour", "last_name": "Haddad"}
Way = Callable[[Client, str], HttpResponse]


def form(name: str, **fields: str) -> Way:
    """A form of the site; `email` stands for the address."""

    def send(client: Client, address: str) -> HttpResponse:
        values = {key: address if value == "email" else value for key, value in fields.items()}
        return client.post(reverse(name), values)

    return send


def call(path: str, **fields: str) -> Way:
    """The same by the sign-in API."""

    def send(client: Client, address: str) -> HttpResponse:
        values = {key: address if value == "email" else value for key, value in fields.items()}
        return client.post(f"/_allauth/app/v1/{path}", json.dumps(values), content_type="application/json")

    return send


SIGN_UP = form("account_signup", **NAMES, email="email", password1="a long way to walk")
WAYS = {
    "sign up": SIGN_UP,
    "sign up by the API": call("auth/signup", **NAMES, email="email", password="a long way to walk"),
    "sign in with a wrong password": form("account_login", login="email", password="guess"),
    "sign in by the API": call("auth/login", email="email", password="guess"),
    "ask for a code": form("account_request_login_code", email="email"),
    "ask for a code by the API": call("auth/code/request", email="email"),
    "ask for a new password": form("account_reset_password", email="email"),
    "ask for a new password by the API": call("auth/password/request", email="email"),
}


class Work:
    """What one request did, as far as a clock could show it."""

    def __init__(self, way: Way, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        caches["limits"].clear()
        OutgoingEmail.objects.all().delete()
        self.hashes = 0
        hash_of = MD5PasswordHasher.encode

        def counted(hasher: BasePasswordHasher, password: str, *rest: Any) -> str:
            self.hashes += 1
            return hash_of(hasher, password, *rest)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        with CaptureQueriesContext(connection) as queries:
            self.answer = way(Client(), address)
        monkeypatch.setattr(MD5PasswordHasher, "encode", hash_of)
        # Where a transaction begins and ends differs, and what is asked and written between doesn't.
        self.queries = Counter(shape for query in queries.captured_queries if (shape := _shape(query["sql"])))
        self.mails = OutgoingEmail.objects.count()

    @property
    def shown(self) -> tuple[int, str, str]:
        page = self.answer.content.decode()
        for address in (KNOWN, UNKNOWN):
            page = page.replace(address, "")
        page = re.sub(r'("|value=")[A-Za-z0-9_.:-]{20,}"', "", page)
        return self.answer.status_code, self.answer.get("Location", ""), re.sub(r"\d{6,}", "", page)


def _shape(sql: str) -> str:
    """The kind and table of a query, also of one that PostgreSQL answers piece by piece."""
    sql = re.sub(r"^DECLARE .*? FOR ", "", sql)
    kinds = (r'(SELECT).*? FROM "(\w+)"', r'(INSERT|UPDATE|DELETE)[^"]* "(\w+)"')
    found = next((found for kind in kinds if (found := re.match(kind, sql, re.DOTALL))), None)
    return " ".join(found.groups()) if found else ""


@pytest.fixture(autouse=True)
def sent_by_the_outbox(settings: Any) -> None:
    """What sends them is the background."""
    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.parametrize("name", WAYS)
def test_a_known_address_costs_what_an_unknown_one_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    UserFactory(email=KNOWN)
    way = WAYS[name]
    Work(way, "warm@example.org", monkeypatch)
    known, unknown = Work(way, KNOWN, monkeypatch), Work(way, UNKNOWN, monkeypatch)
    assert known.shown == unknown.shown
    assert (known.hashes, known.mails) == (unknown.hashes, unknown.mails)
    assert known.queries == unknown.queries


RESENT = {
    "sign up": ("account_email_verification_sent", SIGN_UP),
    "ask for a code": ("account_confirm_login_code", WAYS["ask for a code"]),
}


@pytest.mark.parametrize("name", RESENT)
def test_another_code_costs_the_same_though_no_one_gets_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(email=KNOWN)
    page, begin = RESENT[name]
    work = []
    for address in ("warm@example.org", KNOWN, UNKNOWN):
        client = Client()
        begin(client, address)

        def again(_client: Client, _address: str, client: Client = client) -> HttpResponse:
            return client.post(reverse(page), {"action": "resend"})

        work.append(Work(again, address, monkeypatch))
    known, unknown = work[1:]
    assert known.shown == unknown.shown
    assert sorted([known.mails, unknown.mails]) == [0, 1]
    assert known.queries - unknown.queries == unknown.queries - known.queries == Counter()


def test_signing_up_with_a_known_address_leaves_nothing_behind(client: Client) -> None:
    person = UserFactory(email=KNOWN)
    SIGN_UP(client, KNOWN)
    assert list(User.objects.all()) == [person]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert [row.to for row in OutgoingEmail.objects.all()] == [KNOWN]


@pytest.mark.parametrize(
    "name", ["sign in with a wrong password", "ask for a code", "ask for a new password"]
)
def test_an_address_that_was_never_verified_is_no_exception(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = UserFactory(email=KNOWN)
    EmailAddress.objects.filter(user=person).update(verified=False)
    Work(WAYS[name], "warm@example.org", monkeypatch)
    known, unknown = Work(WAYS[name], KNOWN, monkeypatch), Work(WAYS[name], UNKNOWN, monkeypatch)
    assert (known.shown, known.hashes, known.mails) == (unknown.shown, unknown.hashes, unknown.mails)
    assert known.queries == unknown.queries
