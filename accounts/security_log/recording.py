"""Writing the security log: one insert, which never fails the page that it is about."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityLogEntry, User
from common.append_only import erasing
from common.http.client_address import ip_address_of
from common.personal_data import ShownData

logger = logging.getLogger(__name__)

FORGET_SIZE = 1_000
#: How somebody tried to sign in.
PASSWORD, CODE, RESET_CODE, EMAIL_CODE = "password", "code", "reset_code", "email_code"
SECOND_FACTOR, PASSKEY, GOOGLE, SUSPENDED = "second_factor", "passkey", "google", "suspended"
WAYS = {
    PASSWORD: _("Incorrect password or unknown email address"),
    CODE: _("Incorrect sign-in code"),
    RESET_CODE: _("Incorrect password reset code"),
    EMAIL_CODE: _("Incorrect email verification code"),
    SECOND_FACTOR: _("Incorrect second factor"),
    PASSKEY: _("Passkey or security key refused"),
    GOOGLE: _("Sign-in with Google refused"),
    SUSPENDED: _("Account suspended"),
}


def note_failed_sign_in(
    request: HttpRequest, *, way: str, person: User | None, email: str = "", at: datetime | None = None
) -> None:
    """Keep that a sign-in failed. way: a key of `WAYS`. person: whose account it was, if there is one."""
    _write(
        request,
        happened_at=at or timezone.now(),
        kind=SecurityLogEntry.Kind.FAILED_SIGN_IN,
        what=way,
        person_id=person.pk if person else None,
        email=email or (person.email if person else ""),
    )


def note_reading(request: HttpRequest, reading: ShownData, *, actor: User, at: datetime) -> None:
    """Keep that a member of staff was shown personal data. Nothing is kept of who reads their own."""
    if reading.person_id == actor.pk:
        return
    is_export = bool(request.GET.get("export")) or reading.what.endswith(("_file", "_outcomes"))
    _write(
        request,
        happened_at=at,
        kind=SecurityLogEntry.Kind.EXPORTED if is_export else SecurityLogEntry.Kind.VIEWED,
        what=reading.what[:120],
        actor_id=actor.pk,
        person_id=reading.person_id,
        path=request.get_full_path()[:500],
    )


def forget(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete entries that are older than `settings.SECURITY_LOG_DAYS`, in batches. Returns how many."""
    entries = SecurityLogEntry.objects.using(using)
    before = at - timedelta(days=settings.SECURITY_LOG_DAYS)
    old = entries.filter(happened_at__lt=before).order_by("happened_at")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:FORGET_SIZE]):
        with erasing(using=using):
            forgotten += entries.filter(pk__in=ids).delete()[0]
    return forgotten


def _write(request: HttpRequest, **values: Any) -> None:
    """Add an entry. What the database refuses is logged; the person has their page."""
    email, path = (_clean(values.pop(name, "")) for name in ("email", "path"))
    try:
        SecurityLogEntry.objects.create(
            ip_address=ip_address_of(request), email=email[:254], path=path, **values
        )
    except DatabaseError:
        logger.exception("The security log took no entry")


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()
