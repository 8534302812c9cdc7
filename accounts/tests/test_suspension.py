"""Suspended: out everywhere at once, told why whatever the way in, and back with everything when lifted."""

import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import Login
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Suspension, User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR
from common.models import OutboxRow

from .factories import PASSWORD, SuspensionFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Sold their notes to other learners."


@pytest.fixture
def administrator():
    return UserFactory(roles=[ADMINISTRATOR])


@pytest.fixture
def person():
    return UserFactory()


def suspend(person, administrator):
    return actions.suspend(person=person, actor=administrator, reason=REASON, at=timezone.now())


def lift(person, administrator):
    return actions.lift_suspension(person=person, actor=administrator, at=timezone.now(), note="Sorry.")


def sign_in(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def is_signed_in(client):
    return client.get(reverse("accounts_profile")).status_code == 200


def token_from_the_api(person):
    answer = Client().post(
        "/_allauth/app/v1/auth/login",
        {"email": person.email, "password": PASSWORD},
        content_type="application/json",
    )
    return answer.json()["meta"]


def test_every_session_ends_at_once(person, administrator):
    clients = [sign_in(person), sign_in(person)]
    assert all(is_signed_in(client) for client in clients)
    suspend(person, administrator)
    assert not any(is_signed_in(client) for client in clients)
    assert not UserSession.objects.filter(user=person).exists()


def test_a_session_that_was_not_deleted_is_useless_too_even_after_lifting(person, administrator):
    client = sign_in(person)
    key = client.session.session_key
    kept = Session.objects.get(session_key=key)
    suspend(person, administrator)
    kept.save(force_insert=True)
    assert not is_signed_in(client)
    kept.save()
    lift(person, administrator)
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)


def test_the_admin_is_closed_as_well(administrator):
    instructor = UserFactory(roles=[INSTRUCTOR])
    client = sign_in(instructor)
    assert client.get(reverse("wagtailadmin_account")).status_code == 200
    suspend(instructor, administrator)
    assert client.get(reverse("wagtailadmin_account")).status_code == 302


def test_tokens_of_the_api_end_too(person, administrator):
    token = token_from_the_api(person)
    bearer = {"authorization": f"Bearer {token['access_token']}"}
    address = "/_allauth/app/v1/auth/session"
    assert Client().get(address, headers=bearer).status_code == 200
    suspend(person, administrator)
    assert Client().get(address, headers=bearer).status_code in (401, 410)
    assert Client().get(address, headers={"x-session-token": token["session_token"]}).status_code in (
        401,
        410,
    )
    refreshed = Client().post(
        "/_allauth/app/v1/tokens/refresh",
        {"refresh_token": token["refresh_token"]},
        content_type="application/json",
    )
    assert refreshed.status_code == 400


def test_a_password_tells_why(person, administrator):
    suspend(person, administrator)
    client = Client()
    login = {"login": person.email, "password": PASSWORD}
    response = client.post(reverse("account_login"), login, follow=True)
    assert REASON in response.content.decode()
    assert not is_signed_in(client)


def test_a_wrong_password_tells_nothing(person, administrator):
    suspend(person, administrator)
    login = {"login": person.email, "password": "guess"}
    response = Client().post(reverse("account_login"), login, follow=True)
    assert REASON not in response.content.decode()


def test_an_e_mailed_code_tells_why(person, administrator):
    suspend(person, administrator)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE).group()
    response = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert REASON in response.content.decode()
    assert not is_signed_in(client)


def test_asking_for_a_new_password_tells_why_by_mail(person, administrator):
    suspend(person, administrator)
    Client().post(reverse("account_reset_password"), {"email": person.email})
    assert REASON in mail.outbox[-1].body


@pytest.mark.parametrize("kind", ["app", "browser"])
def test_the_sign_in_api_tells_why(person, administrator, kind):
    suspend(person, administrator)
    answer = Client().post(
        f"/_allauth/{kind}/v1/auth/login",
        json.dumps({"email": person.email, "password": PASSWORD}),
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert answer.json()["errors"] == [{"code": "account_suspended", "message": REASON}]


def come_back_through(way, person, request):
    """The last step of a way in whose first ones need another party: the key's owner, or Google."""
    if way == "passkey":
        key = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
        return perform_passwordless_login(request, key, Login(user=person))
    SocialAccount.objects.create(user=person, provider="google", uid="17")
    told_by_google = SocialAccount(provider="google", uid="17")
    return complete_social_login(request, SocialLogin(user=User(), account=told_by_google))


@pytest.mark.parametrize("way", ["passkey", "Google"])
def test_a_passkey_and_google_tell_why(person, administrator, rf, way):
    suspend(person, administrator)
    client = Client()
    request = rf.get("/account/login/")
    request.user, request.session = AnonymousUser(), client.session
    request.session.save()
    with request_context(request):
        response = come_back_through(way, person, request)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    assert response.url == reverse("account_inactive")
    assert REASON in client.get(response.url).content.decode()
    assert not is_signed_in(client)


def test_a_stranger_at_the_page_learns_nothing(person, administrator):
    suspend(person, administrator)
    assert REASON not in Client().get(reverse("account_inactive")).content.decode()


def test_lifting_restores_everything(administrator):
    instructor = UserFactory(roles=[INSTRUCTOR])
    suspend(instructor, administrator)
    lifted = lift(instructor, administrator)
    client = sign_in(instructor)
    assert is_signed_in(client)
    assert client.get(reverse("wagtailadmin_account")).status_code == 200
    assert (lifted.lifted_by, lifted.lifting_note, lifted.reason) == (administrator, "Sorry.", REASON)


def test_others_hear_of_it(person, administrator):
    suspend(person, administrator)
    row = OutboxRow.objects.get(kind__endswith="AccountSuspended")
    assert person.pk in row.payload.values()


def test_suspending_twice_or_lifting_nothing_writes_nothing(person, administrator):
    with pytest.raises(actions.NotSuspended):
        lift(person, administrator)
    suspend(person, administrator)
    with pytest.raises(actions.AlreadySuspended):
        suspend(person, administrator)
    assert Suspension.objects.count() == 1


def test_the_database_keeps_one_open_suspension_each(person):
    first = SuspensionFactory(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        SuspensionFactory(person=person)
    first.lifted_at, first.lifted_by = timezone.now(), first.suspended_by
    first.save()
    SuspensionFactory(person=person)


def test_the_database_refuses_a_lifting_without_whom_or_before_its_time(person):
    suspension = SuspensionFactory(person=person)
    for changes in (
        {"lifted_at": timezone.now()},
        {"lifted_by": person},
        {"lifted_at": suspension.suspended_at - timedelta(days=1), "lifted_by": person},
        {"reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suspension.objects.filter(pk=suspension.pk).update(**changes)
