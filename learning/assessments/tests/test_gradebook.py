"""Gradebooks, the scheme behind them, and scores that people set."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import INSTRUCTOR, MARKETER, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from common.natural_order import natural_key
from learning.access.models import Milestone
from learning.assessments.actions.grades import GradeRefused, override_grade, save_scheme
from learning.assessments.admin import gradebook_views
from learning.assessments.grading.course_grade import CategoryRule
from learning.assessments.grading.gradebook import course_grading_of, gradebook_rows, outline_for
from learning.assessments.models import Accommodation, GradedItem, GradeOverride, GradingScheme, Quiz
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import NOON, enrolled, join, make_cohort
from learning.testing.assessments import (
    make_assignment,
    make_exam,
    make_question,
    make_quiz,
    place,
)
from learning.testing.graded_work import graded_attempt, handed_in_submission

pytestmark = pytest.mark.django_db
SCALE = [("A", Decimal(90)), ("B", Decimal(50)), ("F", Decimal(0))]


class Class:
    """A course with a quiz, an assignment, a practice quiz and an exam, and those who take it."""

    def __init__(self, people: int = 2) -> None:
        self.teacher = courses.make_instructor()
        self.course = courses.make_course(modules=0, lessons=1, owner=self.teacher)
        self.quiz = make_quiz(self.course, make_question(), title="Beans")
        self.practice = make_quiz(self.course, make_question(), title="For fun", is_required=False)
        self.essay = make_assignment(self.course, title="An essay")
        self.page = place(self.quiz, self.practice, self.essay)
        self.exam = make_exam(self.course, make_question())
        self.course = Course.objects.select_related("latest_release").get(pk=self.course.pk)
        self.people = [enrolled(self.course) for _number in range(people)]
        self.url = reverse("assessments_grades:gradebook", args=[self.course.public_id])

    def grading(self):
        return course_grading_of(self.course, outline_for(self.course))

    def line(self, number: int = 0):
        return gradebook_rows(self.grading(), [self.people[number]], at=NOON)[0]

    def override_url(self, graded_item) -> str:
        return reverse(
            "assessments_grades:override",
            args=[self.course.public_id, self.people[0].pk, graded_item.translation_key],
        )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


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


IN_PLACE = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}


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


def test_what_was_achieved_is_told_before_a_score_is_set():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=90, page=room.page)
    client = signed_in(room.teacher)
    page = client.get(room.override_url(room.quiz)).content.decode()
    assert "Already achieved, and kept" in page and "Quiz passed" in page and "(90%)" in page
    assert b"Quiz passed" in client.get(room.override_url(room.quiz), headers=IN_PLACE).content
    assert b"Already achieved" not in client.get(room.override_url(room.exam)).content


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
