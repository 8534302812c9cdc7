"""What stands in for what: the servers that a production site would have, and what does their work here."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from common.mail import captured_mail


@dataclass(frozen=True, slots=True)
class Service:
    """One part of the machinery: what does the work now, and whether it only stands in for a server.

    setting: the environment variable that names the server.
    effect: what the stand-in means for those who use the site; empty where the server is there.
    """

    name: str
    in_use: str
    is_stand_in: bool
    setting: str
    effect: str = ""


def services() -> list[Service]:
    """All parts, in the order in which a site outgrows them."""
    return [_database(), _background(), _cache(), _mail(), _files()]


def _database() -> Service:
    name = _("Database")
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return Service(name, "PostgreSQL", False, "DATABASE_URL")
    effect = _(
        "Only one process can write at a time. Suitable for a trial or a small academy on one machine."
    )
    return Service(name, "SQLite", True, "DATABASE_URL", effect)


def _background() -> Service:
    name = _("Background tasks")
    if settings.TASKS["default"]["BACKEND"] == "common.background.CeleryBackend":
        return Service(name, "Celery", False, "REDIS_URL")
    effect = _("Long tasks share the processor with web pages. Tasks wait while the process is stopped.")
    return Service(name, _("Thread in the web process"), True, "REDIS_URL", effect)


def _cache() -> Service:
    name = _("Cache")
    if settings.CACHES["default"]["BACKEND"].endswith("RedisOrElse"):
        return Service(name, "Redis", False, "REDIS_URL")
    effect = _("The cache isn't shared between processes, so run only one.")
    return Service(name, _("Web process memory"), True, "REDIS_URL", effect)


def _mail() -> Service:
    name = _("Email")
    if settings.MAIL_DELIVERY_BACKEND.endswith("smtp.EmailBackend"):
        return Service(name, f"SMTP ({settings.EMAIL_HOST})", False, "EMAIL_URL")
    effect = _("No emails leave this machine.")
    if captured_mail.is_active():
        return Service(name, _("Folder, shown under Reports"), True, "EMAIL_URL", effect)
    return Service(name, _("Process output"), True, "EMAIL_URL", effect)


def _files() -> Service:
    name = _("Files")
    if settings.S3_BUCKET:
        return Service(name, f"S3 ({settings.S3_BUCKET})", False, "S3_BUCKET")
    effect = _("Other web servers can't see the files, and they need a separate backup.")
    return Service(name, _("Local disk"), True, "S3_BUCKET", effect)
