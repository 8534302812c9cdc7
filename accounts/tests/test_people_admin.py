"""Administrators in Wagtail's admin: they create, promote and suspend, and can't rise above that."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Suspension, User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, LEARNER, REVIEWER, SUPPORT
from common.models import OutgoingEmail

from .factories import UserFactory

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def administrator():
    return UserFactory(roles=[ADMINISTRATOR])


@pytest.fixture
def superuser():
    return UserFactory(is_superuser=True, first_name="Before")


def roles_of(person):
    return set(person.groups.values_list("name", flat=True))


def edit_address(person):
    return reverse("wagtailusers_users:edit", args=[person.pk])


def fields(**changes):
    return {"email": "ines@example.org", "first_name": "Inès", "last_name": "Roux", **changes}


def test_an_administrator_creates_an_instructor(administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client_of(administrator).post(reverse("wagtailusers_users:add"), fields(roles=[INSTRUCTOR]))
    person = User.objects.get(email="ines@example.org")
    assert roles_of(person) == {LEARNER, INSTRUCTOR}
    assert not person.has_usable_password()
    assert mail.outbox[-1].to == ["ines@example.org"]
    assert "/account/login/code/" in mail.outbox[-1].body


def test_an_invitation_is_sent_again_to_who_never_signed_in(administrator):
    names = {"email": "ines@example.org", "first_name": "I", "last_name": "R"}
    person = actions.create_account(actor=administrator, at=administrator.date_joined, **names)
    address = reverse("accounts_invite_again", args=[person.public_id])
    staff = client_of(administrator)
    assert address in staff.get(edit_address(person)).content.decode()
    assert "ines@example.org" in staff.get(address).content.decode()

    response = staff.post(address, follow=True)
    assert "Invitation sent to ines@example.org" in response.content.decode()
    assert [letter.to for letter in mail.outbox] == [["ines@example.org"]] * 2

    User.objects.filter(pk=person.pk).update(last_login=administrator.date_joined)
    assert staff.post(address).status_code == 403
    assert address not in staff.get(edit_address(person)).content.decode()
    assert len(mail.outbox) == 2


def test_an_invitation_says_so_when_emails_are_delayed(administrator, settings):
    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "nowhere.Backend"
    names = {"email": "ines@example.org", "first_name": "I", "last_name": "R"}
    person = actions.create_account(actor=administrator, at=administrator.date_joined, **names)
    address = reverse("accounts_invite_again", args=[person.public_id])
    page = client_of(administrator).post(address, follow=True).content.decode()
    assert "Emails are delayed at the moment" in page
    assert OutgoingEmail.objects.waiting().count() == 2


def test_a_created_instructor_comes_in_by_code(client, administrator):
    from .test_signing_in import code_in_last_mail, is_signed_in

    at = administrator.date_joined
    names = {"email": "Ines@example.org", "first_name": "I", "last_name": "R"}
    actions.create_account(actor=administrator, at=at, roles=[INSTRUCTOR], **names)
    client.post(reverse("account_request_login_code"), {"email": "ines@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in_last_mail()})
    assert is_signed_in(client)


def test_a_taken_address_is_refused_in_any_letters(administrator):
    UserFactory(email="ines@example.org")
    add = reverse("wagtailusers_users:add")
    response = client_of(administrator).post(add, fields(email="INES@example.org"))
    assert response.status_code == 200
    assert "email" in response.context["form"].errors
    assert User.objects.filter(email__iexact="ines@example.org").count() == 1


def test_an_administrator_promotes_and_demotes(administrator):
    person = UserFactory(email="ines@example.org", roles=[LEARNER, REVIEWER])
    client_of(administrator).post(edit_address(person), fields(roles=[INSTRUCTOR]))
    assert roles_of(person) == {LEARNER, INSTRUCTOR}


@pytest.mark.parametrize(
    "forged",
    [
        {"is_superuser": "on"},
        {"is_staff": "on"},
        {"groups": "1"},
        {"user_permissions": "1"},
        {"password1": "x"},
    ],
)
def test_a_forged_field_gives_nothing(administrator, forged):
    person = UserFactory(email="ines@example.org", roles=[LEARNER])
    password = person.password
    client_of(administrator).post(edit_address(person), fields(**forged))
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff, person.password) == (False, False, password)
    assert roles_of(person) == {LEARNER}
    assert not person.user_permissions.exists()


def test_nobody_changes_their_own_roles(administrator):
    client_of(administrator).post(edit_address(administrator), fields(roles=[REVIEWER]))
    assert roles_of(administrator) == {ADMINISTRATOR}


def test_an_administrator_can_not_touch_a_superuser(administrator, superuser):
    client = client_of(administrator)
    client.post(edit_address(superuser), fields(first_name="After"))
    client.post(reverse("accounts_suspend", args=[superuser.public_id]), {"reason": "Coup"})
    superuser.refresh_from_db()
    assert (superuser.first_name, superuser.is_active) == ("Before", True)
    assert not Suspension.objects.exists()
    for verb in (actions.promote, actions.demote):
        with pytest.raises(actions.NotAllowed):
            verb(person=superuser, role=REVIEWER, actor=administrator)
    assert roles_of(superuser) == set()


@pytest.mark.parametrize("role", [LEARNER, INSTRUCTOR, REVIEWER, SUPPORT])
def test_the_other_roles_manage_nobody(role):
    actor, person = UserFactory(roles=[role]), UserFactory(email="ines@example.org", first_name="Before")
    client = client_of(actor)
    client.post(edit_address(person), fields(first_name="After", roles=[ADMINISTRATOR]))
    client.post(edit_address(actor), fields(roles=[ADMINISTRATOR]))
    client.post(reverse("wagtailusers_users:add"), fields(email="new@example.org"))
    client.post(reverse("accounts_suspend", args=[person.public_id]), {"reason": "Spite"})
    person.refresh_from_db()
    assert (person.first_name, person.is_active) == ("Before", True)
    assert roles_of(actor) == {role}
    assert roles_of(person) == set()
    assert User.objects.count() == 2


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
def test_wagtails_bulk_actions_on_people_are_closed(superuser, action):
    person = UserFactory()
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    assert client_of(superuser).post(f"{address}?id={person.pk}").status_code == 404


def test_nobody_is_deleted(superuser):
    person = UserFactory()
    client_of(superuser).post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert User.objects.filter(pk=person.pk).exists()


def test_suspending_asks_for_a_reason_and_keeps_the_history(administrator):
    person, client = UserFactory(), client_of(administrator)
    suspend = reverse("accounts_suspend", args=[person.public_id])
    assert client.post(suspend, {"reason": ""}).status_code == 422
    assert not Suspension.objects.exists()
    client.post(suspend, {"reason": "Spam in the comments."})
    client.post(reverse("accounts_lift_suspension", args=[person.public_id]), {"note": "Promised to stop."})
    page = client.get(suspend).content.decode()
    assert "Spam in the comments." in page
    assert "Promised to stop." in page
    history = client.get(reverse("wagtailusers_users:history", args=[person.pk])).content.decode()
    assert "Spam in the comments." in history


def test_nobody_suspends_themselves(administrator):
    client_of(administrator).post(
        reverse("accounts_suspend", args=[administrator.public_id]), {"reason": "x"}
    )
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_list_finds_filters_and_costs_the_same_however_long(administrator, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, index = client_of(administrator), reverse("wagtailusers_users:index")
    UserFactory(first_name="Wilhelmina", roles=[INSTRUCTOR])
    client.get(index)
    with CaptureQueriesContext(connection) as few:
        assert "Wilhelmina" in client.get(index).content.decode()
    for _person in range(8):
        UserFactory(roles=[REVIEWER])
    with CaptureQueriesContext(connection) as many:
        client.get(index)
    assert len(many) == len(few)
    wilhelmina = User.objects.get(first_name="Wilhelmina")
    page = client.get(index).content.decode()
    assert reverse("accounts_suspend", args=[wilhelmina.public_id]) in page
    assert reverse("accounts_suspend", args=[administrator.public_id]) not in page
    assert "Wilhelmina" in client.get(index, {"q": "wilhel"}).content.decode()
    assert "Wilhelmina" not in client.get(index, {"q": "nobody"}).content.decode()
    assert "Wilhelmina" not in client.get(index, {"is_active": "false"}).content.decode()
