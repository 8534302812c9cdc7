"""Where a request came from."""

from __future__ import annotations

from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def ip_address_of(request: HttpRequest) -> str | None:
    """The IP address of whoever asks, seen past as many proxies as TRUSTED_PROXIES says; None: unknown.

    Without that setting X-Forwarded-For counts for nothing, because anybody could write it.
    """
    try:
        return str(ip_address(get_adapter(request).get_client_ip(request)))
    except (PermissionDenied, ValueError):
        return None
