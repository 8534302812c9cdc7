"""What screens and other apps read about people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
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


def accounts_of_addresses(emails: Collection[str]) -> dict[str, UUID]:
    """Whose verified addresses these are, by address; an address that nobody verified isn't there.

    emails: in lower case. One query, none for no address.
    """
    wanted = [email for email in emails if email]
    if not wanted:
        return {}
    rows = EmailAddress.objects.filter(email__in=wanted, verified=True, user__is_active=True)
    return dict(rows.values_list("email", "user__public_id"))


def verified_addresses(account_id: int) -> tuple[UUID | None, list[str]]:
    """The public id of an account, None for one that is gone, and its verified addresses. Two queries."""
    public_id = User.objects.filter(pk=account_id).values_list("public_id", flat=True).first()
    rows = EmailAddress.objects.filter(user_id=account_id, verified=True)
    return public_id, list(rows.values_list("email", flat=True))
