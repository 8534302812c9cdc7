"""What LinkedIn is told of a certificate, by the parameters of its own form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from accounts.tests.factories import UserFactory
from learning.certificates import actions
from learning.certificates.models import Certificate
from learning.certificates.sharing import linkedin_url, share_of
from learning.testing.access import NOON
from learning.testing.certificates import make_certificate

pytestmark = pytest.mark.django_db


def told(certificate: Certificate) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(linkedin_url(certificate)).query, strict_parsing=True))


def test_linkedin_is_told_what_its_form_asks() -> None:
    certificate = make_certificate(title="Reading & writing: 100%")
    certificate.enrolment.person.time_zone = "Asia/Tokyo"
    certificate.issued_at = datetime(2026, 12, 31, 20, tzinfo=UTC)  # New Year's morning in Tokyo
    assert linkedin_url(certificate).startswith("https://www.linkedin.com/profile/add?")
    asked = told(certificate)
    assert asked.pop("organizationName")
    assert asked == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Reading & writing: 100%",
        "issueYear": "2027",
        "issueMonth": "1",
        "certUrl": f"http://testserver/certificates/{certificate.code}/",
        "certId": certificate.code,
    }


def test_linkedin_is_told_when_it_expires() -> None:
    certificate = make_certificate()
    assert "expirationYear" not in told(certificate)
    certificate.enrolment.person.time_zone = "Asia/Tokyo"
    certificate.expires_at = datetime(2027, 12, 31, 20, tzinfo=UTC)
    asked = told(certificate)
    assert (asked["expirationYear"], asked["expirationMonth"]) == ("2028", "1")


def test_a_page_on_linkedin_is_named_by_its_number(settings: Any) -> None:
    settings.LINKEDIN_ORGANIZATION_ID = "1337"
    asked = told(make_certificate())
    assert asked["organizationId"] == "1337" and "organizationName" not in asked


def test_what_was_revoked_is_not_shared() -> None:
    certificate = make_certificate()
    assert share_of(certificate) is not None
    revoked = actions.revoke_certificate(certificate=certificate, by=UserFactory(), at=NOON, reason="Copied.")
    assert share_of(revoked) is None
