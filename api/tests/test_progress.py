"""POST `/api/v1/lessons/<uuid>/progress/`."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions as accounts
from accounts.tests.factories import UserFactory
from learning.progress import bitmap
from learning.progress.models import LessonPosition
from learning.testing import courses
from learning.testing.access import NOON, end_grants
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    return Learner(film_course(lessons=2))


def signed_in(person: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def post(client: Client, lesson_id: Any, data: Any = None, **options: Any) -> Any:
    report = {"watch_percentage": 0, "timestamp": 0} if data is None else data
    return client.post(
        f"/api/v1/lessons/{lesson_id}/progress/",
        json.dumps(report),
        content_type="application/json",
        **options,
    )


def problem(response: Any, status: int) -> str:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status and told["detail"] and told["title"]
    return told["code"]


def test_a_learner_watches_to_the_end(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person)
    first, second = lessons_of(learner.course)
    with time_machine.travel(NOON, tick=False) as clock:
        started = post(client, first.public_id)
        clock.shift(600)
        report = {"watch_percentage": 100, "timestamp": 600, "parts": hex(bitmap.FULL)}
        ended = post(client, first.public_id, report)
    assert started.json()["percentage"] == 0
    assert ended.status_code == 200
    assert ended.json() == {
        "percentage": 100,
        "completed": True,
        "completed_now": True,
        "course_percentage": 50,
        "course_completed_now": False,
        "next_lesson_url": f"{courses.CoursePage.objects.get().url}{second.path}",
        "next_lesson_title": second.title,
    }


@pytest.mark.parametrize("parts", [str((1 << 6) - 1), (1 << 6) - 1, [0, 1, 2, 3, 4, 5], "0x3f"])
def test_parts_may_be_written_in_every_way(learner: Learner, parts: Any) -> None:
    client = signed_in(learner.enrolment.person)
    first = lessons_of(learner.course)[0]
    with time_machine.travel(NOON, tick=False) as clock:
        post(client, first.public_id)
        clock.shift(60)
        answer = post(client, first.public_id, {"watch_percentage": 10, "timestamp": 60, "parts": parts})
    assert answer.json()["percentage"] == 10


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"watch_percentage": 10},
        {"watch_percentage": 101, "timestamp": 0},
        {"watch_percentage": -1, "timestamp": 0},
        {"watch_percentage": 10, "timestamp": -1},
        {"watch_percentage": "all", "timestamp": 0},
        {"watch_percentage": float("nan"), "timestamp": 0},
        {"watch_percentage": 10, "timestamp": 0, "parts": "all"},
        {"watch_percentage": 10, "timestamp": 0, "parts": 1 << 60},
        {"watch_percentage": 10, "timestamp": 0, "parts": [60]},
        {"watch_percentage": 10, "timestamp": 0, "duration": 0},
        {"watch_percentage": 10, "timestamp": 0, "video": "x" * 37},
    ],
)
def test_what_makes_no_sense_is_refused(learner: Learner, data: Any) -> None:
    answer = post(signed_in(learner.enrolment.person), lessons_of(learner.course)[0].public_id, data)
    assert problem(answer, 422) == "invalid"
    assert answer.json()["errors"]
    assert not LessonPosition.objects.exists()


def test_what_is_no_json_is_refused(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person)
    address = f"/api/v1/lessons/{lessons_of(learner.course)[0].public_id}/progress/"
    assert problem(client.post(address, "{", content_type="application/json"), 400) == "invalid"


def test_a_stranger_is_told_to_sign_in(learner: Learner) -> None:
    lesson = lessons_of(learner.course)[0]
    for client in (Client(), Client(enforce_csrf_checks=True)):
        assert problem(post(client, lesson.public_id), 401) == "not_signed_in"
    assert not LessonPosition.objects.exists()


def test_a_session_needs_its_csrf_token(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person, enforce_csrf_checks=True)
    lesson = lessons_of(learner.course)[0]
    assert problem(post(client, lesson.public_id), 403) == "csrf"
    client.cookies["csrftoken"] = token = "a" * 32
    assert post(client, lesson.public_id, headers={"X-CSRFToken": token}).status_code == 200


def test_refusals_carry_the_code_of_the_verdict(learner: Learner) -> None:
    lesson = lessons_of(learner.course)[0]
    assert problem(post(signed_in(UserFactory()), lesson.public_id), 403) == "no_grant"
    end_grants()
    assert problem(post(signed_in(learner.enrolment.person), lesson.public_id), 403) == "expired"
    assert not LessonPosition.objects.exists()


def test_a_suspended_person_is_a_stranger(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person)
    administrator = UserFactory(roles=["Administrator"])
    accounts.suspend(person=learner.enrolment.person, actor=administrator, reason="Sold notes.", at=NOON)
    assert problem(post(client, lessons_of(learner.course)[0].public_id), 401) == "not_signed_in"


def test_a_lesson_that_is_not_there(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person)
    assert problem(post(client, uuid4()), 404) == "not_found"
    assert client.get(f"/api/v1/lessons/{uuid4()}/progress/").status_code == 405


def test_the_api_describes_itself_without_asking_other_hosts(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/lessons/{lesson_id}/progress/" in described["paths"]
    page = client.get("/api/v1/docs").content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_one_more_report_costs_session_person_and_two_queries(learner: Learner) -> None:
    client = signed_in(learner.enrolment.person)
    lesson = lessons_of(learner.course)[0]
    for _warm in range(2):
        post(client, lesson.public_id)
    with CaptureQueriesContext(connection) as queries:
        post(client, lesson.public_id)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 1 + 1 + 2, asked
