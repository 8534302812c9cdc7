"""What a browser is told about its person, and what happens when another one is signed in by then."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.device import COOKIE, device_keys, device_name
from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def mia() -> User:
    return UserFactory()


@pytest.fixture
def ravi() -> User:
    return UserFactory()


def page(client: Client) -> str:
    return str(client.get(reverse("accounts_profile")).content.decode())


def change_name(client: Client, **extra: object) -> HttpResponse:
    return client.post(reverse("accounts_profile"), {"first_name": "Changed"}, **extra)  # type: ignore[arg-type]


def test_names_and_keys_differ_by_account_and_tell_nothing_of_it(mia: User, ravi: User) -> None:
    assert len({device_name(mia), device_name(ravi), *device_keys(mia), *device_keys(ravi)}) == 4
    assert str(mia.public_id).replace("-", "")[:8] not in device_name(mia) + device_keys(mia)[0]
    assert (device_name(AnonymousUser()), device_keys(AnonymousUser())) == ("", ())


def test_a_new_secret_still_opens_what_the_old_one_sealed(mia: User, settings: object) -> None:
    before = device_keys(mia)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):  # type: ignore[attr-defined]
        assert device_keys(mia)[1:] == before


def test_a_page_names_its_account_and_a_strangers_page_names_none(mia: User, client: Client) -> None:
    address = reverse("account_login")
    assert "data-account" not in client.get(address).content.decode()
    client.force_login(mia)
    text = page(client)
    assert f'data-account="{device_name(mia)}"' in text
    assert f'data-device-keys="{device_keys(mia)[0]}"' in text


def test_a_cookie_says_who_is_in_and_goes_with_them(mia: User, client: Client) -> None:
    client.force_login(mia)
    page(client)
    cookie = client.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (device_name(mia), "", "Lax")
    client.post(reverse("account_logout"))
    assert client.cookies[COOKIE].value == ""


def test_an_ended_session_is_noticed_by_the_cookie(mia: User, client: Client) -> None:
    client.force_login(mia)
    page(client)
    client.session.flush()
    client.get(reverse("account_login"))
    assert client.cookies[COOKIE].value == ""


def test_signing_out_clears_the_pages_that_going_back_would_show(mia: User, client: Client) -> None:
    client.force_login(mia)
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get(reverse("account_login"))


@pytest.mark.parametrize("how", ["header", "field"])
def test_what_a_page_of_one_account_sends_is_not_taken_for_another(
    mia: User, ravi: User, client: Client, how: str
) -> None:
    client.force_login(ravi)
    if how == "header":
        answer = change_name(client, headers={"X-Account": device_name(mia)})
        assert answer.json()["code"] == "other_account"  # type: ignore[attr-defined]
    else:
        data = {"first_name": "Changed", "_account": device_name(mia)}
        answer = client.post(reverse("accounts_profile"), data)
        assert "signed in with a different account now" in answer.content.decode()
    assert answer.status_code == 409
    ravi.refresh_from_db()
    assert ravi.first_name != "Changed"


def test_a_script_of_somebody_whose_session_ended_is_told_so(mia: User, client: Client) -> None:
    answer = change_name(client, headers={"X-Account": device_name(mia)})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")  # type: ignore[attr-defined]


@pytest.mark.parametrize("headers", [JSON, {"HX-Request": "true"}])
def test_a_script_is_never_led_to_the_sign_in_form(client: Client, headers: dict[str, str]) -> None:
    assert change_name(client, headers=headers).status_code == 401
    assert change_name(client).status_code == 302  # a form is


def test_a_script_hears_of_a_stale_token_in_its_own_terms(mia: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mia)
    answer = change_name(client, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")  # type: ignore[attr-defined]


def test_somebody_who_signed_in_again_is_told_to_go_back(mia: User, client: Client) -> None:
    client.force_login(mia)
    assert "Close this tab and continue where you were." in client.get("/account/back/").content.decode()
