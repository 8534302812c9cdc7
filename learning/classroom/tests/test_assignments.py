"""An assignment as its learner meets it: with and without a script, and nothing that is not theirs to see."""

from __future__ import annotations

from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.tests.factories import UserFactory
from learning.assessments.actions.grading import GivenMarks, grade_submission
from learning.assessments.models import AttemptStatus, Submission, SubmissionFile
from learning.assessments.tests.test_grading_by_hand import FIRST, SECOND
from learning.testing import courses
from learning.testing.access import DAY, NOON, enrolled
from learning.testing.assessments import make_assignment, place
from learning.testing.assignments import HOUR, PDF, AssignmentTaker, rubric, upload
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.courses import make_manager

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def taker() -> AssignmentTaker:
    return AssignmentTaker(rubric=rubric(), takes_files=True, attempt_limit=2, due_at=NOON + DAY)


def address(taker: AssignmentTaker) -> str:
    return f"{url_of(taker.course)}{taker.place.path}"


def drafts_id(client: Client, taker: AssignmentTaker) -> str:
    page = client.get(address(taker)).content.decode()
    return page.split('name="draft" value="')[1].split('"')[0]


def test_from_a_draft_to_the_result(taker):
    client = signed_in(taker.person)
    key = drafts_id(client, taker)
    client.post(address(taker), {"text": "A page.", "draft": key, "save": ""})
    assert drafts_id(client, taker) == key
    client.post(address(taker), {"text": "A page.", "draft": key, "files": [upload()], "hand_in": "1"})
    handed = Submission.objects.get()
    assert (handed.status, handed.text, str(handed.public_id)) == (AttemptStatus.PENDING, "A page.", key)
    page = client.get(address(taker)).content.decode()
    assert "Awaiting grading" in page and "essay.pdf" in page
    judgement = GivenMarks({FIRST: 2, SECOND: 1}, "Well argued.")
    grade_submission(
        submission_id=handed.public_id, judgement=judgement, by=make_manager(), at=NOON, seen=None
    )
    page = client.get(address(taker)).content.decode()
    assert "10 / 10" in page and "Well argued." in page and "Passed" in page


def test_marks_that_are_not_published_are_nowhere_in_the_page(taker):
    taker.assignment.feedback = "together"
    taker.assignment.save()
    handed = taker.hand_in()
    judgement = GivenMarks({FIRST: 2, SECOND: 1}, "Not to be seen yet.")
    grade_submission(
        submission_id=handed.public_id, judgement=judgement, by=make_manager(), at=NOON, seen=None
    )
    page = signed_in(taker.person).get(address(taker)).content.decode()
    assert "Not to be seen yet." not in page and "10 / 10" not in page
    assert "Awaiting grading" in page


def test_nobody_sees_what_somebody_else_handed_in(taker):
    taker.attach()
    taker.hand_in("Mine alone.")
    file = SubmissionFile.objects.get()
    other = enrolled(taker.course).person
    for person in (other, UserFactory()):
        client = signed_in(person)
        assert b"Mine alone." not in client.get(address(taker)).content
        assert client.get(file.file.url).status_code == 403
    assert Client().get(file.file.url).status_code == 403


def test_files_go_to_their_learner_and_to_who_marks(taker):
    taker.attach()
    file = SubmissionFile.objects.get()
    marker = signed_in(make_manager())
    assert marker.get(file.file.url).status_code == 403
    taker.hand_in()
    for client in (signed_in(taker.person), marker):
        response = client.get(file.file.url)
        assert b"".join(response) == PDF
        assert response["Cache-Control"] == "private, no-cache"


def test_a_page_that_somebody_handed_in_does_nothing_on_our_domain():
    taker = AssignmentTaker(takes_files=True, file_types="html")
    taker.attach("page.html", b"<script>alert(1)</script>")
    response = signed_in(taker.person).get(SubmissionFile.objects.get().file.url)
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_script_saves_and_is_told_when_it_is_over(taker):
    client, key = signed_in(taker.person), str(uuid4())
    told = client.post(address(taker), {"text": "A", "draft": key}, headers={"Accept": "application/json"})
    assert told.json()["saved"] is True
    client.post(address(taker), {"text": "A", "draft": key, "hand_in": "1"})
    late = client.post(address(taker), {"text": "B", "draft": key}, headers={"Accept": "application/json"})
    assert (late.status_code, late.json()["is_over"]) == (409, True)
    again = client.post(address(taker), {"text": "A", "draft": key, "hand_in": "1"})
    assert again.status_code == 302
    assert Submission.objects.get().text == "A"


def test_what_was_written_is_kept_when_a_file_is_refused(taker):
    client, key = signed_in(taker.person), str(uuid4())
    sent = {"text": "A page.", "draft": key, "files": [upload("bad.pdf", b"<html>")], "hand_in": "1"}
    response = client.post(address(taker), sent)
    assert response.status_code == 422
    assert "bad.pdf" in response.content.decode()
    draft = Submission.objects.get()
    assert (draft.text, draft.status) == ("A page.", AttemptStatus.IN_PROGRESS)


def test_after_the_date_nothing_is_taken_and_nothing_lost(taker):
    taker.assignment.late_policy = "refuse"
    taker.assignment.save()
    client = signed_in(taker.person)
    with time_machine.travel(NOON + DAY + HOUR, tick=False):
        response = client.post(address(taker), {"text": "Too late, but long.", "hand_in": "1"})
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "late submissions aren't accepted." in page and "Too late, but long." in page
    assert not Submission.objects.exists()


def test_who_does_not_take_the_course_reads_no_more_than_the_lesson_allows(taker):
    stranger = signed_in(UserFactory())
    assert stranger.post(address(taker), {"text": "Hello", "hand_in": "1"}).status_code in (302, 403, 409)
    assert not Submission.objects.exists()


def test_an_assignment_of_the_course_and_none_at_all():
    taker = AssignmentTaker(on_course=True, most_marks=Decimal("7.5"))
    client = signed_in(taker.person)
    page = client.get(f"{url_of(taker.course)}assignment/{taker.assignment.slug}/").content.decode()
    assert "7.5 marks" in page
    assert client.get(f"{url_of(taker.course)}assignment/no-such/").status_code == 404


def test_more_submissions_cost_no_more_queries():
    taker = AssignmentTaker(takes_files=True, attempt_limit=0)
    client = signed_in(taker.person)
    taker.attach()
    taker.hand_in()
    few = queries(client, address(taker))
    for _number in range(4):
        taker.attach()
        taker.hand_in()
    assert queries(client, address(taker)) == few


def test_a_submission_that_is_sent_again_is_told_as_the_success_it_was() -> None:
    with time_machine.travel(NOON, tick=False):
        taker = AssignmentTaker()
        client = signed_in(taker.person)
        data = {"text": "My work ", "draft": str(uuid4()), "hand_in": "1", "writer": "page"}
        json = {"Accept": "application/json"}
        expected = {"saved": True, "handed_in": True, "url": f"{address(taker)}#handed-in"}
        for _repeat in range(2):
            assert client.post(address(taker), data, headers=json).json() == expected
        other = client.post(address(taker), data | {"text": "Other work"}, headers=json)
        assert (other.status_code, other.json()["is_over"]) == (409, True)
    assert Submission.objects.get().text == "My work"


@pytest.mark.parametrize("button", ["save", "hand_in"])
def test_words_that_waited_on_a_device_do_not_overwrite_a_newer_draft(button: str) -> None:
    with time_machine.travel(NOON, tick=False):
        taker = AssignmentTaker()
        client = signed_in(taker.person)
        key, json = str(uuid4()), {"Accept": "application/json"}
        first = client.post(
            address(taker), {"text": "Begun", "draft": key, "writer": "telephone"}, headers=json
        ).json()
        page = client.get(address(taker)).content.decode()
        assert f'data-version="{first["version"]}" data-written-by="telephone"' in page
        data = {"text": "Written on", "draft": key, "base": first["version"], "writer": "laptop"}
        client.post(address(taker), data, headers=json)
        old = data | {"text": "Kept on the telephone", "writer": "telephone", button: "1"}
        answer = client.post(address(taker), old, headers=json)
        told = answer.json()
        assert (answer.status_code, told["code"], told["is_over"]) == (409, "changed", False)
        draft = Submission.objects.get()
        assert (draft.text, draft.status) == ("Written on", AttemptStatus.IN_PROGRESS)
        # said again by the person themselves, it replaces the other
        client.post(address(taker), old | {"base": ""}, headers=json)
    assert Submission.objects.get().text == "Kept on the telephone"


def test_an_assignment_sent_after_the_session_ended_goes_on_after_signing_in():
    course = courses.make_course(modules=0, lessons=1)
    essay = make_assignment(course, title="An essay")
    page = place(essay)
    learner = enrolled(course).person
    client = Client()
    client.force_login(learner)
    address = f"{page.url}assignment/{essay.slug}/"
    assert client.get(address).status_code == 200
    client.session.flush()
    origin = {"Origin": "http://testserver", "Referer": f"http://testserver{address}"}
    sent = client.post(address, {"text": "A page of careful words", "save": "1"}, headers=origin)
    assert sent.url == "/account/login/?next=/account/continue/"
    assert not Submission.objects.exists()
    client.force_login(learner)
    kept = client.get("/account/continue/").content.decode()
    assert "A page of careful words" in kept and f'action="{address}"' in kept
    client.post(address, {"text": "A page of careful words", "save": "1"}, headers=origin)
    assert Submission.objects.get().text == "A page of careful words"
    assert "kept_form" not in client.session
