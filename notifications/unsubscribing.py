"""Signed addresses by which somebody ends emails of a category without signing in.

A token says whose emails, and which: it opens nothing else, and is good for ever: an email may be read late.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

from .kinds import MessageCategory, optional_categories

ALL_CATEGORIES = "all"
_SALT = "notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class UnsubscribeToken:
    """Whose emails, and of which categories."""

    account: UUID
    category: str

    @property
    def categories(self) -> list[MessageCategory]:
        """Those that end."""
        return optional_categories() if self.category == ALL_CATEGORIES else [MessageCategory(self.category)]


def unsubscribe_url(person: User, category: str) -> str:
    """Where this person ends emails of a category, or of all that are optional."""
    token = signing.dumps([str(person.public_id), str(category)], salt=_SALT)
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[token])


def read_token(token: str) -> UnsubscribeToken | None:
    """What a token says; None for one that we didn't sign, or that names a category which can't be ended."""
    try:
        account, category = signing.loads(token, salt=_SALT)
        found = UnsubscribeToken(UUID(account), category)
        may_end = all(each.is_optional for each in found.categories)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return found if may_end else None
