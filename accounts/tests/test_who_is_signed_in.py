"""Who is signed in: found again for each page by one statement, as Django's own query finds them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.signin.backends import PasswordBackend
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_found_whole_by_one_query(django_assert_num_queries: Any) -> None:
    person = UserFactory(
        display_name="Ada", phone="+4915112345678", time_zone="Asia/Kolkata", birth_date=date(1990, 2, 3),
        avatar="avatars/ada.png", last_seen_at=timezone.now(),
    )  # fmt: skip
    with django_assert_num_queries(1):
        found = PasswordBackend().get_user(person.pk)
    asked = ModelBackend().get_user(person.pk)
    assert found == asked and found is not None
    for field in User._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(asked, field.attname), field
    assert found.get_deferred_fields() == set() and not found._state.adding


def test_who_is_suspended_or_gone_is_nobody() -> None:
    person = UserFactory()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert PasswordBackend().get_user(person.pk) is None
    assert PasswordBackend().get_user(person.pk + 1000) is None


def test_another_password_ends_a_session(client: Client) -> None:
    person = UserFactory()
    client.force_login(person)
    assert client.get("/account/").wsgi_request.user.is_authenticated
    person.set_password("another-long-password")
    person.save()
    assert not client.get("/account/").wsgi_request.user.is_authenticated
