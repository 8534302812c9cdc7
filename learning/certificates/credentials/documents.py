"""What a credential says, by the data model of Open Badges 3.0 (which extends Verifiable Credentials 2.0).

The contexts are named, never fetched: another edition of them would give the same words another meaning, so
the edition is fixed in what was signed.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from common.design.branding import branding

from ..addresses import check_url, issuer_url, picture_url, status_url
from ..models import Certificate, SigningKey
from .signing import moment

#: In this order (Open Badges 3.0, B.1.1).
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def issuer_profile() -> dict[str, Any]:
    """The academy, as whoever issues: its name and where it is."""
    return {"id": issuer_url(), "type": ["Profile"], "name": branding().name, "url": f"{settings.SITE_URL}/"}


def credential_document(
    certificate: Certificate, *, key: SigningKey, status_list: int, status_index: int
) -> dict[str, Any]:
    """That a person completed a course, as data. Reads what the certificate has frozen.

    status_list, status_index: which bit of which list of the key says that it was revoked. The enrolment with
    its person and course should come with the certificate, else they cost a query each.
    """
    with override(certificate.language):
        achievement = _achievement(certificate)
    status = status_url(key.code, status_list)
    ends = {"validUntil": moment(certificate.expires_at)} if certificate.expires_at else {}
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{certificate.public_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.course_title,
        "issuer": issuer_profile(),
        "validFrom": moment(certificate.issued_at),
        **ends,
        "awardedDate": moment(certificate.completed_at),
        "credentialSubject": {
            # The token has to name its subject; whoever collects credentials learns nothing from this one.
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["AchievementSubject"],
            "identifier": _identities(certificate),
            "achievement": achievement,
        },
        "evidence": [
            {"id": check_url(certificate), "type": ["Evidence"], "name": achievement["name"]},
        ],
        "credentialStatus": {
            "id": f"{status}#{status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(status_index),
            "statusListCredential": status,
        },
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _achievement(certificate: Certificate) -> dict[str, Any]:
    hours = certificate.hours_rounded_up
    length = ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": f"{certificate.hours:g}"}
    words = {"course": certificate.course_title, "length": length}
    return {
        "id": f"urn:uuid:{certificate.enrolment.course.public_id}",
        "type": ["Achievement"],
        "achievementType": "Course",
        "inLanguage": certificate.language,
        "name": certificate.course_title,
        "description": _("The course “%(course)s”, which takes %(length)s.") % words,
        "criteria": {
            "narrative": _("Complete all required lessons, and pass the exam if the course has one.")
        },
        "image": {"id": picture_url(certificate), "type": "Image"},
    }


def _identities(certificate: Certificate) -> list[dict[str, Any]]:
    """The name as it is printed, and the email address so that only who knows it can compare."""
    person, salt = certificate.enrolment.person, secrets.token_hex(16)
    digest = hashlib.sha256(f"{person.email.lower()}{salt}".encode()).hexdigest()
    return [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": certificate.learner_name,
            "identityType": "name",
        },
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${digest}",
            "identityType": "emailAddress",
            "salt": salt,
        },
    ]
