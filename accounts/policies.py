"""May this person do it? Pure questions about accounts, answered with a verdict."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from common.verdict import NextStep, Verdict

from .models import User
from .roles import ROLES
from .selectors import second_factor_due

EARLIEST = datetime.min.replace(tzinfo=UTC)
#: The place of the next step that leads to signing in: a screen adds the way back (`NextStep.located`).
SIGN_IN = "sign_in"


def sign_in_step(label: str = "") -> NextStep:
    """The next step of a stranger: sign in or sign up. label: other words for it."""
    return NextStep.link(label or _("Sign in or sign up"), reverse("account_login"), place=SIGN_IN)


def may_manage_accounts(actor: User | AnonymousUser) -> Verdict:
    """May they see, create and edit other people's accounts?"""
    if actor.is_active and actor.has_perm("accounts.change_user"):
        return Verdict.yes()
    return Verdict.no("not_account_manager", _("Your role doesn't allow you to manage people."))


def may_create_account(actor: User | AnonymousUser, roles: Iterable[str]) -> Verdict:
    """May they create an account that has these roles?"""
    if not (actor.is_active and actor.has_perm("accounts.add_user")):
        return Verdict.no("not_account_manager", _("Your role doesn't allow you to manage people."))
    return _may_give(actor, roles)


def may_edit_account(actor: User | AnonymousUser, person: User) -> Verdict:
    """May they change this person's account?"""
    return may_manage_accounts(actor) and _may_touch(actor, person)


def may_invite_again(actor: User | AnonymousUser, person: User) -> Verdict:
    """May they send this person, who has never signed in, the invitation to their account once more?"""
    allowed = may_edit_account(actor, person)
    if allowed and not person.is_active:
        return Verdict.no("suspended", _("This account is suspended."))
    if allowed and person.last_login is not None:
        return Verdict.no("has_signed_in", _("This person has signed in already."))
    return allowed


def may_use_tokens(person: User) -> Verdict:
    """May programs act for this person by their API tokens? After a suspension not until they sign in again.

    One query.
    """
    since = Q(lifted_at__isnull=True) | Q(lifted_at__gt=person.last_login or EARLIEST)
    if person.is_active and not person.suspensions.filter(since).exists():
        return Verdict.yes()
    return Verdict.no("tokens_asleep", _("Sign in on the website to use your API tokens again."))


def may_assign_roles(actor: User | AnonymousUser, person: User, roles: Iterable[str]) -> Verdict:
    """May they give this person these roles, or take them away? Nobody changes their own."""
    if actor == person:
        return Verdict.no("own_roles", _("You can't change your own roles. Ask another administrator."))
    return _may_touch(actor, person) and _may_give(actor, roles)


def may_suspend(actor: User | AnonymousUser, person: User) -> Verdict:
    """May they suspend this person, or lift their suspension?"""
    if not (actor.is_active and actor.has_perm("accounts.suspend_user")):
        return Verdict.no("not_suspender", _("Your role doesn't allow you to suspend people."))
    if actor == person:
        return Verdict.no("own_account", _("You can't suspend yourself."))
    return _may_touch(actor, person)


def may_require_second_factors(actor: User | AnonymousUser) -> Verdict:
    """May they decide which roles need a second factor?"""
    if actor.is_active and actor.has_perm("accounts.change_requiredsecondfactor"):
        return Verdict.yes()
    return Verdict.no(
        "not_for_this_role", _("Your role doesn't allow you to change who needs a second factor.")
    )


def may_work_as_staff(person: User, at: datetime) -> Verdict:
    """May they open the admin and use tokens of the API, as far as a second factor goes? At most two queries.

    What their role allows them there is asked elsewhere.
    """
    due_at = second_factor_due(person)
    if due_at is None or at < due_at:
        return Verdict.yes()
    return Verdict.no(
        "second_factor",
        _(
            "Your role requires two-factor authentication. Set up an authenticator app or a security key "
            "to work in the admin."
        ),
    )


def _may_touch(actor: User | AnonymousUser, person: User) -> Verdict:
    if person.is_superuser and not actor.is_superuser:
        return Verdict.no("superuser", _("Only a superuser can change a superuser's account."))
    return Verdict.yes()


def _may_give(actor: User | AnonymousUser, roles: Iterable[str]) -> Verdict:
    roles = set(roles)
    if roles - set(ROLES):
        return Verdict.no("unknown_role", _("This role doesn't exist."))
    if roles and not actor.has_perm("accounts.assign_roles"):
        return Verdict.no("not_role_giver", _("Your role doesn't allow you to assign roles."))
    return Verdict.yes()
