"""Scores that people set, on their screen and in place in the gradebook: who may, what is kept and told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import INSTRUCTOR, MARKETER
from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.access.models import Milestone
from learning.assessments.actions.grades import GradeRefused, override_grade, save_scheme
from learning.assessments.models import GradeOverride
from learning.testing.access import NOON, enrolled
from learning.testing.clients import signed_in
from learning.testing.graded_work import graded_attempt

from .class_with_works import IN_PLACE, SCALE, Class

pytestmark = pytest.mark.django_db


def test_an_overridden_score_counts_is_remembered_and_told():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=20, page=room.page)
    given = {
        "enrolment": room.people[0],
        "graded_item": room.quiz.graded_item,
        "by": room.teacher,
        "at": NOON,
    }
    override_grade(score=Decimal(75), reason="The key was wrong", **given)
    assert room.line().grade.score == 75
    assert Milestone.objects.filter(kind="quiz_passed", score=75).count() == 1
    assert OutboxRow.objects.filter(kind="assessments.GradeOverridden").count() == 1
    override_grade(score=None, reason="It was not", **given)
    assert room.line().grade.score == 20
    assert Milestone.objects.filter(kind="quiz_passed").exists()


@pytest.mark.parametrize(
    ("score", "reason"), [(Decimal(50), "  "), (Decimal(101), "Good"), (Decimal(-1), "Bad"), (None, "Why")]
)
def test_a_score_that_cannot_be_changes_nothing(score, reason):
    room = Class()
    with pytest.raises(GradeRefused):
        override_grade(
            enrolment=room.people[0],
            graded_item=room.quiz.graded_item,
            score=score,
            reason=reason,
            by=room.teacher,
            at=NOON,
        )
    assert not GradeOverride.objects.exists() and not OutboxRow.objects.filter(
        kind="assessments.GradeOverridden"
    )


def test_a_score_is_set_on_its_screen_with_a_reason():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=20, page=room.page)
    client, url = signed_in(room.teacher), room.override_url(room.quiz)
    assert client.post(url, {"score": "80"}).status_code == 422
    assert not GradeOverride.objects.exists()
    assert client.post(url, {"score": "80", "reason": "Fair"}).url == room.url
    row = GradeOverride.objects.get()
    assert (row.score, row.reason, row.by) == (80, "Fair", room.teacher)
    assert b"Fair" in client.get(url).content
    client.post(url, {"take_back": "1", "reason": "Not fair"})
    assert room.line().grade.score == 20


def test_the_form_alone_comes_into_the_gradebook_with_the_last_change():
    room = Class()
    given = {
        "enrolment": room.people[0],
        "graded_item": room.quiz.graded_item,
        "by": room.teacher,
        "at": NOON,
    }
    for score, reason in ((40, "A first reason"), (55, "A second reason")):
        override_grade(score=Decimal(score), reason=reason, **given)
    response = signed_in(room.teacher).get(room.override_url(room.quiz), headers=IN_PLACE)
    html = response.content.decode()
    assert response.status_code == 200 and "HX-Request" in response.headers["Vary"]
    assert "<html" not in html and 'name="score"' in html and 'name="take_back"' in html
    assert "A second reason" in html and "A first reason" not in html
    untouched = signed_in(room.teacher).get(room.override_url(room.essay), headers=IN_PLACE)
    assert b"take_back" not in untouched.content and b"second reason" not in untouched.content


def test_a_score_set_in_place_answers_with_the_line_as_it_is_now():
    room = Class()
    save_scheme(course=room.course, weights={}, scale=SCALE, drop_lowest=1, at=NOON)
    for source, score, page in ((room.quiz, 20, room.page), (room.exam, 60, None)):
        graded_attempt(room.people[0], source, score=score, page=page)
    client, url = signed_in(room.teacher), room.override_url(room.quiz)
    response = client.post(url, {"score": "95", "reason": "The key was wrong"}, headers=IN_PLACE)
    html = response.content.decode()
    assert response.status_code == 200 and html.strip().startswith("<tr data-said=")
    line = room.line()
    assert (line.grade.score, line.grade.letter) == (95, "A")
    assert [cell.graded_item.title for cell in line.cells if cell.is_dropped] == ["Final exam"]
    assert "<strong>A</strong> <span>95%</span>" in html and "overridden" in html
    assert 'gradebook__score--dropped">60<' in html
    row = GradeOverride.objects.get()
    assert (row.score, row.reason, row.by) == (95, "The key was wrong", room.teacher)
    assert html.strip().removeprefix("<tr").partition(">")[2] in client.get(room.url).content.decode()
    back = client.post(url, {"take_back": "1", "reason": "It was not"}, headers=IN_PLACE)
    assert b"overridden" not in back.content and b"<span>60%</span>" in back.content
    assert list(GradeOverride.objects.order_by("pk").values_list("score", flat=True)) == [95, None]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"score": "80", "reason": ""}, "This field is required."),
        ({"score": "", "reason": "Kept words"}, "Enter a score."),
        ({"score": "101", "reason": "Kept words"}, "less than or equal to 100"),
        ({"score": "", "reason": "Kept words", "take_back": "1"}, "There is no score override to remove."),
    ],
)
def test_an_error_in_place_keeps_what_was_typed(sent, said):
    room = Class()
    response = signed_in(room.teacher).post(room.override_url(room.quiz), sent, headers=IN_PLACE)
    html = response.content.decode()
    assert response.status_code == 422 and said in html and "<html" not in html
    assert not sent["score"] or f'value="{sent["score"]}"' in html
    assert sent["reason"] in html and not GradeOverride.objects.exists()


def test_nobody_else_sets_a_score_in_place():
    room = Class()
    url, sent = room.override_url(room.quiz), {"score": "80", "reason": "Why not"}
    for user in (UserFactory(roles=[INSTRUCTOR]), UserFactory(roles=[MARKETER]), room.people[0].person):
        client = signed_in(user)
        assert client.get(url, headers=IN_PLACE).status_code == 403
        assert client.post(url, sent, headers=IN_PLACE).status_code == 403
    other = Class()
    elsewhere = signed_in(other.teacher).post(other.override_url(room.quiz), sent, headers=IN_PLACE)
    assert elsewhere.status_code == 404 and not GradeOverride.objects.exists()


def test_setting_in_place_takes_as_many_queries_whatever_was_set_before():
    room = Class()
    client, url = signed_in(room.teacher), room.override_url(room.quiz)

    def queries():
        with CaptureQueriesContext(connection) as taken:
            assert client.get(url, headers=IN_PLACE).status_code == 200
            sent = {"score": "80", "reason": "Fair"}
            assert client.post(url, sent, headers=IN_PLACE).status_code == 200
        return len(taken)

    def more():
        graded_attempt(room.people[0], room.quiz, score=20, page=room.page)
        given = {
            "enrolment": room.people[0],
            "graded_item": room.essay.graded_item,
            "by": UserFactory(),
            "at": NOON,
        }
        override_grade(score=Decimal(30), reason="Once more", **given)

    more()
    queries()
    few = queries()
    for _number in range(6):
        more()
    room.people.append(enrolled(room.course))
    assert queries() == few


def test_what_was_achieved_is_told_before_a_score_is_set():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=90, page=room.page)
    client = signed_in(room.teacher)
    page = client.get(room.override_url(room.quiz)).content.decode()
    assert "Already achieved, and kept" in page and "Quiz passed" in page and "(90%)" in page
    assert b"Quiz passed" in client.get(room.override_url(room.quiz), headers=IN_PLACE).content
    assert b"Already achieved" not in client.get(room.override_url(room.exam)).content
