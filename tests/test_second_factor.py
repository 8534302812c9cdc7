"""A role may require a second factor: without one, nothing of staff opens, by session or by token."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, ModelLogEntry

from accounts.actions import NotAllowed, require_second_factors
from accounts.models import RequiredSecondFactor, User
from accounts.policies import may_work_as_staff
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, LEARNER, STAFF_ROLES, SUPPORT
from accounts.selectors import without_second_factor
from accounts.tests.factories import UserFactory
from learning.testing.clients import signed_in
from learning.testing.courses import make_course

pytestmark = pytest.mark.django_db

SCREEN = "/admin/academy/second-factor/"
SET_UP = reverse("mfa_index")


@pytest.fixture
def administrator() -> User:
    return UserFactory(roles=[ADMINISTRATOR])


@pytest.fixture
def instructor() -> User:
    return UserFactory(roles=[INSTRUCTOR])


def require(administrator: User, *roles: str, days: int = 0) -> None:
    require_second_factors(roles=roles, grace_days=days, actor=administrator, at=timezone.now())


def give(person: User, kind: str) -> None:
    Authenticator.objects.create(user=person, type=kind, data={})


@pytest.mark.parametrize(
    ("kinds", "may"),
    [
        ((), False),
        (("recovery_codes",), False),
        (("totp",), True),
        (("webauthn",), True),
        (("totp", "recovery_codes"), True),
    ],
)
def test_what_counts_as_a_second_factor(
    administrator: User, instructor: User, kinds: tuple[str, ...], may: bool
) -> None:
    require(administrator, INSTRUCTOR)
    for kind in kinds:
        give(instructor, kind)
    assert bool(may_work_as_staff(instructor, timezone.now())) == may
    assert (signed_in(instructor).get("/admin/").status_code == 200) == may


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_it_counts_for_the_roles_that_were_chosen_and_for_superusers(administrator: User, role: str) -> None:
    require(administrator, role)
    now = timezone.now()
    for other in (*STAFF_ROLES, LEARNER):
        assert bool(may_work_as_staff(UserFactory(roles=[other]), now)) == (other != role), other
    assert not may_work_as_staff(UserFactory(is_superuser=True), now)


def test_who_has_none_is_led_to_set_one_up(administrator: User, instructor: User) -> None:
    require(administrator, INSTRUCTOR)
    client = signed_in(instructor)
    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/images/add/", "/admin/jsi18n/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, SET_UP), address
    html = client.get("/admin/", follow=True).content.decode()
    assert "Your role requires two-factor authentication." in html
    assert client.post("/admin/pages/1/delete/").headers["Location"] == SET_UP


def test_the_page_where_it_is_set_up_says_why_and_from_when(administrator: User, instructor: User) -> None:
    require(administrator, INSTRUCTOR, days=9)
    due = timezone.localtime(RequiredSecondFactor.objects.get().due_at)
    client, words = signed_in(instructor), "Your role requires two-factor authentication"
    assert f"{words} from {due.day} {due:%B %Y} on." in client.get(SET_UP).content.decode()
    with time_machine.travel(due + timedelta(hours=1)):
        later = signed_in(instructor)
        assert all(f"{words}." in later.get(SET_UP).content.decode() for _time in range(2))
        give(instructor, "totp")
        assert words not in later.get(SET_UP).content.decode()
    assert words not in signed_in(UserFactory(roles=[SUPPORT])).get(SET_UP).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_ACCEPT": "application/json"},
        {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    ],
)
def test_scripts_are_told_instead(administrator: User, instructor: User, headers: dict[str, str]) -> None:
    require(administrator, INSTRUCTOR)
    response = signed_in(instructor).get("/admin/pages/", **headers)  # type: ignore[arg-type]
    assert response.status_code == 403
    assert response.json()["code"] == "second_factor"


def test_what_is_no_work_of_staff_stays_open(administrator: User, instructor: User) -> None:
    require(administrator, INSTRUCTOR)
    client = signed_in(instructor)
    for address in (SET_UP, "/account/profile/", "/my-dashboard/", reverse("mfa_activate_totp")):
        assert client.get(address, follow=True).redirect_chain[:1] != [(SET_UP, 302)], address
    assert client.get("/admin/login/").status_code == 302
    assert client.post("/admin/logout/").status_code in (302, 405)


def test_until_it_is_due_people_work_and_are_told(administrator: User, instructor: User) -> None:
    with time_machine.travel("2026-05-04 09:00Z", tick=False):
        require(administrator, INSTRUCTOR, days=14)
    with time_machine.travel("2026-05-18 08:59Z", tick=False):
        html = signed_in(instructor).get("/admin/").content.decode()
        assert "second factor to set up by 18 May 2026" in html
    with time_machine.travel("2026-05-18 09:00Z", tick=False):
        assert signed_in(instructor).get("/admin/").status_code == 302


def test_a_token_of_the_api_needs_it_too(administrator: User, instructor: User) -> None:
    make_course(owner=instructor)
    _token, key = APIToken.create_token(user=instructor, name="trial")
    headers = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    address = "/api/authoring/pages/"
    assert Client().get(address, **headers).status_code == 200  # type: ignore[arg-type]
    require(administrator, INSTRUCTOR)
    refused = Client().get(address, **headers)  # type: ignore[arg-type]
    assert refused.status_code == 403
    assert "two-factor authentication" in refused.json()["detail"]
    assert signed_in(instructor).get("/api/authoring/docs/").status_code == 403
    give(instructor, "totp")
    assert Client().get(address, **headers).status_code == 200  # type: ignore[arg-type]


def test_roles_keep_their_day_and_each_change_is_logged(administrator: User) -> None:
    with time_machine.travel("2026-05-04 09:00Z", tick=False):
        require(administrator, INSTRUCTOR, days=14)
    with time_machine.travel("2026-05-10 09:00Z", tick=False):
        require(administrator, INSTRUCTOR, SUPPORT, days=7)
    due = {row.role: f"{row.due_at:%Y-%m-%d}" for row in RequiredSecondFactor.objects.all()}
    assert due == {INSTRUCTOR: "2026-05-18", SUPPORT: "2026-05-17"}
    require(administrator, SUPPORT)
    assert [row.role for row in RequiredSecondFactor.objects.all()] == [SUPPORT]
    log = ModelLogEntry.objects.filter(action__contains="second_factor").order_by("timestamp")
    assert [(entry.action, entry.data["role"], entry.user) for entry in log] == [
        ("accounts.require_second_factor", INSTRUCTOR, administrator),
        ("accounts.require_second_factor", SUPPORT, administrator),
        ("accounts.drop_second_factor", INSTRUCTOR, administrator),
    ]


def test_who_may_not_decide_changes_nothing(instructor: User) -> None:
    with pytest.raises(NotAllowed):
        require(instructor, INSTRUCTOR)
    client = signed_in(instructor)
    assert client.get(SCREEN).status_code == 403
    assert client.post(SCREEN, {"roles": [INSTRUCTOR], "grace_days": 0}).status_code == 403
    assert not RequiredSecondFactor.objects.exists()


def test_a_role_that_is_none_of_staff_is_refused(administrator: User) -> None:
    with pytest.raises(ValueError, match="Learner"):
        require(administrator, LEARNER)
    response = signed_in(administrator).post(SCREEN, {"roles": [LEARNER], "grace_days": 0})
    assert response.status_code == 422
    assert not RequiredSecondFactor.objects.exists()


def test_an_administrator_decides_on_a_screen(administrator: User, instructor: User) -> None:
    give(administrator, "totp")
    client = signed_in(administrator)
    assert "Who has none yet" in client.get(SCREEN).content.decode()
    response = client.post(SCREEN, {"roles": [ADMINISTRATOR, INSTRUCTOR], "grace_days": 3})
    assert response.status_code == 302
    assert set(RequiredSecondFactor.objects.values_list("role", flat=True)) == {ADMINISTRATOR, INSTRUCTOR}
    assert without_second_factor() == {INSTRUCTOR: 1}


@pytest.mark.parametrize("is_required", [False, True])
def test_it_costs_the_admin_a_query_or_two(administrator: User, instructor: User, is_required: bool) -> None:
    if is_required:
        require(administrator, INSTRUCTOR)
    with CaptureQueriesContext(connection) as asked:
        may_work_as_staff(instructor, timezone.now())
    assert len(asked) == 1 + is_required


def test_grace_is_counted_from_the_decision_for_everybody(administrator: User) -> None:
    """Who gets the role later finds it required from the same day on."""
    require(administrator, INSTRUCTOR, days=2)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert not may_work_as_staff(UserFactory(roles=[INSTRUCTOR]), timezone.now())
