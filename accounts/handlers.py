"""Reactions to what happens elsewhere."""

from urllib.parse import unquote

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_confirmed,
    email_verification_code_rejected,
    login_code_rejected,
    password_reset_code_rejected,
    user_logged_in,
    user_signed_up,
)
from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from . import actions
from .models import User
from .security_log import recording

#: Set by static/js/account/zone.js on the pages where people sign up and sign in.
ZONE_COOKIE = "time_zone"


@receiver(user_signed_up)
def welcome_after_sign_up(request: HttpRequest, user: User, **_kwargs: object) -> None:
    actions.welcome(person=user, at=timezone.now(), time_zone=_zone_of(request))


@receiver(user_logged_in)
def settle_at_first_sign_in(request: HttpRequest, user: User, **_kwargs: object) -> None:
    """Somebody whose account staff created is somewhere, too; who was here before has chosen."""
    if user.last_seen_at is None:
        actions.take_time_zone(person=user, time_zone=_zone_of(request))


@receiver(email_confirmed)
def tell_of_address(email_address: EmailAddress, **_kwargs: object) -> None:
    actions.tell_of_verified_address(account_id=email_address.user_id)


@receiver(login_code_rejected)
def note_wrong_code(request: HttpRequest, user: User, **_kwargs: object) -> None:
    recording.note_failed_sign_in(request, way=recording.CODE, person=user)


@receiver(password_reset_code_rejected)
def note_wrong_reset_code(request: HttpRequest, user: User, **_kwargs: object) -> None:
    recording.note_failed_sign_in(request, way=recording.RESET_CODE, person=user)


@receiver(email_verification_code_rejected)
def note_wrong_email_code(request: HttpRequest, user: User, **_kwargs: object) -> None:
    recording.note_failed_sign_in(request, way=recording.EMAIL_CODE, person=user)


@receiver(authentication_failed)
def note_wrong_second_factor(request: HttpRequest, user: User, **_kwargs: object) -> None:
    recording.note_failed_sign_in(request, way=recording.SECOND_FACTOR, person=user)


def _zone_of(request: HttpRequest | None) -> str:
    return unquote(request.COOKIES.get(ZONE_COOKIE, "")) if request else ""
