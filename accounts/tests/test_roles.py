"""Roles: what the code declares is what the groups hold."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles

from .factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_group_holds_exactly_what_the_apps_declare(role):
    held = Permission.objects.filter(group__name=role).select_related("content_type")
    assert {f"{p.content_type.app_label}.{p.codename}" for p in held} == roles.permissions_by_role()[role]


@pytest.mark.parametrize(
    ("role", "enters"),
    [(role, role != roles.LEARNER) for role in roles.ROLES],
)
def test_who_may_enter_the_admin(role, enters):
    assert UserFactory(roles=[role]).has_perm("wagtailadmin.access_admin") is enters


def test_applying_again_mends_a_group_and_leaves_others_alone():
    support, own = Group.objects.get(name=roles.SUPPORT), Group.objects.create(name="Translators")
    suspending = Permission.objects.get(codename="suspend_user")
    support.permissions.add(suspending)
    own.permissions.add(suspending)
    roles.apply_roles(using="default")
    assert suspending not in support.permissions.all()
    assert suspending in own.permissions.all()
    assert Group.objects.filter(name__in=roles.ROLES).count() == len(roles.ROLES)


def test_nobody_but_superusers_edits_groups_or_deletes_people():
    declared = set().union(*roles.permissions_by_role().values())
    assert not {name for name in declared if name.startswith("auth.")}
    assert "accounts.delete_user" not in declared
