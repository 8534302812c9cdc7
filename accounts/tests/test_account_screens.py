"""Screens of sign-in and account: what they are called, what they refuse and what they say to do then."""

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse

from .factories import PASSWORD, UserFactory
from .test_signing_in import code_in_last_mail, sign_up

pytestmark = pytest.mark.django_db


BROWSERS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15": "Safari on macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Safari/604.1": "Chrome on iPhone",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0": "Edge on Windows",
    "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125.0": "Samsung Internet on Android",
    "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36": "Chrome on ChromeOS",
    "Mozilla/5.0 (X11; Linux x86_64)": "A browser on Linux",
    "curl/8.5": "An app or unknown browser",
    "": "An app or unknown browser",
}  # fmt: skip


@pytest.mark.parametrize(("user_agent", "name"), BROWSERS.items())
def test_a_session_is_called_by_its_browser(client, user_agent, name):
    person, sent = UserFactory(), {"user-agent": user_agent}
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, headers=sent)
    page = client.get(reverse("usersessions_list"), headers=sent).content.decode()
    assert f">{name}<" in page and "Mozilla/5.0" not in page


def test_a_wrong_code_says_how_many_tries_are_left(client):
    sign_up(client)
    confirm = reverse("account_email_verification_sent")
    assert "left. After that" not in client.get(confirm).content.decode()
    assert "You have 2 tries left." in client.post(confirm, {"code": "WRO-NG1"}).content.decode()
    assert "You have 1 try left." in client.post(confirm, {"code": "WRO-NG2"}).content.decode()


def test_the_last_wrong_code_says_what_to_do(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    confirm = reverse("account_confirm_login_code")
    for number in (2, 1):
        assert f"You have {number} tr" in client.post(confirm, {"code": "WRO-NG1"}).content.decode()
    page = client.post(confirm, {"code": "WRO-NG1"}, follow=True).content.decode()
    assert "Too many incorrect codes. Request a new code to continue." in page


def test_too_many_failed_sign_ins_say_how_long_to_wait(client):
    person = UserFactory()
    wrong = {"login": person.email, "password": "wrong"}
    for _try in range(5):
        client.post(reverse("account_login"), wrong)
    assert "Wait 5 minutes, then try again" in client.post(reverse("account_login"), wrong).content.decode()


def test_a_limit_says_how_long_to_wait(client):
    for _try in range(20):
        client.post(reverse("account_signup"), {})
    answer = client.post(reverse("account_signup"), {})
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "60"
    assert "Wait 1 minute, then go back and try again." in answer.content.decode()


def test_a_known_address_at_sign_up_ends_in_a_clear_way_on_and_tells_a_stranger_nothing():
    UserFactory(email="nour@example.org")
    screens = {}
    for address in ("nour@example.org", "new@example.org"):
        client = Client()
        sign_up(client, email=address)
        page = client.get(reverse("account_email_verification_sent")).content.decode()
        screens[address] = re.sub(r'(?:value|nonce)="[^"]*"|nonce-\S+', "", page.replace(address, "…"))
    assert screens["nour@example.org"] == screens["new@example.org"]
    assert "Do you have an account already?" in screens["new@example.org"]
    known = next(letter for letter in mail.outbox if letter.to == ["nour@example.org"])
    for way in ("account_request_login_code", "account_reset_password"):
        assert f"http://testserver{reverse(way)}" in known.body


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_a_password_can_be_shown(client, name):
    page = client.get(reverse(name)).content.decode()
    assert re.search(r'data-show-password[^>]*aria-controls="id_password1?"[^>]*hidden>Show<', page)


ALLAUTHS = [
    "Email Addresses", "Make Primary", "Re-send", "Change Password", "Two-Factor Authentication", "Sign Out",
    "reauthenticate to safeguard", "Are you sure", "Authenticator App", "Third-Party", "(again)",
    "Currently:",
    "Recovery Codes", "You are about to", "Security Key", "Bad Token", "Your account is protected",
    "Alternative options",
]  # fmt: skip
SCREENS = [
    "account_email", "account_change_password", "account_logout", "account_reauthenticate", "mfa_index",
    "mfa_activate_totp", "socialaccount_connections", "accounts_profile", "account_signup", "account_login",
]  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_account_screens_speak_the_sites_voice(name):
    client, person = Client(), UserFactory(avatar="avatars/ida.webp")
    if name not in ("account_signup", "account_login"):
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse(name)).content.decode()
    assert [words for words in ALLAUTHS if words in page] == []


RARE = [
    ("mfa_view_recovery_codes", "You have 10 unused codes of 10"),
    ("mfa_generate_recovery_codes", "Replace codes"),
    ("mfa_deactivate_totp", "Deactivate the authenticator app"),
    ("mfa_list_webauthn", "Passkeys and security keys"),
    ("mfa_edit_webauthn", "Rename “Laptop”"),
    ("mfa_remove_webauthn", "Remove “Laptop”?"),
]


def with_second_factors():
    """Somebody with an app, a key and recovery codes, who has just proved who they are."""
    person, client = UserFactory(), Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    key = Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop", "credential": {}}
    )
    return person, client, key


@pytest.mark.parametrize(("name", "said"), RARE)
def test_rare_account_screens_do_so_too(name, said):
    _person, client, key = with_second_factors()
    arguments = [key.pk] if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else []
    page = unescape(client.get(reverse(name, args=arguments)).content.decode())
    assert said in page and [words for words in ALLAUTHS if words in page] == []


def test_a_key_is_renamed_and_the_app_deactivated():
    person, client, key = with_second_factors()
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Old laptop"})
    key.refresh_from_db()
    assert key.data["name"] == "Old laptop"
    old = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes")).get_unused_codes()
    client.post(reverse("mfa_generate_recovery_codes"))
    new = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes")).get_unused_codes()
    assert set(old).isdisjoint(new)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person, type="totp").exists()


def test_the_second_step_and_a_new_password_speak_it_too(client):
    person, _client, key = with_second_factors()
    key.delete()
    step = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True
    ).content.decode()
    assert "Enter your code" in step and [words for words in ALLAUTHS if words in step] == []
    other, plain = Client(), UserFactory()
    other.post(reverse("account_reset_password"), {"email": plain.email})
    code = code_in_last_mail()
    page = other.post(
        reverse("account_confirm_password_reset_code"), {"code": code}, follow=True
    ).content.decode()
    assert "Choose a new password" in page and [words for words in ALLAUTHS if words in page] == []
