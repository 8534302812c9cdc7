"""Notes: private, written over, taken away and brought back, carried off."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from learning.courses.models import Course, Lesson
from learning.progress.models import Note
from learning.testing import courses
from learning.testing.access import enrolled, paid_course
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def course() -> Course:
    return courses.make_course(title="Charts", lessons=1)


@pytest.fixture
def address(course: Course) -> str:
    return f"/my-dashboard/lessons/{Lesson.objects.get(course=course).public_id}/notes/"


def test_a_note_is_written_with_its_moment_and_shown_in_the_lesson(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    answer = client.post(address, {"body": "Remember this", "second": "247", "video": "abc"}, headers=JSON)
    assert answer.json()["saved"] is True
    note = Note.objects.get()
    assert (note.body, note.video_second, note.video_id) == ("Remember this", 247, "abc")
    lesson = client.get(f"{url_of(course)}module-1/lesson-1/").content.decode()
    assert "Remember this" in lesson
    assert 'data-seek="247"' in lesson
    overview = client.get(f"{url_of(course)}?tab=notes").content.decode()
    assert "Remember this" in overview
    assert "#t=247" in overview


def test_a_form_without_scripts_leads_back_to_the_notes(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    answer = client.post(address, {"body": "Plain", "second": "", "video": ""})
    assert answer.headers["Location"] == f"{url_of(course)}module-1/lesson-1/?tab=notes"
    assert Note.objects.get().video_second is None


def test_htmx_gets_the_note_alone(course: Course, address: str) -> None:
    piece = signed_in(enrolled(course).person).post(address, {"body": "Bare"}, headers=HTMX)
    assert piece.content.decode().count("data-note-body") == 1
    assert "csrfmiddlewaretoken" in piece.content.decode()


def test_a_note_is_written_over(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    saved = client.post(address, {"body": "First"}, headers=JSON).json()
    client.post(saved["save_url"], {"body": "Second"}, headers=JSON)
    assert Note.objects.get().body == "Second"


def test_an_empty_note_is_refused_and_nothing_is_written(course: Course, address: str) -> None:
    answer = signed_in(enrolled(course).person).post(address, {"body": "  "}, headers=JSON)
    assert (answer.status_code, answer.json()["saved"]) == (422, False)
    assert not Note.objects.exists()


def test_nobody_reads_or_changes_the_notes_of_somebody_else(course: Course, address: str) -> None:
    author, other = signed_in(enrolled(course).person), signed_in(enrolled(course).person)
    saved = author.post(address, {"body": "Mine alone"}, headers=JSON).json()
    assert "Mine alone" not in other.get(f"{url_of(course)}module-1/lesson-1/").content.decode()
    assert other.post(saved["save_url"], {"body": "Yours"}, headers=JSON).status_code == 404
    assert other.post(f"{saved['save_url']}delete/").status_code == 404
    note = Note.objects.get()
    assert (note.body, note.deleted_at) == ("Mine alone", None)


def test_who_may_not_enter_the_lesson_writes_no_note() -> None:
    closed = paid_course(lessons=1)
    url = f"/my-dashboard/lessons/{Lesson.objects.get(course=closed).public_id}/notes/"
    answer = signed_in(UserFactory()).post(url, {"body": "Let me in"}, headers=JSON)
    assert answer.status_code == 403
    assert not Note.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.post(address, {"body": "Hello"}).headers["Location"].startswith("/account/login/")
    assert not Note.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_deleted_note_can_be_brought_back(course: Course, address: str, headers: dict[str, Any]) -> None:
    client = signed_in(enrolled(course).person)
    saved = client.post(address, {"body": "Come back"}, headers=JSON).json()
    lesson = f"{url_of(course)}module-1/lesson-1/"
    client.post(f"{saved['save_url']}delete/", headers=headers)
    assert "Come back" not in client.get(lesson).content.decode()
    client.post(f"{saved['save_url']}restore/", headers=headers)
    assert "Come back" in client.get(lesson).content.decode()


def test_notes_go_along_as_markdown(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    client.post(address, {"body": "Take me", "second": "65"}, headers=JSON)
    answer = client.get(f"/my-dashboard/course/{course.latest_release.slug}/notes.md")
    assert answer.headers["Content-Type"].startswith("text/markdown")
    assert "# Charts" in answer.content.decode()
    assert "**1:05**" in answer.content.decode()


def test_a_new_note_that_is_sent_twice_is_written_once(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    data = {"body": "Sent twice", "key": str(uuid4())}
    first, second = (client.post(address, data, headers=JSON).json() for _time in range(2))
    assert first["public_id"] == second["public_id"] == data["key"]
    assert "Sent twice" in first["html"]
    assert Note.objects.count() == 1


def test_a_key_that_is_another_persons_note_makes_a_note_of_its_own(course: Course, address: str) -> None:
    author, other = signed_in(enrolled(course).person), signed_in(enrolled(course).person)
    key = str(uuid4())
    author.post(address, {"body": "Mine", "key": key}, headers=JSON)
    told = other.post(address, {"body": "Yours", "key": key}, headers=JSON).json()
    assert told["public_id"] != key
    assert set(Note.objects.values_list("body", flat=True)) == {"Mine", "Yours"}


def test_words_that_waited_on_a_device_do_not_overwrite_newer_ones(course: Course, address: str) -> None:
    client = signed_in(enrolled(course).person)
    first = client.post(address, {"body": "Begun"}, headers=JSON).json()
    client.post(first["save_url"], {"body": "Written on", "writer": "laptop"}, headers=JSON)
    old = {"body": "Kept on the telephone", "base": first["version"], "writer": "telephone"}
    answer = client.post(first["save_url"], old, headers=JSON)
    assert (answer.status_code, answer.json()["saved"]) == (409, False)
    assert Note.objects.get().body == "Written on"
    # the page that wrote last may go on, whether or not it heard the answers
    more = client.post(
        first["save_url"], old | {"body": "Written on, and on", "writer": "laptop"}, headers=JSON
    )
    assert more.json()["saved"] is True
    # and one who says nothing of what they saw writes over it, as a form without a script does
    assert client.post(first["save_url"], {"body": "Plain"}, headers=JSON).status_code == 200
