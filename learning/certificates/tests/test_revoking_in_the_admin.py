"""Revoking a certificate in the Wagtail admin: with a reason, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.certificates.models import Certificate
from learning.testing.certificates import make_certificate

pytestmark = pytest.mark.django_db
LIST = "/admin/academy/certificates/"


def signed_in(*roles: str) -> tuple[Client, Any]:
    client, person = Client(), UserFactory(roles=list(roles))
    client.force_login(person)
    return client, person


def address(certificate: Certificate) -> str:
    return reverse("certificates_admin:revoke", args=[certificate.public_id])


def test_an_administrator_revokes_with_a_reason() -> None:
    certificate = make_certificate()
    client, person = signed_in(ADMINISTRATOR)
    assert address(certificate) in client.get(LIST).content.decode()
    assert certificate.learner_name in client.get(address(certificate)).content.decode()
    assert client.post(address(certificate), {"reason": "Issued by mistake"}).headers["Location"] == LIST
    certificate.refresh_from_db()
    assert (certificate.revoked_by, certificate.revoked_reason) == (person, "Issued by mistake")
    assert address(certificate) not in client.get(LIST).content.decode()


def test_without_a_reason_nothing_is_revoked() -> None:
    certificate = make_certificate()
    client, _person = signed_in(ADMINISTRATOR)
    assert client.post(address(certificate), {"reason": " "}).status_code == 422
    assert not Certificate.objects.get().is_revoked


@pytest.mark.parametrize("roles", [[SUPPORT], [INSTRUCTOR], []])
def test_nobody_else_revokes(roles: list[str]) -> None:
    certificate = make_certificate()
    client, _person = signed_in(*roles)
    client.post(address(certificate), {"reason": "Because"})
    assert not Certificate.objects.get().is_revoked
    assert address(certificate) not in client.get(LIST).content.decode()
