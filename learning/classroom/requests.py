"""Requests as the views of this app receive them, for the type checker."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class VisitRequest(HttpRequest):
    """A request that htmx may have sent."""

    htmx: HtmxDetails


class PersonRequest(VisitRequest):
    """A request of somebody signed in."""

    user: User
