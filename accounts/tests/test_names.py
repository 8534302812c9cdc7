"""A name holds no address, however people name themselves; mails of strangers hold none of their words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialLogin
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import create_account
from accounts.models import User
from accounts.profile.names import holds_address
from accounts.roles import ADMINISTRATOR
from accounts.signin.adapters import SocialAccountAdapter

from .factories import PASSWORD, UserFactory

NAMES = [
    "Ada",
    "Dr. Anne-Marie O'Neil",
    "J.R.R. Tolkien",
    "J.Smith",
    "St.John",
    "Dr.Jones",
    "Martin Luther King Jr.",
    "Anna Maier, B.Sc.",
    "Anna Maier, Ph.D., M.Ed",
    "Nour (they/them)",
    "José María",
    "李小龍",
    "محمد",
    "R2-D2",
    "Ms. 3.5",
    "Ada and/or Bob",
]
ADDRESSES = [
    "https://prize.example",
    "Win at prize.example/now",
    "prize.example",
    "PRIZE.EXAMPLE",
    "www.prize",
    "ftp://prize",
    "prize.co.uk",
    "x.com",
    "T.me",
    "me@prize.example",
    "me@localhost",
    "mailto:me",
    "prize\u3002example",
    "prize．example",  # noqa: RUF001  (a full-width stop)
    "prize\u200b.ex\u200bample",
    "xn--bcher-kva.example",
    "bücher.example",
    "http:prize",
]
SPAM = "Prizes at prize.example"


@pytest.mark.parametrize("name", NAMES)
def test_people_are_called_this(name: str) -> None:
    assert not holds_address(name)


@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_is_called_this(name: str) -> None:
    assert holds_address(name)


@given(st.from_regex(r"[a-z]{2,12}\.[a-z]{2,10}", fullmatch=True), st.text(" ,;-'", max_size=3))
def test_no_domain_slips_through_whatever_stands_around_it(domain: str, around: str) -> None:
    assert holds_address(f"Ada{around} {domain}{around}")


@pytest.mark.django_db
class TestEveryWayToNameOneself:
    def test_signing_up(self, client: Client) -> None:
        fields = {"email": "a@example.org", "password1": "a long way to walk"}
        answer = client.post(
            reverse("account_signup"), {**fields, "first_name": SPAM, "last_name": "www.prize"}
        )
        assert {"first_name", "last_name"} == set(answer.context["form"].errors)
        assert not User.objects.exists() and not mail.outbox

    def test_signing_up_by_the_api(self, client: Client) -> None:
        fields = {"email": "a@example.org", "password": "a long way to walk", "last_name": "Haddad"}
        answer = client.post(
            "/_allauth/app/v1/auth/signup",
            json.dumps({**fields, "first_name": SPAM}),
            content_type="application/json",
        )
        assert answer.status_code == 400
        assert [error["param"] for error in answer.json()["errors"]] == ["first_name"]
        assert not User.objects.exists() and not mail.outbox

    @pytest.mark.parametrize("field", ["first_name", "last_name", "display_name"])
    def test_the_profile(self, client: Client, field: str) -> None:
        person = UserFactory()
        client.force_login(person)
        names = {"first_name": "Ada", "last_name": "Li", "display_name": ""}
        answer = client.post(reverse("accounts_profile"), {**names, field: SPAM})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]

    def test_the_account_page_of_the_admin(self, client: Client) -> None:
        person = UserFactory(roles=[ADMINISTRATOR])
        client.force_login(person)
        address = reverse("wagtailadmin_account")
        client.post(address, {"name_email-first_name": SPAM, "name_email-last_name": "Li"})
        person.refresh_from_db()
        assert person.first_name != SPAM

    def test_google_gives_a_name_that_is_left_out(self, rf: Any) -> None:
        login = SocialLogin(user=User())
        data = {"email": "A@example.org", "first_name": SPAM, "last_name": "Haddad"}
        person = SocialAccountAdapter().populate_user(rf.get("/"), login, data)
        assert (person.first_name, person.last_name) == ("", "Haddad")

    def test_staff_name_nobody_so_either(self) -> None:
        with pytest.raises(ValidationError):
            create_account(
                actor=None, email="a@example.org", first_name=SPAM, last_name="Li", at=timezone.now()
            )
        assert not mail.outbox


WORDS = "Zorblatt"


@pytest.mark.django_db
class TestMailsThatStrangersCauseHoldNoneOfTheirWords:
    def said(self) -> str:
        [letter] = mail.outbox
        assert letter.to == [self.ADDRESS]
        html = letter.alternatives[0].content
        header = " ".join([letter.subject, letter.from_email, *letter.reply_to])
        return re.sub(r"\s+", " ", f"{header} {letter.body} {html}")

    ADDRESS = "victim+zorblatt.offer@example.org"

    def sign_up(self, client: Client) -> None:
        client.post(
            reverse("account_signup"),
            {
                "first_name": WORDS,
                "last_name": WORDS,
                "email": self.ADDRESS,
                "password1": "a long way to walk",
            },
            headers={"user-agent": WORDS},
        )

    def test_signing_up_with_somebody_elses_address(self, client: Client) -> None:
        self.sign_up(client)
        assert "code" in self.said() and WORDS.lower() not in self.said().lower()

    def test_signing_up_with_an_address_that_has_an_account(self, client: Client) -> None:
        UserFactory(email=self.ADDRESS)
        self.sign_up(client)
        assert "already" in self.said() and WORDS.lower() not in self.said().lower()

    @pytest.mark.parametrize("is_known", [True, False])
    @pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
    def test_asking_for_a_code_or_a_new_password(self, client: Client, name: str, is_known: bool) -> None:
        if is_known:
            UserFactory(email=self.ADDRESS, first_name="Ada", last_name="Li")
        client.post(reverse(name), {"email": self.ADDRESS}, headers={"user-agent": WORDS})
        assert WORDS.lower() not in self.said().lower()

    def test_an_address_that_a_signed_in_person_adds(self, client: Client) -> None:
        person = UserFactory(first_name=WORDS, last_name=WORDS, display_name=WORDS)
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        mail.outbox.clear()
        client.post(reverse("account_email"), {"action_add": "", "email": self.ADDRESS})
        assert "code" in self.said() and WORDS.lower() not in self.said().lower()

    def test_an_invitation(self) -> None:
        create_account(actor=None, email=self.ADDRESS, first_name=WORDS, last_name=WORDS, at=timezone.now())
        assert WORDS.lower() not in self.said().lower()
