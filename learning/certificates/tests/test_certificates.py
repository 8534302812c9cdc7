"""Certificates: issued once, frozen, drawn, checked, revoked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.certificates import actions, addresses, codes, policies, selectors
from learning.certificates.models import Certificate
from learning.certificates.pdf import draw, draw_preview
from learning.progress.models import CourseCompletion
from learning.testing import courses
from learning.testing.access import NOON, viewer
from learning.testing.certificates import graduate, make_certificate
from library.storage.backends import private_files

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    rows = OutboxRow.objects.filter(kind__startswith="certificates.").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def text_of(pdf: bytes) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


def test_completing_a_course_ends_in_a_certificate_and_a_message(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        learner = graduate(title="Slow reading")
    certificate = Certificate.objects.get()
    assert certificate.enrolment == learner.enrolment
    assert private_files().exists(certificate.pdf_name)
    [message] = mail.outbox
    assert message.subject == "Your certificate for “Slow reading”"
    assert f"http://testserver/certificates/{certificate.code}.pdf" in message.body
    assert f"http://testserver/certificates/{certificate.code}/" in message.body


def test_a_certificate_is_issued_once() -> None:
    learner = graduate()
    first = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    again = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON + timedelta(days=1))
    assert first == again == Certificate.objects.get()
    assert told() == ["certificates.CertificateIssued"]


def test_none_without_a_promise_or_a_completion() -> None:
    without = graduate(has_certificate=False)
    assert actions.issue_certificate(enrolment_id=without.enrolment.pk, at=NOON) is None
    assert actions.issue_certificate(enrolment_id=0, at=NOON) is None
    assert told() == []


def test_a_code_that_is_taken_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first, learner = make_certificate(), graduate()
    drawn: Iterator[str] = iter([first.code, first.code, "CERT-AAAA-CCCC-DDDD"])
    monkeypatch.setattr(actions, "new_code", lambda: next(drawn))
    second = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    assert second is not None and second.code == "CERT-AAAA-CCCC-DDDD"


def test_what_is_printed_stays_as_it_was() -> None:
    owner = courses.make_instructor(first_name="Ines", last_name="Brandt")
    learner = graduate(owner=owner, title="Slow reading")
    person = learner.enrolment.person
    person.first_name, person.last_name, person.time_zone = "Amélie", "Šafařík", "Asia/Tokyo"
    person.save()
    CourseCompletion.objects.get()
    certificate = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    assert certificate is not None
    person.last_name, owner.last_name = "Other", "Other"
    person.save()
    owner.save()
    courses.CoursePage.objects.update(title="Fast reading")
    certificate.refresh_from_db()
    assert (certificate.learner_name, certificate.course_title) == ("Amélie Šafařík", "Slow reading")
    assert certificate.instructor_names == ["Ines Brandt"]
    assert certificate.completed_date == date(2026, 5, 4)
    text = text_of(actions.pdf_of(certificate))
    for printed in (
        "Amélie Šafařík",
        "Slow reading",
        "Ines Brandt",
        "4 May 2026",
        "0.5 hour",
        certificate.code,
    ):
        assert printed in text
    assert f"http://testserver/certificates/{certificate.code}/" in text.replace("\n", "")


def test_the_pdf_is_in_the_learners_language() -> None:
    learner = graduate()
    person = learner.enrolment.person
    person.language = "fr"
    person.save()
    certificate = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    assert certificate is not None and certificate.language == "fr"
    assert "4 mai 2026" in text_of(actions.pdf_of(certificate))


def test_the_pdf_is_drawn_once_and_drawn_again_when_it_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate()
    drawn: list[int] = []
    monkeypatch.setattr(actions, "draw", lambda each: drawn.append(each.pk) or b"%PDF-one")
    assert actions.pdf_of(certificate) == actions.pdf_of(Certificate.objects.get()) == b"%PDF-one"
    assert len(drawn) == 1
    private_files().delete(certificate.pdf_name)
    actions.pdf_of(certificate)
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("hours", "seconds"), [(0.5, 0), (0.5, 1_800), (1.0, 3_600), (1.5, 5_400), (3.0, 10_700)]
)
def test_hours_are_told_to_the_nearest_half(hours: float, seconds: int) -> None:
    assert Certificate(seconds=seconds).hours == hours


@given(st.integers(0, 3))
def test_codes_have_no_look_alikes_and_are_found_however_typed(_again: int) -> None:
    code = codes.new_code()
    assert not set("0O1IL2Z5S8BGQUV") & set(code.removeprefix("CERT"))
    for typed in (code, code.lower(), code.replace("-", " "), f" {code[5:]} ", code.replace("-", "–")):
        assert codes.as_typed(typed) == code
    for wrong in ("", "CERT", code[:-1], code + "A", code[:-1] + "0"):
        assert codes.as_typed(wrong) is None


def test_a_code_finds_its_certificate(django_assert_num_queries: Any) -> None:
    certificate = make_certificate()
    person = certificate.enrolment.person
    with django_assert_num_queries(1):
        found = selectors.certificate_by_code(certificate.code.lower())
        assert found is not None and found.enrolment.person == person
    with django_assert_num_queries(0):
        assert selectors.certificate_by_code("' OR 1=1") is None
    assert list(selectors.certificates_of(certificate.enrolment.person)) == [certificate]
    assert not selectors.certificates_of(UserFactory())


def test_who_may_download() -> None:
    certificate, other = make_certificate(), make_certificate()
    owner = certificate.enrolment.person
    key = addresses.signed_pdf_url(certificate).partition("?key=")[2]
    staff = UserFactory(roles=["Support"])

    def code(person: Any, key: str = "") -> str:
        return policies.may_download(viewer(person), certificate, key=key).code

    assert [code(owner), code(staff), code(None, key), code(UserFactory(), key)] == [
        "owner", "staff", "signed_link", "signed_link"
    ]  # fmt: skip
    assert [code(None), code(UserFactory()), code(other.enrolment.person)] == ["not_yours"] * 3
    assert (
        code(None, "x" + key)
        == code(None, addresses.signed_pdf_url(other).partition("?key=")[2])
        == "not_yours"
    )
    with time_machine.travel(timedelta(days=31)):
        assert code(None, key) == "not_yours"
    owner.is_active = False
    assert code(owner) == "suspended"


def test_a_revoked_certificate_is_gone_for_all_but_the_staff() -> None:
    certificate = make_certificate()
    administrator = UserFactory(roles=["Administrator"])
    assert policies.may_revoke(viewer(administrator), certificate)
    assert not policies.may_revoke(viewer(UserFactory(roles=["Support"])), certificate)
    assert not policies.may_revoke(viewer(None), certificate)
    revoked = actions.revoke_certificate(certificate=certificate, by=administrator, at=NOON, reason="Copied.")
    again = actions.revoke_certificate(certificate=certificate, by=UserFactory(), at=NOON, reason="Other.")
    assert (again.revoked_by, again.revoked_reason) == (administrator, "Copied.")
    assert told() == ["certificates.CertificateIssued", "certificates.CertificateRevoked"]
    assert not policies.may_revoke(viewer(administrator), revoked)
    assert policies.may_download(viewer(revoked.enrolment.person), revoked).code == "revoked"
    assert policies.may_download(viewer(administrator), revoked)
    assert selectors.certificate_by_code(revoked.code) == revoked


def test_the_database_knows_who_revoked() -> None:
    certificate = make_certificate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(revoked_at=NOON)


NAMES = {
    "chinese": ("王小明", "CJK"),
    "japanese": ("山田 太郎 さくら", "CJK"),
    "korean": ("김철수", "CJK"),
    "hindi": ("अनन्या शर्मा", "Devanagari"),
    "thai": ("สมชาย ใจดี", "Thai"),
    "arabic": ("محمد الأحمدي", "DejaVu"),
    "hebrew": ("דוד", "DejaVu"),
    "emoji": ("Lena 🎓", "Emoji"),
}


@pytest.mark.parametrize(("name", "font"), NAMES.values(), ids=NAMES)
def test_a_name_is_printed_in_whatever_script_it_is_written(name: str, font: str) -> None:
    """The fonts come with the project: `scripts/environment.py` installs them."""
    sample = Certificate(code="CERT-AAAA-CCCC-DDDD", learner_name=name, course_title=name, language="en")
    sample.completed_date = date(2026, 5, 4)
    drawn = draw(sample)
    fonts = _fonts_of(drawn)
    assert any(font in each for each in fonts), fonts


@pytest.mark.parametrize(
    "word", ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter", "W" * 120]
)
def test_no_word_runs_over_the_edge_of_the_paper(word: str) -> None:
    sample = Certificate(code="CERT-AAAA-CCCC-DDDD", learner_name=word, course_title=word, language="en")
    sample.completed_date, sample.instructor_names = date(2026, 5, 4), [word]
    [page] = pypdf.PdfReader(io.BytesIO(draw(sample))).pages
    # Broken into several lines, no line holds the whole of it.
    assert word not in page.extract_text()


def test_a_learner_sees_the_name_before_a_certificate_is_issued() -> None:
    person = UserFactory(first_name="Ananya", last_name="Sharma", time_zone="Asia/Kolkata")
    text = text_of(draw_preview(person, at=NOON))
    assert "Ananya Sharma" in text and "Preview: not a certificate" in text and "Scan to verify" not in text
    assert not Certificate.objects.exists()


def _fonts_of(pdf: bytes) -> set[str]:
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
