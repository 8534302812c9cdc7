"""My courses: an instructor's own, with what is to be done in each; first in their menu and on their home."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from learning.courses import actions
from learning.courses.models import Candidate, Course, CoursePage
from learning.support.my_courses.course_rows import TaughtCourse, course_rows, courses_taught_by
from learning.testing.access import enrolled, page_of
from learning.testing.assessments import make_assignment
from learning.testing.clients import queries, signed_in
from learning.testing.courses import add_lesson, make_course, make_course_page
from learning.testing.graded_work import handed_in_submission

pytestmark = pytest.mark.django_db

MINE = "/admin/academy/my-courses/"


@pytest.fixture
def teacher() -> User:
    return UserFactory(roles=[INSTRUCTOR])


def row_of(teacher: User) -> TaughtCourse:
    [row] = course_rows(list(courses_taught_by(User.objects.get(pk=teacher.pk))))
    return row


def asked_for_changes(page: CoursePage, teacher: User, comment: str) -> Candidate:
    candidate = actions.submit_candidate(page=page, actor=teacher)
    actions.reject_candidate(candidate=candidate, actor=None, at=timezone.now(), comment=comment)
    return Candidate.objects.get(pk=candidate.pk)


class TestStates:
    def test_a_draft(self, teacher: User) -> None:
        page = make_course_page(owner=teacher)
        add_lesson(page)
        row = row_of(teacher)
        assert (row.state.words, row.drafts, row.learners, row.to_grade) == ("Draft", 2, 0, 0)

    def test_a_release_and_what_changed_since(self, teacher: User) -> None:
        page = page_of(make_course(owner=teacher))
        assert (row_of(teacher).state.words, row_of(teacher).drafts) == ("Release 1", 0)
        add_lesson(page)
        assert (row_of(teacher).state.words, row_of(teacher).drafts) == ("Release 1, with changes", 1)

    def test_a_review_and_what_the_reviewer_asked(self, teacher: User) -> None:
        page = make_course_page(owner=teacher)
        add_lesson(page)
        candidate = actions.submit_candidate(page=page, actor=teacher)
        assert row_of(teacher).state.words == "In review"
        actions.reject_candidate(
            candidate=candidate, actor=None, at=timezone.now(), comment="More examples, please."
        )
        assert (row_of(teacher).state.words, row_of(teacher).request) == (
            "Changes requested",
            "More examples, please.",
        )
        actions.submit_candidate(page=page, actor=teacher)
        assert (row_of(teacher).state.words, row_of(teacher).request) == ("In review", "")

    def test_withdrawn(self, teacher: User) -> None:
        page = page_of(make_course(owner=teacher))
        page.unpublish()
        assert row_of(teacher).state.words == "Unpublished"

    def test_learners_and_what_awaits_grading(self, teacher: User) -> None:
        course = make_course(owner=teacher)
        essay = make_assignment(course, stands_on_course=True)
        handed_in_submission(enrolled(course), essay)
        enrolled(course)
        assert (row_of(teacher).learners, row_of(teacher).to_grade) == (2, 1)


class TestScreen:
    def test_it_lists_their_own_and_leads_on(self, teacher: User) -> None:
        course, other = make_course(owner=teacher, title="Knots"), make_course(title="Stars")
        candidate = asked_for_changes(page_of(course), teacher, "More examples, please.")
        page = page_of(course)
        add_lesson(page)
        html = signed_in(teacher).get(MINE).content.decode()
        assert "Knots" in html and other.title not in html
        assert "More examples, please." in html
        assert reverse("courses_admin:candidate", args=[candidate.public_id]) in html
        assert address_of("course_builder", page) in html
        assert address_of("course_learners", course.public_id) in html

    def test_it_finds_by_title(self, teacher: User) -> None:
        for title in ("Knots", "Stars"):
            make_course_page(owner=teacher, title=title, draft_title=title)
        html = signed_in(teacher).get(MINE + "?q=kno").content.decode()
        assert "Knots" in html and "Stars" not in html

    @pytest.mark.parametrize(("role", "status"), [(REVIEWER, 403), (SUPPORT, 403), (INSTRUCTOR, 200)])
    def test_who_sees_it(self, role: str, status: int) -> None:
        assert signed_in(UserFactory(roles=[role])).get(MINE).status_code == status

    def test_none_yet(self, teacher: User) -> None:
        assert "You don&#x27;t teach any courses yet" in _raw(signed_in(teacher), MINE)

    def test_queries_dont_grow_with_courses(self, teacher: User) -> None:
        costs = []
        for number in (1, 6):
            for _number in range(number):
                course = make_course(owner=teacher)
                asked_for_changes(page_of(course), teacher, "More")
                add_lesson(page_of(course))
                enrolled(course)
            costs.append(queries(signed_in(User.objects.get(pk=teacher.pk)), MINE))
        assert costs[0] == costs[1]


class TestWhereItStands:
    def test_first_in_the_menu_and_on_the_home(self, teacher: User) -> None:
        course = make_course(owner=teacher, title="Knots")
        html = signed_in(teacher).get("/admin/").content.decode()
        assert html.index('id="desk-panel-title"') < html.index('id="academy-welcome-title"')
        assert address_of("course_builder", page_of(course)) in html
        menu = html[html.index("wagtail-sidebar-props") :]
        assert menu.index("My courses") < menu.index("Images")
        assert menu.index("My courses") == min(menu.index(f'"{label}"') + 1 for label in _labels(menu))

    def test_the_menu_speaks_of_the_catalogue_where_there_are_no_other_pages(self, teacher: User) -> None:
        make_course(owner=teacher)
        menus = {
            name: client.get("/admin/").content.decode()
            for name, client in (
                ("author", signed_in(User.objects.get(pk=teacher.pk))),
                ("administrator", signed_in(UserFactory(roles=[ADMINISTRATOR]))),
            )
        }
        labels = {name: _labels(html[html.index("wagtail-sidebar-props") :]) for name, html in menus.items()}
        assert "Pages" not in labels["author"] and "Catalogue" in labels["author"]
        assert "Pages" in labels["administrator"] and "Catalogue" not in labels["administrator"]

    def test_others_have_neither(self) -> None:
        html = signed_in(UserFactory(roles=[SUPPORT])).get("/admin/").content.decode()
        assert "My courses" not in html


def _labels(menu: str) -> list[str]:
    return [
        label for label in ("My courses", "Pages", "Catalogue", "Images", "Documents") if f'"{label}"' in menu
    ]


def _raw(client: Client, url: str, **extra: Any) -> str:
    return client.get(url, **extra).content.decode().replace("don't", "don&#x27;t")


def test_courses_of_others_are_nobodys(teacher: User) -> None:
    make_course()
    assert Course.objects.count() == 1
    assert list(courses_taught_by(teacher)) == []
