"""What counts towards a grade: schemes, their scales and categories, missed dates, and who is excused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from learning.assessments.actions.grades import save_scheme
from learning.assessments.grading.course_grade import CategoryRule
from learning.assessments.models import Accommodation, GradeOverride, GradingScheme
from learning.testing.access import NOON
from learning.testing.clients import signed_in
from learning.testing.graded_work import graded_attempt, handed_in_submission

from .class_with_works import IN_PLACE, SCALE, Class

pytestmark = pytest.mark.django_db


def test_without_a_scheme_everything_counts_alike_but_practice():
    room = Class()
    assert [(one.title, one.weight) for one in room.grading().graded_items] == [
        ("Beans", 1),
        ("For fun", 0),
        ("An essay", 1),
        ("Final exam", 1),
    ]
    graded_attempt(room.people[0], room.quiz, score=80, page=room.page)
    graded_attempt(room.people[0], room.practice, score=10, page=room.page)
    graded_attempt(room.people[0], room.exam, score=100)
    assert (room.line().grade.score, room.line().grade.letter) == (90, "A")
    assert room.line(1).grade.score is None


def test_the_best_published_result_counts_and_what_waits_is_left_out():
    room = Class()
    for score, published in ((40, True), (70, True), (100, False)):
        graded_attempt(room.people[0], room.quiz, score=score, page=room.page, published=published)
    handed_in_submission(room.people[0], room.essay, page=room.page)
    assert room.line().grade.score == 70
    assert room.line().waits


def test_a_scheme_weighs_and_leaves_out():
    room = Class()
    save_scheme(
        course=room.course, weights={room.exam.graded_item_id: 3}, scale=SCALE, drop_lowest=1, at=NOON
    )
    for source, score, page in ((room.quiz, 20, room.page), (room.exam, 80, None)):
        graded_attempt(room.people[0], source, score=score, page=page)
    line = room.line()
    assert (line.grade.score, line.grade.letter) == (80, "B")
    assert [cell.graded_item.title for cell in line.cells if cell.is_dropped] == ["Beans"]


@pytest.mark.parametrize(
    "scale", ["A 90\nB 95\nF 0", "A 90\nF 10", "A 90\nA 50\nF 0", "ninety", "A 190\nF 0", "A x\nF 0"]
)
def test_a_scale_that_cannot_be_is_refused_at_its_field(scale):
    room = Class(0)
    url = reverse("assessments_grades:scheme", args=[room.course.public_id])
    weights = {f"weight-{one.graded_item.pk}": "1" for one in room.grading().graded_items}
    response = signed_in(room.teacher).post(url, weights | {"drop_lowest": "0", "scale": scale})
    assert response.status_code == 422 and "scale" in response.context["form"].errors
    assert not GradingScheme.objects.exists()


def test_a_scheme_is_written_on_its_screen():
    room = Class(0)
    url = reverse("assessments_grades:scheme", args=[room.course.public_id])
    weights = {f"weight-{one.graded_item.pk}": "2" for one in room.grading().graded_items}
    sent = weights | {"drop_lowest": "1", "scale": "Very good 87,5 %\nGood 50\nNot yet 0"}
    assert signed_in(room.teacher).post(url, sent).url == room.url
    grading = room.grading()
    assert grading.scheme.scale == (
        ("Very good", Decimal("87.5")),
        ("Good", Decimal(50)),
        ("Not yet", Decimal(0)),
    )
    assert {one.weight for one in grading.graded_items} == {2} and grading.scheme.drop_lowest == 1


def test_somebody_is_excused_and_no_longer():
    room = Class()
    learner = room.people[0]
    for source, score, page in ((room.quiz, 20, room.page), (room.exam, 80, None)):
        graded_attempt(learner, source, score=score, page=page)
    client, url = signed_in(room.teacher), room.override_url(room.quiz)
    assert client.post(url, {"excuse": "1", "reason": ""}).status_code == 422
    assert not GradeOverride.objects.exists()
    response = client.post(url, {"excuse": "1", "reason": "Was ill"}, headers=IN_PLACE)
    assert response.status_code == 200 and b"excused" in response.content
    assert room.line().grade.score == 80
    assert room.line().cells[0].result.best_score == 20  # the result itself stays
    assert b"Excused" in client.get(url).content
    client.post(url, {"take_back": "1", "reason": "Was not"})
    assert room.line().grade.score == 50
    assert client.post(room.override_url(room.essay), {"excuse": "1", "reason": "Was ill"}).status_code == 302
    assert room.line().cells[2].standing == "excused"


def scheme_form(room, **more):
    sent = {"drop_lowest": "0", "scale": "", "categories": ""}
    for one in room.grading().graded_items:
        sent[f"weight-{one.graded_item.pk}"] = str(one.weight)
    return sent | more


def test_a_scheme_has_categories_and_works_that_are_never_dropped():
    room = Class(1)
    url = reverse("assessments_grades:scheme", args=[room.course.public_id])
    client, quiz, exam = signed_in(room.teacher), room.quiz.graded_item_id, room.exam.graded_item_id
    sent = scheme_form(room, categories="Homework | 40 | 1\nTests", counts_missed="on", drop_lowest="1")
    sent |= {f"category-{quiz}": "homework", f"kept-{exam}": "on"}
    assert client.post(url, sent | {f"category-{exam}": "Sport"}).status_code == 422
    assert not GradingScheme.objects.exists()
    assert client.post(url, sent).status_code == 302
    scheme = room.grading().scheme
    assert scheme.categories == (CategoryRule("Homework", 40, 1), CategoryRule("Tests"))
    assert (scheme.category_of, scheme.kept, scheme.counts_missed) == ({quiz: 0}, {exam}, True)
    page = client.get(url)
    assert page.context["form"].initial["categories"] == "Homework | 40 | 1\nTests |  | 0"
    shown = {field.name: field.value() for field in page.context["form"]}
    sent = {name: value for name, value in shown.items() if value is not None and value is not False}
    assert client.post(url, sent).status_code == 302
    assert room.grading().scheme == scheme


@pytest.mark.parametrize(
    "line", ["| 40 | 1", "Homework | much", "A | 1 | 2 | 3", "A\na", "A | 1001", "A | 1 | 21"]
)
def test_categories_that_cannot_be_are_refused(line):
    room = Class(0)
    url = reverse("assessments_grades:scheme", args=[room.course.public_id])
    response = signed_in(room.teacher).post(url, scheme_form(room, categories=line))
    assert response.status_code == 422 and "categories" in response.context["form"].errors


def test_a_preview_says_whose_grade_changes_and_writes_nothing():
    room = Class(3)
    for enrolment, low in ((room.people[0], 20), (room.people[1], 80)):
        graded_attempt(enrolment, room.quiz, score=low, page=room.page)
        graded_attempt(enrolment, room.exam, score=80)
    url = reverse("assessments_grades:scheme", args=[room.course.public_id])
    sent = scheme_form(room, drop_lowest="1", preview="1")
    response = signed_in(room.teacher).post(url, sent)
    changes = response.context["changes"]
    assert response.status_code == 200 and not GradingScheme.objects.exists()
    assert (changes.changed, changes.higher, changes.lower, changes.looked_at) == (2, 1, 0, 3)
    assert {change.enrolment for change in changes.changes} == set(room.people[:2])
    assert "Grades that change: 2 of 3" in response.content.decode()


@pytest.mark.parametrize(
    ("case", "score"),
    [
        ("nothing was given", 40),
        ("a later date for them", 80),
        ("a later date for everybody", 80),
        ("a later date that was withdrawn", 40),
        ("they enrolled afterwards", 80),
        ("it waits to be graded", 80),
    ],
)
def test_what_was_not_taken_by_its_date_counts_nothing_but_0(case, score):
    room = Class(1)
    learner = room.people[0]
    room.essay.due_at = NOON - timedelta(days=1)
    room.essay.save()
    learner.enrolled_at = NOON - timedelta(days=2)
    if case == "they enrolled afterwards":
        learner.enrolled_at = NOON - timedelta(hours=1)
    learner.save()
    graded_attempt(learner, room.quiz, score=80, page=room.page)
    later = {
        "course": room.course,
        "due_at": NOON + timedelta(days=1),
        "reason": "Was ill",
        "given_by": room.teacher,
        "given_at": NOON - timedelta(days=3),
    }
    if case == "a later date for everybody":
        Accommodation.objects.create(**later)
    if "for them" in case or "withdrawn" in case:
        given = Accommodation.objects.create(
            person=learner.person, graded_item=room.essay.graded_item, **later
        )
        if "withdrawn" in case:
            Accommodation.objects.create(person=learner.person, withdraws=given, **later)
    if case == "it waits to be graded":
        handed_in_submission(learner, room.essay, page=room.page)
    assert room.line().grade.score == 80
    weights = {room.practice.graded_item_id: 0}
    save_scheme(course=room.course, weights=weights, scale=SCALE, drop_lowest=0, at=NOON, counts_missed=True)
    assert room.line().grade.score == score
    assert (room.line().cells[2].standing == "missed, counts 0") is (score == 40)
