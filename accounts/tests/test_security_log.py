"""Failed sign-ins in the security log, and the log itself: written once, kept a year, for administrators."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_encode

from accounts.actions import suspend
from accounts.models import SecurityLogEntry, User
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.security_log import recording
from common.append_only import ChangeRefused

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LIST = "academy_security-log_modeladmin_index"


def failures() -> list[tuple[str, User | None, str]]:
    entries = SecurityLogEntry.objects.filter(kind="failed_sign_in").order_by("pk")
    return [(entry.what, entry.person, entry.email) for entry in entries]


def sign_in(client: Client, email: str, password: str) -> None:
    client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR="198.51.100.7")


def test_a_wrong_password_is_noted_with_the_account_or_the_address_alone(client: Client) -> None:
    person = UserFactory()
    sign_in(client, person.email.upper(), "guess")
    sign_in(client, "nobody@example.org", "guess")
    assert failures() == [
        ("password", person, person.email),
        ("password", None, "nobody@example.org"),
    ]
    assert {entry.ip_address for entry in SecurityLogEntry.objects.all()} == {"198.51.100.7"}
    assert "guess" not in str(list(SecurityLogEntry.objects.values()))


def test_the_api_and_the_way_back_in_are_noted_as_well(client: Client) -> None:
    person = UserFactory()
    client.post(
        "/_allauth/app/v1/auth/login",
        {"email": person.email, "password": "guess"},
        content_type="application/json",
    )
    client.post(reverse("account_request_login_code"), {"email": person.email})
    client.post(reverse("account_confirm_login_code"), {"code": "WRO-NG1"})
    other = Client()
    other.post(reverse("account_reset_password"), {"email": person.email})
    other.post(reverse("account_confirm_password_reset_code"), {"code": "WRO-NG1"})
    assert [way for way, who, _email in failures() if who == person] == ["password", "code", "reset_code"]


def test_a_wrong_second_factor_is_noted(client: Client) -> None:
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    sign_in(client, person.email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert failures() == [("second_factor", person, person.email)]


def show_key(client: Client, address: str, handle: str, *, by_api: bool = False) -> None:
    """As a browser does whose key is unknown here. handle: what the key says whose it is."""
    begun = client.get(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert begun.status_code == 200
    told = {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AA", "userHandle": handle}
    key = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": told}
    if by_api:
        client.post(address, {"credential": key}, content_type="application/json")
    else:
        client.post(address, {"credential": json.dumps(key)})


@pytest.mark.parametrize("by_api", [False, True])
def test_a_refused_passkey_is_noted_with_whom_it_names(client: Client, by_api: bool) -> None:
    person = UserFactory()
    address = "/_allauth/browser/v1/auth/webauthn/login" if by_api else reverse("mfa_login_webauthn")
    show_key(client, address, websafe_encode(user_pk_to_url_str(person).encode()), by_api=by_api)
    show_key(client, address, websafe_encode(b"nobody"), by_api=by_api)
    assert failures() == [("passkey", person, person.email), ("passkey", None, "")]


def test_a_refused_security_key_is_noted_as_one_and_a_new_key_is_none(client: Client) -> None:
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    sign_in(client, person.email, PASSWORD)
    told = {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AA"}
    key = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": told}
    client.post(reverse("mfa_authenticate"), {"credential": json.dumps(key)})
    assert failures() == [("passkey", person, person.email)]
    within = Client()
    within.force_login(person)
    within.post(reverse("mfa_add_webauthn"), {"credential": json.dumps(key)})
    assert len(failures()) == 1


@pytest.mark.parametrize(
    ("answer", "noted"),
    [({"error": "server_error"}, 1), ({"state": "made-up", "code": "1"}, 1), ({"error": "access_denied"}, 0)],
)
def test_a_refused_sign_in_with_google_is_noted_and_a_change_of_mind_is_not(
    client: Client, settings: Any, answer: dict[str, str], noted: int
) -> None:
    keys = {"APPS": [{"client_id": "id", "secret": "secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {**settings.SOCIALACCOUNT_PROVIDERS["google"], **keys}}
    begun = client.post(reverse("google_login"))
    state = parse_qs(urlsplit(begun["Location"]).query)["state"][0]
    client.get(reverse("google_callback"), {"state": state, **answer})
    assert failures() == [("google", None, "")] * noted


def test_a_suspended_person_who_comes_is_noted_and_a_right_sign_in_is_not(client: Client) -> None:
    person, administrator = UserFactory(), UserFactory(roles=[ADMINISTRATOR])
    sign_in(client, person.email, PASSWORD)
    assert failures() == []
    suspend(person=person, actor=administrator, reason="Sold their notes.", at=timezone.now())
    sign_in(Client(), person.email, PASSWORD)
    assert failures() == [("suspended", person, person.email)]


def entry(**values: Any) -> SecurityLogEntry:
    given = {"happened_at": timezone.now(), "kind": "failed_sign_in", "what": "password", **values}
    return SecurityLogEntry.objects.create(**given)


def test_nothing_in_it_is_changed_or_deleted() -> None:
    kept = entry()
    kept.what = "code"
    for change in (kept.save, kept.delete, SecurityLogEntry.objects.all().delete):
        with pytest.raises(ChangeRefused):
            change()
    with pytest.raises(ChangeRefused):
        SecurityLogEntry.objects.update(what="code")


def test_it_keeps_a_year_or_what_settings_say(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "FORGET_SIZE", 2)
    settings.SECURITY_LOG_DAYS = 365
    now = timezone.now()
    for days in (400, 380, 366, 364, 1):
        entry(happened_at=now - timedelta(days=days))
    assert recording.forget(at=now) == 3
    assert SecurityLogEntry.objects.count() == 2


def test_administrators_read_it_find_people_in_it_and_nobody_else_does() -> None:
    learner = UserFactory(first_name="Ines", last_name="Inside")
    helper = UserFactory(roles=[SUPPORT])
    entry(person=learner, email=learner.email)
    entry(kind="viewed", what="support:learner", actor=helper, person=learner, path="/admin/")
    entry(email="nobody@example.org")
    staff = Client()
    staff.force_login(UserFactory(roles=[ADMINISTRATOR]))
    page = staff.get(reverse(LIST)).content.decode()
    assert "Record of a learner" in page and "Incorrect password" in page and "nobody@example.org" in page
    viewed = staff.get(reverse(LIST), {"kind__exact": "viewed"}).content.decode()
    assert "Record of a learner" in viewed and "nobody@example.org" not in viewed
    found = staff.get(reverse(LIST), {"q": helper.email}).content.decode()
    assert "Record of a learner" in found and "nobody@example.org" not in found
    exported = b"".join(staff.get(reverse(LIST), {"export": "csv"}).streaming_content)
    assert b"nobody@example.org" in exported
    assert reverse(LIST) in staff.get(reverse("wagtailadmin_home")).content.decode()

    other = Client()
    other.force_login(helper)
    assert other.get(reverse(LIST)).status_code in (302, 403)
    assert reverse(LIST) not in other.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_asks_the_same_for_few_entries_and_many(django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    staff = Client()
    staff.force_login(UserFactory(roles=[ADMINISTRATOR]))
    entry(person=UserFactory(), actor=UserFactory())
    staff.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        staff.get(reverse(LIST))
    for _number in range(20):
        entry(person=UserFactory(), actor=UserFactory())
    with django_assert_num_queries(len(few)):
        staff.get(reverse(LIST))


@pytest.mark.postgresql
def test_the_database_itself_refuses_a_change() -> None:
    from django.db import DatabaseError, connection, transaction

    entry()
    for statement in (
        "UPDATE accounts_securitylogentry SET what = 'x'",
        "DELETE FROM accounts_securitylogentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_who_asks_from_nowhere_fails_nothing(rf: Any) -> None:
    request = rf.post("/", REMOTE_ADDR="")
    request.user = AnonymousUser()
    recording.note_failed_sign_in(request, way="password", person=None, email="a\x00\ud800@example.org")
    assert failures() == [("password", None, "a?@example.org")]
