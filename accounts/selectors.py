"""What screens and other apps read about people."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, QuerySet

from .models import RequiredSecondFactor, Suspension, User
from .roles import STAFF_ROLES

#: What counts as a second factor. Recovery codes alone don't: they stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_factor_due(person: User) -> datetime | None:
    """From when on this person needs a second factor that they haven't set up; None: none is missing.

    One query, a second one where a role of theirs requires it. A superuser counts as holding every role.
    """
    required = RequiredSecondFactor.objects.order_by("due_at")
    if not person.is_superuser:
        required = required.filter(role__in=person.groups.values("name"))
    due_at = required.values_list("due_at", flat=True).first()
    if due_at is None or _second_factors().filter(user=person.pk).exists():
        return None
    return due_at


def without_second_factor() -> dict[str, int]:
    """By role of staff: how many of its people could sign in with their password alone. One query."""
    people = User.objects.filter(is_active=True, groups__name__in=STAFF_ROLES).exclude(
        Exists(_second_factors().filter(user=OuterRef("pk")))
    )
    return dict(people.order_by().values_list("groups__name").annotate(Count("pk", distinct=True)))


def _second_factors() -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(type__in=SECOND_FACTORS)


def open_suspension(public_id: str | UUID | None) -> Suspension | None:
    """The suspension that keeps this person out now, if there is one. One query, none without an id."""
    if not public_id:
        return None
    return Suspension.objects.open().filter(person__public_id=public_id).first()
