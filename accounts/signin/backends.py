"""How a password is checked."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class PasswordBackend(AuthenticationBackend):
    """Checks passwords for allauth only, which goes on to ask for the second factor.

    allauth names the credential `email`. A plain sign-in form of Django or Wagtail names it `username`
    and would let its user in without the second factor: it finds nobody here.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: object
    ) -> AbstractBaseUser | None:
        if username is not None:
            return None
        return super().authenticate(request, **credentials)
