"""Coming in: sign-up by code, sign-in by password, code, and second factor, and setting a new password."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import suspend
from accounts.models import User
from accounts.roles import LEARNER, REVIEWER
from common.models import OutboxRow

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_in_last_mail():
    """The code stands alone on its line in the text and in a paragraph of its own in the HTML."""
    letter = mail.outbox[-1]
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", letter.body, re.MULTILINE).group()
    assert f">{code}</p>" in letter.alternatives[0].content
    return code


def is_signed_in(client):
    return client.get(reverse("accounts_profile")).status_code == 200


def sign_up(client, **changes):
    form = {
        "first_name": "Nour",
        "last_name": "Haddad",
        "email": "Nour@Example.org",
        "password1": "a long way to walk",
        **changes,
    }
    return client.post(reverse("account_signup"), form)


def test_signing_up_takes_a_code_and_makes_a_learner(client):
    sign_up(client)
    assert not is_signed_in(client)

    client.post(reverse("account_email_verification_sent"), {"code": code_in_last_mail()})

    person = User.objects.get(email="nour@example.org")
    assert is_signed_in(client)
    assert (person.first_name, person.last_name) == ("Nour", "Haddad")
    assert [group.name for group in person.groups.all()] == [LEARNER]
    assert EmailAddress.objects.get(user=person).verified
    assert OutboxRow.objects.filter(kind__endswith="AccountCreated").count() == 1


def test_a_wrong_code_lets_nobody_in(client):
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": "WRO-NG1"})
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get(email="nour@example.org").verified


def test_signing_up_with_a_taken_address_in_other_letters_writes_nobody(client):
    UserFactory(email="nour@example.org")
    sign_up(client, email="NOUR@example.ORG")
    assert User.objects.count() == 1
    assert "already" in mail.outbox[-1].body


def test_sign_up_asks_for_both_names(client):
    response = sign_up(client, last_name="")
    assert "last_name" in response.context["form"].errors
    assert not User.objects.exists()


def test_a_password_lets_in_whatever_the_letters_of_the_address(client):
    person = UserFactory()
    client.post(reverse("account_login"), {"login": person.email.upper(), "password": PASSWORD})
    assert is_signed_in(client)


def test_a_wrong_password_does_not(client):
    client.post(reverse("account_login"), {"login": UserFactory().email, "password": "guess"})
    assert not is_signed_in(client)


def test_guessing_passwords_is_stopped(client):
    person = UserFactory()
    for _try in range(12):
        client.post(reverse("account_login"), {"login": person.email, "password": "guess"})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_a_code_lets_in_without_a_password(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in_last_mail()})
    assert is_signed_in(client)


def test_a_code_for_a_stranger_tells_the_page_nothing(client):
    known = client.post(reverse("account_request_login_code"), {"email": UserFactory().email})
    unknown = Client().post(reverse("account_request_login_code"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "No account" in mail.outbox[-1].body


def test_a_new_password_is_set_with_a_code(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_last_mail()})
    new = "quite another one"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


def test_the_second_factor_is_asked_for(client):
    person = UserFactory()
    totp = TOTP.activate(person, secret := "JBSWY3DPEHPK3PXP")
    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)

    counter = next(iter(yield_hotp_counters_from_time()))
    client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert is_signed_in(client)
    assert totp.instance.user == person


def test_a_recovery_code_stands_in_for_the_app_once(client):
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(client)
    saved = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap()
    assert code not in saved.get_unused_codes()


def test_google_is_offered_where_it_is_configured(client, settings):
    assert "Google" not in client.get(reverse("account_login")).content.decode()
    key = {"client_id": "id", "secret": "secret", "key": ""}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [key]}}
    for name in ("account_login", "account_signup"):
        assert "Continue with Google" in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_forms_are_closed(client, address):
    staff = UserFactory(roles=[REVIEWER])
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    assert client.get(address, follow=True).request["PATH_INFO"] == reverse("account_login")
    client.post(address, {"username": staff.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_a_plain_form_can_not_skip_the_second_factor(client):
    person = UserFactory()
    assert not client.login(username=person.email, password=PASSWORD)
    assert client.login(email=person.email, password=PASSWORD)


def test_the_admin_sends_strangers_to_the_one_sign_in(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_person_may_speak_another_language_in_mails(client):
    person = UserFactory(language="fr")
    client.post(reverse("account_request_login_code"), {"email": person.email})
    assert '<html lang="fr" dir="ltr">' in mail.outbox[-1].alternatives[0].content


def test_the_admin_turns_a_learner_away_instead_of_asking_them_to_sign_in_again(client):
    client.force_login(UserFactory())
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


@pytest.mark.parametrize(
    ("cookie", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Asia%2FTokyo", "Asia/Tokyo"),
        ("Mars/Olympus", ""),
        ("../etc", ""),
        ("", ""),
    ],
)
def test_a_new_account_takes_the_browsers_zone(client, cookie, zone):
    client.cookies["time_zone"] = cookie
    sign_up(client)
    person = User.objects.get(email="nour@example.org")
    assert person.time_zone == zone
    profile = getattr(person, "wagtail_userprofile", None)
    assert (profile.current_time_zone if profile else "") == zone


def test_only_the_first_sign_in_tells_where_somebody_is(client):
    """An account that staff created takes the zone of the browser, and keeps what was chosen since."""
    person = UserFactory(last_seen_at=None)
    client.cookies["time_zone"] = "Europe/Paris"
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.get(reverse("accounts_profile"))
    person.refresh_from_db()
    assert person.time_zone == "Europe/Paris"
    User.objects.filter(pk=person.pk).update(time_zone="")
    again = Client()
    again.cookies["time_zone"] = "Asia/Tokyo"
    again.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    person.refresh_from_db()
    assert person.time_zone == ""


def test_a_language_that_is_not_offered_is_not_spoken(client, settings):
    settings.LANGUAGES = [("en", "English")]
    person = UserFactory(language="fr")
    client.force_login(person)
    page = client.get(reverse("accounts_profile")).content.decode()
    assert '<html lang="en"' in page and 'name="language"' not in page
    client.logout()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    assert '<html lang="en" dir="ltr">' in mail.outbox[-1].alternatives[0].content


def test_an_email_tells_days_in_its_readers_zone(client):
    person = UserFactory(time_zone="Pacific/Kiritimati")
    suspend(
        person=person,
        actor=UserFactory(is_superuser=True),
        reason="Shared.",
        at=datetime(2026, 5, 4, 12, tzinfo=UTC),
    )
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert "5 May 2026" in mail.outbox[-1].body
