"""Reactions to what happens elsewhere."""

from allauth.account.signals import user_signed_up
from django.dispatch import receiver
from django.utils import timezone

from . import actions
from .models import User


@receiver(user_signed_up)
def welcome_after_sign_up(user: User, **_kwargs: object) -> None:
    actions.welcome(person=user, at=timezone.now())
