"""Addresses in messages are whole ones of this site; on the site itself their path is enough."""

from __future__ import annotations

from django.conf import settings


def as_path(url: str) -> str:
    """The path, query and fragment of an address of this site; "" for any other."""
    rest = url.removeprefix(settings.SITE_URL)
    return rest if rest != url and rest.startswith("/") else ""
