"""The learner's screens that lower apps lead to, in their mails and pages (common.addresses)."""

from __future__ import annotations

from django.conf import settings

from common import addresses
from learning.classroom.dashboard.completed_course import celebration_url

#: Printed on paper, signed, or kept by others: the same whoever reads them.
OF_CERTIFICATES = (
    "certificate",
    "certificate_pdf",
    "certificate_picture",
    "credential_issuer",
    "credential_key",
    "credential_status",
)


def register() -> None:
    """Register them; called once, when the app is ready."""
    for name in ("attempt", "certifications", "dashboard", "invitation", "unsaved"):
        addresses.register(name, addresses.of_url_name(f"classroom:{name}"))
    addresses.register("completed_course", celebration_url)
    for name in OF_CERTIFICATES:
        addresses.register(name, addresses.of_url_name(f"classroom:{name}", language=settings.LANGUAGE_CODE))
