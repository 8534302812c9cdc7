"""Invitations into a cohort: links that work for a while and for so many people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from common.transactions import in_transaction

from ..models import Cohort, CohortInvitation, CohortMember
from .cohorts import CohortRefused, check_open, join_cohort, lock_cohort

if TYPE_CHECKING:
    from accounts.models import User


class InvitationRefused(CohortRefused):
    """The invitation lets nobody in; nothing was written. Its words are for people."""


class InvitationExpired(InvitationRefused):
    """Its time is over."""


class InvitationUsedUp(InvitationRefused):
    """As many people as it was for have used it."""


class InvitationWithdrawn(InvitationRefused):
    """Staff took it back."""


@in_transaction
def create_invitation(
    *,
    cohort: Cohort,
    expires_at: datetime,
    at: datetime,
    most_uses: int = 1,
    by: User | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> CohortInvitation:
    """A link into a cohort that works until a moment (exclusive), for so many people.

    Raises CohortIsClosed, and InvitationExpired when it would not work for a moment.
    """
    check_open(cohort, at)
    if expires_at <= at:
        raise InvitationExpired(_("The invitation must expire after it's created."))
    return CohortInvitation.objects.using(using).create(
        cohort=cohort, expires_at=expires_at, most_uses=most_uses, created_by=by
    )


@in_transaction
def withdraw_invitation(
    *, invitation: CohortInvitation, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> CohortInvitation:
    """Let an invitation work no more. Who used it stays in. A repeat changes nothing."""
    invitation = _locked(invitation, using=using)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
    return invitation


@in_transaction
def use_invitation(
    *, invitation: CohortInvitation, person: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> CohortMember:
    """Let a person into a cohort by its invitation. For who is in already nothing changes, nor is it used.

    The seat and the use are counted behind the same lock. Raises InvitationWithdrawn, InvitationExpired,
    InvitationUsedUp, CohortIsClosed, CohortIsFull.
    """
    cohort = lock_cohort(invitation.cohort_id, using=using)
    member = cohort.members.present().filter(person=person).first()
    if member is not None:
        return member
    invitation = _locked(invitation, using=using)
    check_invitation(invitation, at)
    member = join_cohort(person=person, cohort=cohort, at=at, using=using)
    invitation.uses += 1
    invitation.save(update_fields=["uses"])
    return member


def check_invitation(invitation: CohortInvitation, at: datetime) -> None:
    """Raises InvitationWithdrawn, InvitationExpired, InvitationUsedUp."""
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn(_("This invitation was withdrawn."))
    if invitation.expires_at <= at:
        raise InvitationExpired(_("This invitation has expired."))
    if invitation.uses >= invitation.most_uses:
        raise InvitationUsedUp(_("This invitation has already been used the maximum number of times."))


def _locked(invitation: CohortInvitation, *, using: str) -> CohortInvitation:
    return CohortInvitation.objects.using(using).select_for_update().get(pk=invitation.pk)
