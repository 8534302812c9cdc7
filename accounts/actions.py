"""What changes an account: creating it, its roles, its profile, and whether it may be used."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from common.events import emit
from common.verdict import Verdict

from . import messages, policies
from .events import AccountCreated, AccountSuspended, EmailVerified
from .models import RequiredSecondFactor, Suspension, User
from .profile.timezones import time_zone_names
from .roles import LEARNER, ROLES, STAFF_ROLES


class NotAllowed(Exception):
    """The actor may not do this; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class AlreadySuspended(Exception):
    """The person has a suspension that nobody has lifted."""


class NotSuspended(Exception):
    """There is no open suspension to lift."""


def create_account(
    *,
    actor: User | None,
    email: str,
    first_name: str,
    last_name: str,
    at: datetime,
    roles: Iterable[str] = (),
    **fields: object,
) -> User:
    """Create an account for somebody else, a learner at least, and invite them by e-mail.

    They have no password: they sign in with an e-mailed code, which also verifies the address.
    actor: who creates it; None is the academy itself (demo content, an import by a command).
    fields: further fields of the model, already checked.
    Raises NotAllowed or ValidationError, and then nothing is written.
    """
    extra = set(roles) - {LEARNER}
    if actor is not None:
        _require(policies.may_create_account(actor, extra))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        person = User(email=email.lower(), first_name=first_name, last_name=last_name, **fields)
        person.set_unusable_password()
        person.full_clean()
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
        _join(person, {LEARNER, *extra})
        log(person, "accounts.create", user=actor, data={"roles": sorted(extra)})
        emit(AccountCreated(account_id=person.pk, created_at=at))
        messages.send_invitation(person)
    return person


def invite_again(*, person: User, actor: User) -> None:
    """Email somebody who has never signed in their invitation once more. Raises NotAllowed."""
    _require(policies.may_invite_again(actor, person))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        messages.send_invitation(person)
        log(person, "accounts.invite_again", user=actor)


def welcome(*, person: User, at: datetime, time_zone: str = "") -> None:
    """Make somebody who has just signed up a learner.

    time_zone: where their browser says that they are; what is no zone is ignored.
    """
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        _join(person, {LEARNER})
        take_time_zone(person=person, time_zone=time_zone)
        emit(AccountCreated(account_id=person.pk, created_at=at))


def tell_of_verified_address(*, account_id: int) -> None:
    """Tell the other apps that an address of the account was verified."""
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        emit(EmailVerified(account_id=account_id))


def take_time_zone(*, person: User, time_zone: str) -> None:
    """Set the zone of somebody who has none. What is no zone is ignored, and a zone of theirs stays."""
    if time_zone not in time_zone_names():
        return
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        if not User.objects.filter(pk=person.pk, time_zone="").update(time_zone=time_zone):
            return
        UserProfile.objects.update_or_create(user=person, defaults={"current_time_zone": time_zone})
    person.time_zone = time_zone


def promote(*, person: User, role: str, actor: User | None) -> None:
    """Give a person one more role. Raises NotAllowed, and then nothing is written."""
    if actor is not None:
        _require(policies.may_assign_roles(actor, person, [role]))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        _join(person, {role})
        log(person, "accounts.promote", user=actor, data={"role": role})


def demote(*, person: User, role: str, actor: User | None) -> None:
    """Take a role away from a person. Raises NotAllowed, and then nothing is written."""
    if actor is not None:
        _require(policies.may_assign_roles(actor, person, [role]))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        person.groups.remove(*Group.objects.filter(name=role))
        log(person, "accounts.demote", user=actor, data={"role": role})


def edit_account(*, person: User, roles: Iterable[str] | None, actor: User) -> None:
    """Save what a member of staff changed about a person, and bring their roles to exactly `roles`.

    person: with the new values, already checked, not saved yet.
    roles: besides learner, which everybody keeps; None leaves them as they are. Groups that are no role of
    the academy are never touched.
    Raises NotAllowed, and then nothing is written.
    """
    _require(policies.may_edit_account(actor, person))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        save_profile(person=person)
        if roles is None:
            return
        given = set(ROLES) - {LEARNER}
        before = given & set(person.groups.values_list("name", flat=True))
        after = given & set(roles)
        for role in sorted(after - before):
            promote(person=person, role=role, actor=actor)
        for role in sorted(before - after):
            demote(person=person, role=role, actor=actor)


def save_profile(*, person: User, previous_avatar: str = "") -> None:
    """Save a person's own fields, already checked.

    previous_avatar: the stored name of the picture before the change; the file goes when it was replaced.
    """
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        person.save()
        # Wagtail's admin reads language and zone from its own table.
        UserProfile.objects.update_or_create(
            user=person,
            defaults={
                "preferred_language": person.language,
                "current_time_zone": person.time_zone,
            },
        )
        if previous_avatar and previous_avatar != person.avatar.name:
            storage = person.avatar.storage
            transaction.on_commit(lambda: storage.delete(previous_avatar), robust=True)


def suspend(*, person: User, actor: User, reason: str, at: datetime) -> Suspension:
    """Shut a person out from this moment: every session and token of theirs ends and none can begin.

    reason: what the person reads when they try to sign in.
    Raises NotAllowed or AlreadySuspended, and then nothing is written.
    """
    _require(policies.may_suspend(actor, person))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        locked = User.objects.select_for_update().get(pk=person.pk)
        if locked.suspensions.open().exists():
            raise AlreadySuspended
        suspension = Suspension.objects.create(
            person=locked, reason=reason, suspended_at=at, suspended_by=actor
        )
        # The raised epoch keeps every old session useless even after the suspension is lifted.
        User.objects.filter(pk=person.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
        for session in UserSession.objects.filter(user=locked):
            session.end()
        log(locked, "accounts.suspend", user=actor, data={"reason": reason})
        emit(AccountSuspended(account_id=locked.pk, suspended_at=at))
    person.refresh_from_db(fields=["is_active", "session_epoch"])
    return suspension


def lift_suspension(*, person: User, actor: User, at: datetime, note: str = "") -> Suspension:
    """Let a suspended person back in, with everything they had; they sign in anew.

    note: for the staff only.
    Raises NotAllowed or NotSuspended, and then nothing is written.
    """
    _require(policies.may_suspend(actor, person))
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        locked = User.objects.select_for_update().get(pk=person.pk)
        suspension = locked.suspensions.open().first()
        if suspension is None:
            raise NotSuspended
        suspension.lifted_at, suspension.lifted_by, suspension.lifting_note = at, actor, note
        suspension.save(update_fields=["lifted_at", "lifted_by", "lifting_note"])
        User.objects.filter(pk=person.pk).update(is_active=True)
        log(locked, "accounts.lift_suspension", user=actor, data={"note": note})
    person.refresh_from_db(fields=["is_active"])
    return suspension


def require_second_factors(*, roles: Iterable[str], grace_days: int, actor: User, at: datetime) -> None:
    """Let exactly these roles need a second factor: those that are new from `grace_days` days after `at`.

    Who holds such a role can work as before until then. Raises NotAllowed, or ValueError for a role that
    isn't one of staff, and then nothing is written.
    """
    _require(policies.may_require_second_factors(actor))
    wanted = set(roles)
    if unknown := wanted - set(STAFF_ROLES):
        raise ValueError(f"no roles of staff: {sorted(unknown)}")
    due_at = at + timedelta(days=grace_days)
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        kept = {row.role: row for row in RequiredSecondFactor.objects.select_for_update()}
        for role in sorted(wanted - kept.keys()):
            row, is_new = RequiredSecondFactor.objects.get_or_create(role=role, defaults={"due_at": due_at})
            if is_new:
                log(row, "accounts.require_second_factor", user=actor, data={"role": role})
        for role in sorted(kept.keys() - wanted):
            log(kept[role], "accounts.drop_second_factor", user=actor, data={"role": role}, deleted=True)
            kept[role].delete()


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict)


def _join(person: User, roles: set[str]) -> None:
    person.groups.add(*Group.objects.filter(name__in=roles))
