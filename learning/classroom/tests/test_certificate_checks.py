"""The log of checks: what counts as one, what is kept of it, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.certificates import actions, verifications
from learning.certificates.models import Certificate, CertificateVerification
from learning.certificates.selectors import checks_of
from learning.testing.access import NOON
from learning.testing.certificates import make_certificate
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
LOG = "/admin/academy/certificate-checks/"


def page(certificate: Certificate) -> str:
    return f"/certificates/{certificate.code}/"


def answers() -> list[str]:
    return list(CertificateVerification.objects.order_by("pk").values_list("answer", flat=True))


def test_a_stranger_and_somebody_else_are_counted_with_what_they_were_told() -> None:
    certificate = make_certificate()
    Client(headers=BROWSER, REMOTE_ADDR="203.0.113.1").get(page(certificate))
    actions.revoke_certificate(certificate=certificate, by=UserFactory(), at=NOON, reason="Copied.")
    other = signed_in(UserFactory())
    other.get(page(certificate), REMOTE_ADDR="203.0.113.2")
    assert answers() == ["valid", "revoked"]


def test_a_reloaded_page_is_one_check_for_an_hour_and_for_each_certificate() -> None:
    first, second = make_certificate(), make_certificate()
    stranger = Client(headers=BROWSER)
    for certificate in (first, first, second, first):
        assert stranger.get(page(certificate)).status_code == 200
    assert [checks_of(one).count for one in (first, second)] == [1, 1]


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "Mozilla/5.0 SkypeUriPreview"},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
    ],
)
def test_programs_and_what_browsers_fetch_ahead_are_not_counted(headers: dict[str, str]) -> None:
    certificate = make_certificate()
    assert Client(headers=headers).get(page(certificate)).status_code == 200
    assert answers() == []
    assert Client(headers=BROWSER).get(page(certificate)).status_code == 200
    assert answers() == ["valid"]


def test_owner_staff_and_the_head_alone_are_not_counted() -> None:
    certificate = make_certificate()
    for person in (certificate.enrolment.person, UserFactory(roles=[SUPPORT])):
        assert signed_in(person).get(page(certificate), headers=BROWSER).status_code == 200
    Client(headers=BROWSER).head(page(certificate))
    Client(headers=BROWSER).get("/certificates/CERT-ACDE-ACDE-ACDE/")
    assert answers() == []


def test_the_owner_sees_how_often_and_nobody_else_does() -> None:
    certificate = make_certificate()
    owner = signed_in(certificate.enrolment.person)
    assert "No one else has verified this certificate" in owner.get(page(certificate)).content.decode()
    for number in range(2):
        actions.record_check(certificate=certificate, at=timezone.now() - timedelta(days=number))
    assert "Verified 2 times in the last 12 months" in owner.get(page(certificate)).content.decode()
    assert "Verified 2" not in Client().get(page(certificate)).content.decode()


def test_a_check_is_forgotten_after_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifications, "FORGET_SIZE", 2)
    certificate = make_certificate()
    for days in (364, 366, 367, 368):
        actions.record_check(certificate=certificate, at=NOON - timedelta(days=days))
    assert verifications.forget_checks(at=NOON) == 3
    assert verifications.forget_checks(at=NOON) == 0
    assert checks_of(certificate).last_at == NOON - timedelta(days=364)


def test_staff_find_checks_by_code_and_answer() -> None:
    first, second = make_certificate(title="Charts"), make_certificate(title="Harmony")
    actions.record_check(certificate=first, at=NOON)
    actions.record_check(certificate=second, at=NOON)
    client = signed_in(UserFactory(roles=[ADMINISTRATOR]))
    whole = client.get(LOG).content.decode()
    assert first.code in whole and second.code in whole
    found = client.get(LOG, {"q": first.code}).content.decode()
    assert first.code in found and second.code not in found
    assert first.code not in client.get(LOG, {"answer__exact": "revoked"}).content.decode()
    assert signed_in(UserFactory(roles=[INSTRUCTOR])).get(LOG).status_code == 302
