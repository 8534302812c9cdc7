"""The learner's screens that lower apps lead to, in their mails and pages (common.addresses)."""

from __future__ import annotations

from django.conf import settings

from common import addresses
from learning.classroom.dashboard.completed_course import celebration_url


def register() -> None:
    """Register them; called once, when the app is ready."""
    for name in ("attempt", "certifications", "dashboard", "invitation", "unsaved"):
        addresses.register(name, addresses.of_url_name(f"classroom:{name}"))
    addresses.register("completed_course", celebration_url)
    # Printed on paper and kept by others: the same whoever reads them.
    for name in ("certificate", "certificate_pdf"):
        addresses.register(name, addresses.of_url_name(f"classroom:{name}", language=settings.LANGUAGE_CODE))
