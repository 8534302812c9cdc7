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
    effect = _("One writes at a time: right for a trial or a small academy on one machine.")
    return Service(name, "SQLite", True, "DATABASE_URL", effect)


def _background() -> Service:
    name = _("Background work")
    if settings.TASKS["default"]["BACKEND"] == "common.background.CeleryBackend":
        return Service(name, "Celery", False, "REDIS_URL")
    effect = _("Long work shares the processor with the pages, and what was waiting is lost if it is killed.")
    return Service(name, _("A thread of the web process"), True, "REDIS_URL", effect)


def _cache() -> Service:
    name = _("Cache")
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return Service(name, "Redis", False, "REDIS_URL")
    effect = _("Nothing is shared between processes, so there should be only one.")
    return Service(name, _("The memory of the web process"), True, "REDIS_URL", effect)


def _mail() -> Service:
    name = _("Mail")
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Service(name, f"SMTP ({settings.EMAIL_HOST})", False, "EMAIL_URL")
    effect = _("No mail leaves this machine.")
    if captured_mail.is_active():
        return Service(name, _("A folder, shown under Reports"), True, "EMAIL_URL", effect)
    return Service(name, _("The output of the process"), True, "EMAIL_URL", effect)


def _files() -> Service:
    name = _("Files")
    if settings.S3_BUCKET:
        return Service(name, f"S3 ({settings.S3_BUCKET})", False, "S3_BUCKET")
    effect = _("A second web server would not see them, and they need a backup of their own.")
    return Service(name, _("The disk of this machine"), True, "S3_BUCKET", effect)
