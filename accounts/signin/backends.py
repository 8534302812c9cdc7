"""How a password is checked, and who is signed in is found again."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, models
from django.http import HttpRequest

from accounts.models import User
from common.one_statement import PERSON, Statement

COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)


def _person() -> models.QuerySet[Any, Any]:
    return User._default_manager.filter(pk=PERSON).values_list(*COLUMNS)


_PERSON = Statement(_person)


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

    def get_user(self, user_id: int) -> User | None:
        """The person with this id, unless they are suspended. One query, which every page makes."""
        for row in _PERSON.rows({PERSON: user_id}):
            person = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)
            return person if self.user_can_authenticate(person) else None
        return None
