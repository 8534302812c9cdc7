"""What a course chooses for its certificates: a template, and how long they are valid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from learning.certificates.actions import choose_certificate, issue_certificate, issue_credential
from learning.certificates.earned import months_later
from learning.certificates.models import Certificate, CertificateTemplate, CourseCertificate
from learning.testing import courses
from learning.testing.access import NOON
from learning.testing.certificates import graduate
from learning.testing.progress import Learner

from .test_credentials import checked, said

pytestmark = pytest.mark.django_db


def certified(learner: Learner, **chosen: Any) -> Certificate:
    """The certificate that a learner gets once the course has chosen so."""
    values = {"template": None, "valid_months": None} | chosen
    person, course = learner.enrolment.person, learner.enrolment.course
    choose_certificate(course=course, actor=person, at=NOON, **values)
    certificate = issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    assert certificate is not None
    return certificate


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ("2026-05-04 12:00", 12, "2027-05-04 12:00"),
        ("2026-01-31 08:30", 1, "2026-02-28 08:30"),
        ("2027-12-31 23:59", 2, "2028-02-29 23:59"),
        ("2026-11-30 00:00", 1, "2026-12-30 00:00"),
        ("2026-05-04 12:00", 600, "2076-05-04 12:00"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(moment: str, months: int, expected: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert months_later(at(moment), months) == at(expected)


def test_a_certificate_of_the_course_has_its_template() -> None:
    studio = CertificateTemplate.objects.get(style="studio")
    certificate = certified(graduate(), template=studio)
    assert certificate.design is not None and '<body class="studio landscape' in certificate.design.html
    assert certificate.expires_at is None and "validUntil" not in said(issue_credential(
        certificate=certificate, at=NOON).token)  # fmt: skip


def test_a_certificate_expires_on_its_page_and_as_a_credential() -> None:
    certificate = certified(graduate(), valid_months=12)
    ends = certificate.expires_at
    assert ends is not None and ends == months_later(NOON, 12)
    token = issue_credential(certificate=certificate, at=NOON).token
    assert said(token)["validUntil"] == ends.strftime("%Y-%m-%dT%H:%M:%SZ")
    page = f"/certificates/{certificate.code}/"
    with time_machine.travel(ends - timedelta(minutes=1)):
        assert "is authentic" in Client().get(page).content.decode()
    with time_machine.travel(ends):
        shown = Client().get(page).content.decode()
    assert "This certificate has expired" in shown and "is authentic" not in shown
    answers = certificate.verifications.order_by("checked_at").values_list("answer", flat=True)
    assert list(answers) == ["valid", "expired"]


def test_a_later_choice_changes_nothing_that_was_issued() -> None:
    learner = graduate()
    certificate = certified(learner, valid_months=12)
    token = issue_credential(certificate=certificate, at=NOON).token
    CertificateTemplate.objects.all().delete()
    again = certified(learner, valid_months=1)
    assert (again.expires_at, again.design, again.content) == (
        certificate.expires_at,
        certificate.design,
        certificate.content,
    )
    with time_machine.travel(NOON + timedelta(days=1)):
        assert checked(token).achievement.name == again.course_title


def test_instructors_choose_for_their_own_courses_and_reviewers_look(client: Client) -> None:
    owner = courses.make_instructor()
    course = courses.make_course(owner=owner)
    url = reverse("certificates_admin:course", args=[course.public_id])
    studio = CertificateTemplate.objects.get(style="studio")
    sent = {"template": studio.pk, "valid_months": "24"}
    client.force_login(courses.make_instructor())
    assert client.post(url, sent).status_code in (302, 403)
    client.force_login(UserFactory(roles=["Reviewer"]))
    assert "Only this course's instructors" in unescape(client.get(url).content.decode())
    assert client.post(url, sent).status_code in (302, 403)
    assert not CourseCertificate.objects.exists()
    client.force_login(owner)
    assert "The academy's default" in unescape(client.get(url).content.decode())
    assert client.post(url, sent | {"valid_months": "0"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    choice = CourseCertificate.objects.get(course=course)
    assert (choice.template, choice.valid_months, choice.changed_by) == (studio, 24, owner)
