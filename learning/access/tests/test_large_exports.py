"""Exports of many rows are made in the background, arrive as a file, and belong to one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from common.exports import export_store, running
from common.exports.export_store import ExportState
from common.models import QueuedTask
from learning.courses.models import Course
from learning.testing.access import GrantFactory, enrolled, paid_course
from learning.testing.bulk_jobs import prepare, run
from learning.testing.courses import make_manager

pytestmark = pytest.mark.django_db

GRANTS = "/admin/academy/grants/"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Three rows are many here."""
    monkeypatch.setattr(running, "MAX_AT_ONCE", 2)
    monkeypatch.setattr(running, "PROGRESS_EVERY", 1)


@pytest.fixture
def course() -> Course:
    return paid_course(title="Tea")


@pytest.fixture
def helper() -> User:
    return UserFactory(roles=[SUPPORT])


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ask(person: User, address: str, heard: Any) -> str:
    """Where the export of this address leads, once what it asked for has been done."""
    with heard(execute=True):
        response = client_of(person).get(address)
    assert response.status_code == 302
    return str(response.url)


def content(response: Any) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_few_rows_are_answered_at_once(helper: User, course: Course, form: str) -> None:
    GrantFactory(course=course)
    response = client_of(helper).get(f"{GRANTS}?export={form}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_many_rows_arrive_as_a_file(
    helper: User, course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    people = [GrantFactory(course=course).person for _number in range(4)]
    other = GrantFactory(course=paid_course(title="Coffee")).person
    page = ask(helper, f"{GRANTS}?export=csv&q=Tea", django_capture_on_commit_callbacks)
    html = client_of(helper).get(page).content.decode()
    assert "Download file" in html
    file = client_of(helper).get(f"{page}file/")
    text = content(file)
    assert {person.email for person in people} <= set(text.replace("\r\n", ",").split(","))
    assert other.email not in text
    assert {"private", "no-store"} <= set(file["Cache-Control"].split(", "))
    assert "attachment" in file["Content-Disposition"]
    assert page in client_of(helper).get(reverse("common_exports")).content.decode()


def test_the_bar_moves_and_a_failure_can_be_tried_again(
    helper: User, course: Course, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for _number in range(4):
        GrantFactory(course=course)
    seen: list[int] = []
    keep = export_store.set_progress

    def watch(key: Any, known: Any, *, at: Any) -> None:
        seen.append(known.percentage)
        keep(key, known, at=at)

    with monkeypatch.context() as broken:
        broken.setattr(export_store, "keep_file", _fail)
        page = ask(helper, f"{GRANTS}?export=csv", django_capture_on_commit_callbacks)
        assert "The export failed" in client_of(helper).get(page).content.decode()
    monkeypatch.setattr(export_store, "set_progress", watch)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(helper).post(page)
    assert seen == [0, 25, 50, 75, 100, 100]
    assert "Download file" in client_of(helper).get(page).content.decode()


def _fail(*_args: Any) -> None:
    raise OSError("disk full")


def test_nobody_else_gets_it_nor_who_may_no_longer(
    helper: User, course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    for _number in range(3):
        GrantFactory(course=course)
    page = ask(helper, f"{GRANTS}?export=csv", django_capture_on_commit_callbacks)
    admin = client_of(UserFactory(roles=[ADMINISTRATOR]))
    assert [admin.get(page).status_code, admin.get(f"{page}file/").status_code] == [404, 404]
    assert page not in admin.get(reverse("common_exports")).content.decode()
    assert Client().get(f"{page}file/").status_code == 302
    assert client_of(helper).get(f"{page}file/").status_code == 200
    helper.groups.clear()
    helper.groups.add(*UserFactory(roles=["Marketer"]).groups.all())
    assert client_of(User.objects.get(pk=helper.pk)).get(f"{page}file/").status_code == 403
    assert client_of(helper).get(reverse("common_export", args=[uuid4()])).status_code == 404


def test_who_lost_the_right_before_it_was_made_gets_nothing(helper: User, course: Course) -> None:
    for _number in range(3):
        GrantFactory(course=course)
    page = client_of(helper).get(f"{GRANTS}?export=csv").url  # the task waits for a commit that never comes
    helper.groups.clear()
    key = export_store.exports_of(helper, now=timezone.now())[0].key
    assert running.make(key, at=timezone.now()).state == ExportState.FAILED
    assert str(key) in page


def test_a_file_is_made_once_and_forgotten_after_some_days(
    helper: User, course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    for _number in range(3):
        GrantFactory(course=course)
    page = ask(helper, f"{GRANTS}?export=csv", django_capture_on_commit_callbacks)
    (kept,) = export_store.exports_of(helper, now=timezone.now())
    assert running.make(kept.key, at=timezone.now()).state == ExportState.DONE
    later = timezone.now() + timedelta(days=3, minutes=1)
    assert export_store.forget_expired(now=timezone.now()) == 0
    assert export_store.forget_expired(now=later) == 1
    assert not storages["private"].exists(f"exports/{kept.key}/file")
    assert client_of(helper).get(page).status_code == 404


def test_one_that_stopped_telling_has_failed(helper: User) -> None:
    kept = export_store.keep(path=GRANTS, title="Grants", owner=helper, total=9, at=timezone.now())
    assert export_store.progress(kept.key, now=timezone.now()).state == ExportState.RUNNING
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert export_store.progress(kept.key, now=timezone.now()).state == ExportState.FAILED


def test_one_whose_job_is_dead_says_so_and_is_offered_again(
    helper: User, django_assert_num_queries: Any
) -> None:
    kept = export_store.keep(path=GRANTS, title="Grants", owner=helper, total=9, at=timezone.now())
    page = reverse("common_export", args=[kept.key])
    client = client_of(helper)
    job = QueuedTask.objects.create(
        task="common.tasks.make_export",
        args=[str(kept.key)],
        subject=running.subject_of(kept.key),
        enqueued_at=timezone.now() - timedelta(minutes=2),
        next_send_at=timezone.now(),
    )
    late = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "hasn't started yet" in late
    with time_machine.travel(timezone.now() + timedelta(hours=1)):  # it waits for a worker
        assert "hasn't started yet" in client.get(page).content.decode()
    job.state = QueuedTask.State.FAILED
    job.save()
    dead = client.get(page).content.decode()
    assert "The export failed" in dead and "Try again" in dead
    assert "failed" in client.get(reverse("common_exports")).content.decode()
    keys = [kept.key] * 3
    with django_assert_num_queries(1):
        running.progress_of(keys, now=timezone.now())


def test_gradebooks_and_results_of_jobs_do_so_too(
    course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    admin = UserFactory(roles=[ADMINISTRATOR])
    people = [enrolled(course).person for _number in range(3)]
    book = reverse("assessments_grades:gradebook", args=[course.public_id])
    page = ask(admin, f"{book}?export=csv", django_capture_on_commit_callbacks)
    assert people[0].email in content(client_of(admin).get(f"{page}file/"))
    bulk = run(prepare(make_manager(), course, *people), make_manager())
    page = ask(
        admin,
        reverse("access_admin:bulk_outcomes", args=[bulk.public_id]),
        django_capture_on_commit_callbacks,
    )
    assert people[0].email in content(client_of(admin).get(f"{page}file/"))
