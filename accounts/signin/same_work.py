"""The work that a known address costs and an unknown one doesn't, or the other way round, done all the same.

Sign-up, sign-in and codes don't say whether an address has an account; without this, a clock would.
Each function does what the other case does, and leaves nothing behind.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.signals import user_signed_up
from allauth.account.utils import setup_user_email
from allauth.core.internal.httpkit import is_headless_request
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.messages import FramedEmail
from accounts.models import User
from common.mail import outbox

#: An address that no one can have.
NOBODY = "nobody@rehearsal.invalid"


def rehearse_sign_up(request: HttpRequest) -> None:
    """Sign up somebody who doesn't exist, hash and all, and take it back: for an address with an account."""
    name = get_random_string(12).lower()
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        person = User(email=f"{name}@rehearsal.invalid", first_name=name, last_name=name)
        person.set_password(name)
        person.save()
        setup_user_email(request, person, [EmailAddress(email=person.email)])
        user_signed_up.send(sender=User, request=request, user=person)
        # What signing in with an unverified address looks up.
        for _look in range(3):
            EmailAddress.objects.filter(user_id=person.pk, email=person.email).first()
        for _look in range(2 if is_headless_request(request) else 1):
            look_again(person.email)
        transaction.set_rollback(True, using=DEFAULT_DB_ALIAS)


def rehearse_email(mail: FramedEmail, *, looks: int) -> None:
    """Write a composed email into the outbox, and take it back: where somebody else would get one.

    What is looked up for that one, beside what it's composed of, is looked up as well. looks: at addresses.
    """
    for _look in range(looks):
        EmailAddress.objects.select_related("user").filter(email=NOBODY).first()
    for _look in range(2):
        look_again(NOBODY)
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        outbox.write([mail], at=timezone.now())
        transaction.set_rollback(True, using=DEFAULT_DB_ALIAS)


def look_again(email: str) -> None:
    """Look for an account by its address: allauth does so only where it knows no such verified address."""
    User.objects.filter(email=email.lower()).first()
