"""Emailing a certificate to its owner again, in the Wagtail admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.certificates import actions, messages
from learning.certificates.models import Certificate
from learning.testing.certificates import make_certificate
from learning.testing.clients import signed_in
from notifications.models import DeliveryLog

pytestmark = pytest.mark.django_db
LIST = "/admin/academy/certificates/"


def address(certificate: Certificate) -> str:
    return reverse("certificates_admin:resend", args=[certificate.public_id])


@pytest.mark.parametrize("role", [SUPPORT, ADMINISTRATOR])
def test_the_same_email_goes_out_again_and_its_log_says_who_did_it(
    role: str, django_capture_on_commit_callbacks: Any
) -> None:
    certificate = make_certificate(title="Charts")
    owner, staff = certificate.enrolment.person, UserFactory(roles=[role])
    with django_capture_on_commit_callbacks(execute=True):
        messages.send_certificate(certificate_id=certificate.pk)
    client = signed_in(staff)
    assert address(certificate) in client.get(LIST).content.decode()
    assert owner.email in client.get(address(certificate)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(certificate)).headers["Location"] == LIST
    first, second = mail.outbox
    assert (first.subject, first.to) == (second.subject, second.to) == (second.subject, [owner.email])
    assert DeliveryLog.objects.get(what=DeliveryLog.What.RESENT).by == staff


def test_what_was_never_emailed_is_emailed(django_capture_on_commit_callbacks: Any) -> None:
    certificate = make_certificate()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(UserFactory(roles=[SUPPORT])).post(address(certificate))
    [message] = mail.outbox
    assert certificate.code in message.body


def test_nothing_is_sent_of_a_revoked_one_nor_by_others(django_capture_on_commit_callbacks: Any) -> None:
    revoked, valid = make_certificate(), make_certificate()
    staff = UserFactory(roles=[ADMINISTRATOR])
    actions.revoke_certificate(certificate=revoked, by=staff, at=timezone.now(), reason="Copied.")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(staff).post(address(revoked))
        for roles in ([INSTRUCTOR], []):
            signed_in(UserFactory(roles=roles)).post(address(valid))
    assert address(revoked) not in signed_in(staff).get(LIST).content.decode()
    assert mail.outbox == []
