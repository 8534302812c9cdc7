"""A form that is sent after its session ended goes on after signing in, for its person only."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.device import FIELD
from accounts.kept_forms import KEPT_FOR, MOST_SIGNS
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts_profile")
CONTINUE = reverse("accounts_continue")
HERE = {"Origin": "http://testserver", "Referer": f"http://testserver{PROFILE}"}


class Browser:
    """A browser without scripts on the profile's page, with a form filled in."""

    def __init__(self, person: User) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in(person)
        self.form = self.fields(self.client.get(PROFILE).content.decode(), PROFILE)
        self.form |= {"first_name": "Ada", "last_name": "Typed with care"}

    def sign_in(self, person: User, *, after: str = "") -> Any:
        page = self.client.get(reverse("account_login"), {"next": after}).content.decode()
        sent = self.fields(page, reverse("account_login"))
        return self.client.post(
            reverse("account_login"), sent | {"login": person.email, "password": PASSWORD}, headers=HERE
        )

    def fields(self, page: str, action: str) -> dict[str, str]:
        found = re.search(rf'<form[^>]*method="post"[^>]*(?:action="{action}")?.*?</form>', page, re.S)
        forms = re.findall(r"<form.*?</form>", page, re.S)
        chosen = next((form for form in forms if f'action="{action}"' in form), found[0] if found else page)
        pairs = re.findall(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"', chosen)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
        assert token is not None
        return {name: unescape(value) for name, value in pairs} | {"csrfmiddlewaretoken": token[1]}

    def end_session(self) -> None:
        self.client.session.flush()

    def send(self, headers: dict[str, str] | None = None, **more: str) -> Any:
        return self.client.post(PROFILE, self.form | more, headers=HERE if headers is None else headers)


@pytest.fixture
def mia() -> User:
    return UserFactory(first_name="Mia", last_name="Before")


def test_what_was_typed_goes_on_after_signing_in(mia: User) -> None:
    browser = Browser(mia)
    browser.end_session()
    sent = browser.send()
    assert sent.status_code == 302 and sent.url.endswith(f"?next={CONTINUE}")
    assert "What you entered has been kept" in browser.client.get(sent.url).content.decode()
    assert browser.sign_in(mia, after=CONTINUE).url == CONTINUE
    page = browser.client.get(CONTINUE).content.decode()
    assert "Typed with care" in page and PASSWORD not in page
    mia.refresh_from_db()
    assert mia.last_name == "Before", "nothing is sent by itself"
    done = browser.client.post(PROFILE, browser.fields(page, PROFILE), headers=HERE)
    assert (done.status_code, done.url) == (302, PROFILE)
    mia.refresh_from_db()
    assert mia.last_name == "Typed with care"
    assert browser.client.get(CONTINUE).url == PROFILE, "kept no longer"


def test_a_token_from_before_signing_in_again_is_no_dead_end(mia: User) -> None:
    browser = Browser(mia)
    browser.end_session()
    browser.sign_in(mia)  # in another tab: the form's token is of the session before
    assert browser.send().url == CONTINUE
    page = browser.client.get(CONTINUE).content.decode()
    browser.client.post(PROFILE, browser.fields(page, PROFILE), headers=HERE)
    mia.refresh_from_db()
    assert mia.last_name == "Typed with care"


def test_somebody_else_neither_sees_nor_sends_it(mia: User) -> None:
    browser, ravi = Browser(mia), UserFactory(last_name="Other")
    browser.end_session()
    browser.send()
    browser.sign_in(ravi)
    answer = browser.client.get(CONTINUE)
    assert answer.status_code == 409 and b"Typed with care" not in answer.content
    browser.client.logout()
    browser.sign_in(mia)
    assert browser.client.get(CONTINUE).url == PROFILE, "it is forgotten"


@pytest.mark.parametrize(
    ("headers", "more", "why"),
    [
        ({"Origin": "https://evil.example"}, {}, "another site wrote it"),
        ({}, {}, "nobody knows who wrote it"),
        (HERE, {"biography": "x" * MOST_SIGNS}, "too long"),
    ],
)
def test_what_is_not_kept_says_that_the_form_has_expired(
    mia: User, headers: dict[str, str], more: dict[str, str], why: str
) -> None:
    browser = Browser(mia)
    browser.end_session()
    browser.sign_in(mia)
    answer = browser.send(headers, **more)
    assert answer.status_code == 403 and b"This form has expired" in answer.content, why
    assert browser.client.get(CONTINUE).url == PROFILE


def test_it_is_kept_for_two_hours_and_without_passwords(mia: User) -> None:
    browser = Browser(mia)
    browser.end_session()
    browser.send(password="secret words", **{FIELD: "0" * 16})
    kept = browser.client.session["kept_form"]
    assert "secret words" not in str(kept) and kept["account"] == "0" * 16
    browser = Browser(mia)
    browser.end_session()
    browser.send()
    browser.sign_in(mia)
    assert browser.client.get(CONTINUE).status_code == 200
    with time_machine.travel(timezone.now() + KEPT_FOR + timedelta(minutes=1)):
        assert browser.client.get(CONTINUE).status_code == 302
