"""A report that goes straight to its action is answered as one that goes through the layers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.v1 import plain_reports
from learning.courses.release import outlines
from learning.progress import bitmap
from learning.progress.models import LessonPosition
from learning.testing.access import NOON, end_grants
from learning.testing.clients import signed_in
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db

THROUGH_THE_LAYERS = mock.patch.object(plain_reports, "plain_report", lambda _request: None)
USUAL = {"watch_percentage": 50, "timestamp": 12.5, "parts": "0x3f", "video": "", "age": 0}


def answer(client: Client, url: str, body: str, **extra: Any) -> tuple[Any, ...]:
    said = client.post(url, body, content_type="application/json", **extra)
    headers = {name: said.headers.get(name) for name in ("Content-Type", "Cache-Control", "Vary")}
    rows = LessonPosition.objects.values_list("video_id", "parts", "position_seconds", "best_percentage")
    return said.status_code, headers, said.content, list(rows)


def assert_alike(client: Client, url: str, body: str, **extra: Any) -> tuple[Any, ...]:
    with THROUGH_THE_LAYERS, transaction.atomic():
        layered = answer(client, url, body, **extra)
        transaction.set_rollback(True)
    found = answer(client, url, body, **extra)
    assert found == layered, body
    return found


NUMBER = st.one_of(
    st.integers(-1, 101),
    st.floats(-1, 101),
    st.sampled_from([10**400, 1e308, float("nan"), float("inf"), True, None, "7", [], 2**53 + 1]),
)
TEXT = st.one_of(st.text(max_size=5), st.sampled_from(["x" * 37, "x" * 201, 7, None, [], "é"]))
PARTS = st.one_of(
    st.integers(-1, 2**61),
    st.integers(0, bitmap.FULL).map(hex),
    st.lists(st.integers(-1, 61), max_size=3),
    st.sampled_from([None, "", "0b11", "1_0", " 7 ", "0xg", 3.0, 3.5, True, {}, "9" * 30]),
)
BODY = st.fixed_dictionaries(
    {},
    optional={
        "watch_percentage": NUMBER,
        "timestamp": NUMBER,
        "parts": PARTS,
        "video": TEXT,
        "duration": NUMBER,
        "opened": TEXT,
        "age": NUMBER,
        "more": NUMBER,
    },
)
USUAL_BUT = BODY.map(lambda changes: USUAL | changes)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@example(json.dumps(USUAL))
@example("[]")
@example("{")
@example("")
@example(json.dumps([USUAL]))
@example('{"watch_percentage": 1, "watch_percentage": 2, "timestamp": 3}')
@example(json.dumps(USUAL) + " " * 2000)
@example(json.dumps(USUAL | {"watch_percentage": 10**400}))
@given(st.one_of(USUAL_BUT.map(json.dumps), BODY.map(json.dumps)))
def test_every_body_is_answered_alike(body: str) -> None:
    with transaction.atomic(), time_machine.travel(NOON, tick=False) as clock:
        learner = Learner(film_course(threshold=50))
        url = f"/api/v1/lessons/{lessons_of(learner.course)[0].public_id}/progress/"
        client = signed_in(learner.enrolment.person)
        learner.report(parts=bitmap.EMPTY)
        clock.shift(timedelta(minutes=2))
        assert_alike(client, url, body)
        clock.shift(timedelta(minutes=20))
        assert_alike(client, url, body)
        transaction.set_rollback(True)
    outlines.forget()  # the next life has the same ids


def test_whoever_calls_is_answered_alike() -> None:
    learner = Learner(film_course(lessons=2))
    first = lessons_of(learner.course)[0]
    url, body = f"/api/v1/lessons/{first.public_id}/progress/", json.dumps(USUAL)
    nowhere = url.replace(str(first.public_id), "0" * 8 + str(first.public_id)[8:])
    client = signed_in(learner.enrolment.person)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner.enrolment.person)
    outcomes = [
        assert_alike(client, url, body),
        assert_alike(client, nowhere, body),
        assert_alike(strict, url, body),
        assert_alike(Client(), url, body),
        assert_alike(signed_in(Learner(film_course()).enrolment.person), url, body),
    ]
    assert [each[0] for each in outcomes] == [200, 404, 403, 401, 403]
    end_grants()
    assert assert_alike(client, url, body)[0] == 403
    assert client.get(url).status_code == client.put(url, body).status_code == 405


def test_the_usual_report_is_answered_without_the_layers() -> None:
    learner = Learner(film_course())
    url = f"/api/v1/lessons/{lessons_of(learner.course)[0].public_id}/progress/"
    client = signed_in(learner.enrolment.person)
    with mock.patch("ninja.operation.Operation._get_values", side_effect=AssertionError):
        assert client.post(url, json.dumps(USUAL), content_type="application/json").status_code == 200
