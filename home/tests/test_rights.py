"""Marketers own the pages outside the course tree, and nothing of the courses."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from accounts.roles import ADMINISTRATOR, MARKETER
from home.page_rights import PICTURES, apply_page_rights
from learning.testing.courses import AccountFactory, make_course, site_root

pytestmark = pytest.mark.django_db


def person(role: str):
    account = AccountFactory()
    account.groups.add(Group.objects.get(name=role))
    return account


@pytest.mark.parametrize("role", [MARKETER, ADMINISTRATOR])
def test_the_home_page_is_theirs(role):
    assert site_root().permissions_for_user(person(role)).can_publish()


def test_a_marketer_has_nothing_of_the_courses():
    course = make_course()
    marketer = person(MARKETER)
    page = course.pages.get()
    assert not page.permissions_for_user(marketer).can_edit()
    assert not policy_registry.get_by_type(Page).explorable_instances(marketer).filter(pk=page.pk).exists()
    policy = policy_registry.get_by_type(get_image_model())
    collections = policy.collections_user_has_permission_for(marketer, "choose")
    assert [collection.name for collection in collections] == [PICTURES]


def test_an_administrator_has_both():
    course = make_course()
    administrator = person(ADMINISTRATOR)
    assert course.pages.get().permissions_for_user(administrator).can_publish()
    policy = policy_registry.get_by_type(get_image_model())
    assert course.collection in policy.collections_user_has_permission_for(administrator, "add")


def test_applying_them_again_changes_nothing():
    before = Collection.objects.count()
    apply_page_rights(using="default")
    assert Collection.objects.count() == before
