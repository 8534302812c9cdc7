"""PUT `/api/v1/attempts/<uuid>/answers/<place>/` and GET `/api/v1/attempts/<uuid>/`."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.assessments.models import AnswerEntry, Attempt
from learning.testing.quiz_takers import RIGHT, QuizTaker, some_quiz

pytestmark = pytest.mark.django_db


def client_of(person: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


@pytest.fixture
def taker() -> QuizTaker:
    taker = QuizTaker(some_quiz(time_limit_minutes=20, show_answers="after_each"))
    taker.wait((timezone.now() - taker.viewer.moment).total_seconds())
    return taker


def put(client: Client, attempt: Attempt, place: int = 1, data: Any = None) -> Any:
    body = {"key": str(uuid.uuid4()), "fields": RIGHT["single_choice"]} if data is None else data
    address = f"/api/v1/attempts/{attempt.public_id}/answers/{place}/"
    return client.put(address, json.dumps(body), content_type="application/json")


def test_an_answer_is_kept_and_the_remaining_time_told(taker: QuizTaker) -> None:
    attempt = taker.start()
    answer = put(client_of(taker.viewer.person), attempt)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["place"], told["answered"]) == (1, True)
    assert 1190 <= told["remaining_seconds"] <= 1200
    assert AnswerEntry.objects.get().answer == "b"


def test_the_same_answer_sent_again_is_kept_once(taker: QuizTaker) -> None:
    attempt, client = taker.start(), client_of(taker.viewer.person)
    data = {"key": str(uuid.uuid4()), "fields": RIGHT["single_choice"]}
    assert [put(client, attempt, data=data).status_code for _time in range(3)] == [200] * 3
    assert AnswerEntry.objects.count() == 1


def test_how_an_attempt_stands(taker: QuizTaker) -> None:
    attempt, client = taker.start(), client_of(taker.viewer.person)
    put(client, attempt, 2)
    told = client.get(f"/api/v1/attempts/{attempt.public_id}/").json()
    assert (told["open"], told["answered"]) == (True, [2])
    assert told["result_url"] == f"/my-dashboard/attempts/{attempt.public_id}/"


@pytest.mark.parametrize(
    ("place", "data", "status", "code"),
    [
        (9, None, 404, "not_found"),
        (0, None, 404, "not_found"),
        (1, {}, 422, "invalid"),
        (1, {"key": "no", "fields": {}}, 422, "invalid"),
        (1, {"key": str(uuid.uuid4()), "fields": {"choice": "b"}}, 422, "invalid"),
        (1, {"key": str(uuid.uuid4()), "fields": {"choice": ["x"] * 65}}, 422, "invalid"),
        (1, {"key": str(uuid.uuid4()), "fields": {f"f{n}": ["x"] for n in range(65)}}, 422, "invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(
    taker: QuizTaker, place: int, data: Any, status: int, code: str
) -> None:
    answer = put(client_of(taker.viewer.person), taker.start(), place, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not AnswerEntry.objects.exists()


def test_a_submitted_attempt_says_so_and_where_its_result_is(taker: QuizTaker) -> None:
    attempt = taker.submit(taker.start())
    answer = put(client_of(taker.viewer.person), attempt)
    assert (answer.status_code, answer.json()["code"]) == (409, "attempt_over")
    assert answer.json()["next_url"] == f"/my-dashboard/attempts/{attempt.public_id}/"
    assert not AnswerEntry.objects.exists()


def test_a_late_answer_is_refused_with_a_sentence(taker: QuizTaker) -> None:
    attempt = taker.start()
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=11))
    answer = put(client_of(taker.viewer.person), attempt)
    assert (answer.status_code, answer.json()["code"]) == (409, "time_is_up")
    assert "Time's up. This answer wasn't saved." in answer.json()["detail"]
    attempt.refresh_from_db()
    assert not attempt.is_open


def test_a_checked_question_is_closed(taker: QuizTaker) -> None:
    attempt, client = taker.start(), client_of(taker.viewer.person)
    put(client, attempt)
    taker.check(attempt, 1)
    answer = put(client, attempt)
    assert (answer.status_code, answer.json()["code"]) == (409, "question_closed")


def test_attempts_are_their_learners_own(taker: QuizTaker) -> None:
    attempt = taker.start()
    for client, status in ((client_of(UserFactory()), 404), (Client(), 401)):
        assert put(client, attempt).status_code == status
        assert client.get(f"/api/v1/attempts/{attempt.public_id}/").status_code == status
    assert not AnswerEntry.objects.exists()


def test_a_form_of_another_site_cannot_answer(taker: QuizTaker) -> None:
    client = client_of(taker.viewer.person, enforce_csrf_checks=True)
    assert put(client, taker.start()).status_code == 403


def test_a_saved_answer_costs_three_queries_beside_session_and_person(taker: QuizTaker) -> None:
    attempt, client = taker.start(), client_of(taker.viewer.person)
    put(client, attempt)
    with CaptureQueriesContext(connection) as asked:
        put(client, attempt, 2)
    own = [query["sql"] for query in asked if "assessments_" in query["sql"]]
    assert len(own) == 3, own  # held, read with what hangs on it, and written
    besides = [sql for sql in (query["sql"] for query in asked) if "SAVEPOINT" not in sql and sql not in own]
    assert len(besides) == 2, besides
