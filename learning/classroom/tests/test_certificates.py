"""Certificates for everybody: one's own, the public check, the PDF."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.certificates import actions, addresses
from learning.testing import courses
from learning.testing.access import enrolled, page_of
from learning.testing.certificates import make_certificate
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db


def test_a_stranger_checks_a_code_however_it_is_typed(client: Client) -> None:
    certificate = make_certificate(title="Charts")
    page = client.get(f"/certificates/{certificate.code}/")
    assert page.status_code == 200
    assert "This certificate is authentic" in page.content.decode()
    assert certificate.learner_name in page.content.decode()
    typed = client.get(f"/certificates/{certificate.code.lower()}/")
    assert typed.headers["Location"] == f"/certificates/{certificate.code}/"


def test_a_revoked_certificate_says_so(client: Client) -> None:
    certificate = make_certificate()
    actions.revoke_certificate(certificate=certificate, by=UserFactory(), at=timezone.now(), reason="Copied.")
    page = client.get(f"/certificates/{certificate.code}/").content.decode()
    assert "This certificate isn't valid" in page
    assert "Copied." not in page


@pytest.mark.parametrize("path", ["CERT-ACDE-ACDE-ACDE/", "nonsense/", "CERT-ACDE-ACDE-ACDE.pdf"])
def test_an_unknown_code_is_a_friendly_page(client: Client, path: str) -> None:
    answer = client.get(f"/certificates/{path}")
    assert answer.status_code == 404
    assert "Certificate not found" in answer.content.decode()


def test_the_owner_downloads_the_pdf_and_finds_it_in_the_list() -> None:
    certificate = make_certificate()
    client = signed_in(certificate.enrolment.person)
    assert certificate.code in client.get("/my-certifications/").content.decode()
    answer = client.get(f"/certificates/{certificate.code}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_others_see_the_check_page_only(is_signed_in: bool) -> None:
    certificate = make_certificate()
    client = signed_in(UserFactory()) if is_signed_in else Client()
    answer = client.get(f"/certificates/{certificate.code}.pdf")
    assert answer.headers["Location"] == f"/certificates/{certificate.code}/"
    assert "Download PDF" not in client.get(f"/certificates/{certificate.code}/").content.decode()


def test_a_signed_link_opens_the_pdf_to_whoever_has_it(client: Client) -> None:
    certificate = make_certificate()
    path = addresses.signed_pdf_url(certificate).partition("/certificates/")[2]
    assert client.get(f"/certificates/{path}").content.startswith(b"%PDF")
    assert client.get(f"/certificates/{path}x").status_code == 302


def test_codes_cannot_be_guessed_at_speed(client: Client) -> None:
    answers = [client.get("/certificates/CERT-ACDE-ACDE-ACDE/").status_code for _try in range(31)]
    assert answers == [404] * 30 + [429]


def test_an_empty_list_says_how_to_fill_it() -> None:
    assert "No certificates yet" in signed_in(UserFactory()).get("/my-certifications/").content.decode()


def test_the_name_is_shown_and_previewed_before_a_certificate_is_issued() -> None:
    person = UserFactory(first_name="Ananya", last_name="Sharma")
    course = courses.make_course(has_certificate=True)
    enrolled(course, person=person)
    client = signed_in(person)
    for address in ("/my-certifications/", f"{page_of(course).url}?tab=certificates"):
        shown = client.get(address).content.decode()
        assert "Your certificates show the name <strong>Ananya Sharma</strong>" in shown, address
        assert "/my-certifications/preview.pdf" in shown and "/account/profile/" in shown
    answer = client.get("/my-certifications/preview.pdf")
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert "Your certificates show" not in Client().get(page_of(course).url).content.decode()


def test_previews_are_drawn_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "preview_pdf", lambda **_named: b"%PDF")
    client = signed_in(UserFactory())
    answers = [client.get("/my-certifications/preview.pdf").status_code for _try in range(7)]
    assert answers == [200] * 6 + [429]
