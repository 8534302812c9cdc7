"""The way into the admin on every page: shown to whom it leads somewhere, and cheap to decide."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.admin import admin_link
from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def fresh(person: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=person.pk)


def test_it_is_shown_to_those_who_may_enter() -> None:
    instructor, learner = UserFactory(roles=["Instructor"]), UserFactory(roles=["Learner"])
    assert admin_link.is_shown_to(instructor) is True
    assert admin_link.is_shown_to(learner) is False


def test_a_second_page_asks_nothing() -> None:
    person = UserFactory(roles=["Learner"])
    admin_link.is_shown_to(person)
    with CaptureQueriesContext(connection) as asked:
        assert admin_link.is_shown_to(fresh(person)) is False
    assert len(asked) == 1  # the person, by this test


@pytest.mark.parametrize("from_the_group", [False, True])
def test_a_change_of_groups_shows_at_once(from_the_group: bool) -> None:
    person, group = UserFactory(), Group.objects.get(name="Instructor")
    assert admin_link.is_shown_to(person) is False
    if from_the_group:
        group.user_set.add(person)
    else:
        person.groups.add(group)
    assert admin_link.is_shown_to(fresh(person)) is True
    if from_the_group:
        group.user_set.remove(person)
    else:
        person.groups.clear()
    assert admin_link.is_shown_to(fresh(person)) is False


def test_a_kept_answer_opens_no_door() -> None:
    person = UserFactory()
    cache.set(f"accounts.admin.admin_link.{person.pk}", True)
    client = Client()
    client.force_login(person)
    assert admin_link.is_shown_to(person) is True
    assert client.get("/admin/").status_code in (302, 403)
