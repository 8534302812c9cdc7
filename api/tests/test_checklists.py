"""PUT `/api/v1/lessons/<uuid>/checklists/<block>/<item>/`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from learning.progress.models import ChecklistTick
from learning.progress.tests.test_checklists import BLOCK, ITEMS, checklist_course
from learning.testing.progress import Learner, lessons_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    return Learner(checklist_course())


def put(client: Client, learner: Learner, *, item: str = ITEMS[0], data: Any = None, **options: Any) -> Any:
    address = f"/api/v1/lessons/{lessons_of(learner.course)[0].public_id}/checklists/{BLOCK}/{item}/"
    body = json.dumps({"ticked": True} if data is None else data)
    return client.put(address, body, content_type="application/json", **options)


def client_of(person: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def test_a_learner_ticks_and_takes_it_back(learner: Learner) -> None:
    client = client_of(learner.enrolment.person)
    for _repeat in range(2):
        answer = put(client, learner)
        assert (answer.status_code, answer.json()) == (200, {"ticked": True})
    assert ChecklistTick.objects.get().item_id == ITEMS[0]
    assert put(client, learner, data={"ticked": False}).json() == {"ticked": False}
    assert not ChecklistTick.objects.exists()


@pytest.mark.parametrize(
    ("item", "data", "status", "code"),
    [
        ("a-dragon", None, 404, "not_found"),
        ("x" * 400, None, 404, "not_found"),
        (ITEMS[0], {}, 422, "invalid"),
        (ITEMS[0], {"ticked": "perhaps"}, 422, "invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(
    learner: Learner, item: str, data: Any, status: int, code: str
) -> None:
    answer = put(client_of(learner.enrolment.person), learner, item=item, data=data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not ChecklistTick.objects.exists()


def test_who_is_refused_and_how(learner: Learner) -> None:
    cases = [(Client(), 401, "not_signed_in"), (client_of(UserFactory()), 403, "no_grant")]
    cases.append((client_of(learner.enrolment.person, enforce_csrf_checks=True), 403, "csrf"))
    for client, status, code in cases:
        answer = put(client, learner)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not ChecklistTick.objects.exists()


def test_a_second_tick_of_the_same_item_costs_no_more_than_a_heartbeat(learner: Learner) -> None:
    client = client_of(learner.enrolment.person)
    put(client, learner)
    with CaptureQueriesContext(connection) as queries:
        put(client, learner)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 1 + 1 + 1 + 4, asked
