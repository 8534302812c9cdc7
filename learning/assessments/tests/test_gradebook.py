"""The gradebook: who opens it, whom its filters find, how it sorts, where it leads, and its files."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import INSTRUCTOR, MARKETER, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.natural_order import natural_key
from learning.access.models import Milestone
from learning.assessments.admin import gradebook_views
from learning.assessments.models import GradedItem, Quiz
from learning.testing import courses
from learning.testing.access import NOON, enrolled, join, make_cohort
from learning.testing.assessments import make_quiz
from learning.testing.clients import signed_in
from learning.testing.graded_work import graded_attempt, handed_in_submission

from .class_with_works import Class

pytestmark = pytest.mark.django_db


def test_what_was_taken_stays_in_the_gradebook_when_it_is_deleted():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=80, page=room.page)
    room.quiz.delete()
    assert [one.title for one in room.grading().graded_items] == [
        "For fun",
        "An essay",
        "Final exam",
        "Beans",
    ]
    assert room.line().grade.score == 80


def test_who_marks_the_course_opens_its_gradebook():
    room = Class()
    urls = [
        reverse("assessments_grades:gradebooks"),
        room.url,
        reverse("assessments_grades:scheme", args=[room.course.public_id]),
        room.override_url(room.quiz),
    ]
    for user in (room.teacher, UserFactory(roles=[REVIEWER])):
        assert [signed_in(user).get(url).status_code for url in urls] == [200] * 4
    stranger = signed_in(UserFactory(roles=[INSTRUCTOR]))
    assert [stranger.get(url).status_code for url in urls[1:]] == [403] * 3
    assert b"Beans" not in signed_in(UserFactory(roles=[MARKETER])).get(room.url, follow=True).content


def test_filters_find_people():
    room = Class(3)
    first, second, third = room.people
    handed_in_submission(first, room.essay, page=room.page)
    cohort = make_cohort(room.course)
    join(cohort, second.person)
    Milestone.objects.create(
        person=third.person, course=room.course, kind="course_completed", achieved_at=NOON
    )
    client = signed_in(room.teacher)

    def found(**query):
        response = client.get(room.url, query)
        return {line.enrolment.pk for line in response.context["lines"]}

    assert found() == {first.pk, second.pk, third.pk}
    assert found(shown="waiting") == {first.pk}
    assert found(cohort=cohort.pk) == {second.pk}
    assert found(shown="finished") == {third.pk}
    assert found(shown="unfinished") == {first.pk, second.pk}
    assert found(q=third.person.email) == {third.pk}


def test_both_files_hold_everybody_and_no_formula():
    room = Class()
    room.people[0].person.display_name = "=1+1"
    room.people[0].person.save()
    graded_attempt(room.people[0], room.quiz, score=80, page=room.page)
    client = signed_in(room.teacher)
    text = client.get(room.url, {"export": "csv"}).content.decode()
    assert "'=1+1" in text and text.count("\r\n") == 3 and "80" in text
    book = load_workbook(io.BytesIO(client.get(room.url, {"export": "xlsx"}).content))
    rows = list(book.active.values)
    assert rows[0][:4] == ("Name", "Email", "Enrolment", "Beans")
    assert {row[3] for row in rows[1:]} == {80, None}


def test_it_takes_as_many_queries_for_few_people_as_for_many():
    room = Class(2)

    def queries():
        client = signed_in(room.teacher)
        client.get(room.url)
        with CaptureQueriesContext(connection) as taken:
            client.get(room.url)
        return len(taken)

    graded_attempt(room.people[0], room.quiz, score=80, page=room.page)
    few = queries()
    for _number in range(8):
        enrolment = enrolled(room.course)
        graded_attempt(enrolment, room.quiz, score=80, page=room.page)
        handed_in_submission(enrolment, room.essay, score=60, page=room.page)
    assert queries() == few


def test_columns_sort_the_whole_class_and_have_their_means():
    room = Class(3)
    first, second, third = room.people
    for enrolment, score in ((first, 50), (second, 90)):
        graded_attempt(enrolment, room.quiz, score=score, page=room.page)
    graded_attempt(first, room.exam, score=100)
    client, column = signed_in(room.teacher), str(room.quiz.translation_key)

    def order(sort):
        return [line.enrolment.pk for line in client.get(room.url, {"sort": sort}).context["lines"]]

    by_name = order("name")
    assert order("-name") == by_name[::-1]
    assert order(column) == [first.pk, second.pk, third.pk]
    assert order(f"-{column}") == [second.pk, first.pk, third.pk]  # who has no score comes last
    assert order("grade") == [first.pk, second.pk, third.pk]
    response = client.get(room.url, {"sort": f"-{column}"})
    assert response.context["table"].means == (70, None, None, 100)
    assert response.context["table"].mean == Decimal("82.5")
    html = response.content.decode()
    assert html.count("aria-sort") == 1 and f"sort={column}" in html and "Average" in html
    assert html.index(">Grade") < html.index(">Beans")
    assert client.get(room.url, {"sort": "shoe size"}).status_code == 200


def test_with_too_many_people_only_names_are_sorted(monkeypatch):
    room = Class(3)
    graded_attempt(room.people[0], room.quiz, score=50, page=room.page)
    monkeypatch.setattr(gradebook_views, "MOST_COMPARED", 2)
    response = signed_in(room.teacher).get(room.url, {"sort": "-grade"})
    assert response.context["table"] is None and len(response.context["lines"]) == 3
    assert b"up to 2 people" in response.content


def test_who_has_not_taken_a_work_is_found():
    room = Class(3)
    first, second, _third = room.people
    graded_attempt(first, room.quiz, score=50, page=room.page)
    handed_in_submission(second, room.essay, page=room.page)
    client = signed_in(room.teacher)

    def found(**query):
        response = client.get(room.url, query)
        return {line.enrolment for line in response.context["lines"]}

    assert found(shown="untaken", work=room.quiz.graded_item_id) == set(room.people) - {first}
    assert found(shown="untaken") == set(room.people) - {first, second}
    assert found(shown="waiting", work=room.quiz.graded_item_id) == set()
    assert found(shown="waiting", work=room.essay.graded_item_id) == {second}


def test_a_score_leads_to_its_attempt_and_a_name_to_all_of_them():
    room = Class()
    learner = room.people[0]
    best = graded_attempt(learner, room.quiz, score=80, page=room.page)
    last = graded_attempt(learner, room.quiz, score=50, page=room.page)
    submission = handed_in_submission(learner, room.essay, page=room.page)
    client = signed_in(room.teacher)
    html = client.get(room.url).content.decode()
    urls = [
        reverse(f"assessments_marking:{name}", args=[record.public_id])
        for name, record in (("attempt", best), ("submission", submission), ("attempt", last))
    ]
    assert [url in html for url in urls] == [True, True, False]
    all_of_them = reverse("assessments_grades:learner", args=[room.course.public_id, learner.pk])
    assert all_of_them in html
    page = client.get(all_of_them).content.decode()
    assert all(url in page for url in urls) and page.count("Not taken") == 2
    assert "Learner record" not in page  # an instructor may not see it
    assert b"Learner record" in signed_in(UserFactory(roles=[SUPPORT, REVIEWER])).get(all_of_them).content
    other = Class()
    assert signed_in(other.teacher).get(all_of_them).status_code == 403


def test_the_page_of_one_person_takes_as_many_queries_for_many_attempts():
    room = Class()
    client = signed_in(room.teacher)
    url = reverse("assessments_grades:learner", args=[room.course.public_id, room.people[0].pk])

    def queries():
        client.get(url)
        with CaptureQueriesContext(connection) as taken:
            client.get(url)
        return len(taken)

    graded_attempt(room.people[0], room.quiz, score=20, page=room.page)
    few = queries()
    for _number in range(5):
        graded_attempt(room.people[0], room.quiz, score=20, page=room.page)
    assert queries() == few


@pytest.mark.parametrize(
    "titles",
    [
        ["Quiz 1", "Quiz 2", "Quiz 10"],
        ["2", "10"],
        ["Part 1.2", "Part 1.10", "Part 2"],
        ["éclair", "Eclair 2", "zebra"],
        ["Week 02", "week 3"],
    ],
)
def test_titles_sort_as_people_count(titles):
    backwards = titles[::-1]
    assert sorted(backwards, key=natural_key) == titles


def test_works_are_listed_as_people_count():
    course = courses.make_course(modules=0, lessons=1)
    made = [make_quiz(course, title=f"Quiz {number}") for number in (10, 2, 1)]
    assert [quiz.title for quiz in Quiz.objects.all()] == ["Quiz 1", "Quiz 2", "Quiz 10"]
    made[0].title = "Quiz 0"
    made[0].save()
    items = GradedItem.objects.filter(course=course).order_by("title_key")
    assert [item.title for item in items] == ["Quiz 0", "Quiz 1", "Quiz 2"]


def test_what_waits_to_be_graded_stands_on_the_first_page_of_those_who_grade():
    room = Class()
    handed_in_submission(room.people[0], room.essay, page=room.page)
    handed_in_submission(room.people[1], room.essay, page=room.page)
    handed_in_submission(Class().people[0], room.essay)  # of this course, whoever it is of
    teacher, marketer = signed_in(room.teacher), signed_in(UserFactory(roles=[MARKETER]))
    queue = reverse("assessments_marking:queue")
    page = teacher.get(reverse("wagtailadmin_home")).content.decode()
    assert "answers and submissions to grade" in page and f'href="{queue}"' in page
    assert b"submissions to grade" not in marketer.get(reverse("wagtailadmin_home")).content
