"""Every address of ours, asked by everybody: who is let in, who is not, and that a refusal wrote nothing.

`tests/addresses/` names each address of our own. A new one that is not in it fails the last test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.roles import ADMINISTRATOR
from learning.access.models import (
    Enrolment,
)
from learning.progress.models import LessonCompletion
from tests.addresses import ELSEWHERE, TABLE, Ask
from tests.roles import (
    ADMIN,
    EVERY_ROLE,
    FILE,
    IN,
    OUT,
    SECRET,
    STRANGER,
    Academy,
    footprint,
    open_academy,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy() -> Academy:
    return open_academy()


@pytest.mark.parametrize("who", sorted(EVERY_ROLE))
def test_who_may_go_where(who: str, academy: Academy) -> None:
    before = footprint()
    wrong = []
    for what, (ask, allowed) in TABLE.items():
        with transaction.atomic():
            if complaint := visit(ask, academy, who, before, is_allowed=who in allowed):
                wrong.append(f"{what}: {complaint}")
            transaction.set_rollback(True)
    assert wrong == []


def visit(ask: Ask, academy: Academy, who: str, before: tuple[Any, ...], *, is_allowed: bool) -> str:
    """What is wrong with the answer that somebody gets; empty when nothing is."""
    client = Client()
    if who != STRANGER:
        client.force_login(academy.people[who])
    response = ask(client, academy)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    sent_to_sign_in = response.status_code == 302 and "/account/login" in response.url
    if is_allowed:
        is_let_in = response.status_code in (200, 204, 302) and not sent_to_sign_in
        return "" if is_let_in else f"{response.status_code} for somebody who may"
    if response.status_code not in (302, 401, 403, 404):
        return f"{response.status_code} for somebody who may not"
    if SECRET.encode() in content or FILE in content:
        return "shows what it refuses"
    return "" if footprint() == before else "wrote something"


def test_nobody_joins_a_course_that_is_not_on_sale(academy: Academy) -> None:
    before = Enrolment.objects.count()
    for who in sorted(EVERY_ROLE - {IN}):
        client = Client()
        if who != STRANGER:
            client.force_login(academy.people[who])
        client.post(academy.url + "enroll/")
    assert Enrolment.objects.count() == before


def test_a_lesson_of_a_paid_course_is_not_completed_from_outside(academy: Academy) -> None:
    client = Client()
    client.force_login(academy.people[OUT])
    before = LessonCompletion.objects.count()
    client.post(academy.url + academy.locked.path)
    assert LessonCompletion.objects.count() == before


def test_groups_are_for_superusers_alone(academy: Academy) -> None:
    client = Client()
    client.force_login(academy.people[ADMIN])
    group = Group.objects.get(name=ADMINISTRATOR)
    response = client.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    assert response.status_code in (302, 403)


def names_of_ours(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    ours = ("accounts", "library", "notifications", "commerce", "learning", "common", "home", "api.")
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of_ours(pattern, inner)
        elif pattern.callback.__module__ == "common.admin.readonly_admin":
            continue  # the library's screen of a row, once its id can be one
        elif pattern.callback.__module__.startswith(ours) and pattern.name:
            yield f"{namespace}{pattern.name}"


def test_no_address_is_missing_from_the_table() -> None:
    told = {*TABLE, *ELSEWHERE}
    missing = [name for name in names_of_ours() if not {name, name.rpartition(":")[2]} & told]
    assert missing == []
