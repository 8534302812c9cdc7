"""The course page: what it says, and the one button."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from accounts.tests.factories import UserFactory
from learning.access.models import CourseAccess, Enrolment
from learning.courses import actions
from learning.courses.models import Course, CoursePage
from learning.testing import courses
from learning.testing.access import enrolled, paid_course
from learning.testing.clients import queries, queries_of_first, signed_in, url_of
from learning.testing.large_courses import grow

pytestmark = pytest.mark.django_db


def box(client: Client, course: Course) -> str:
    """What stands in the box with the one button."""
    page = unescape(client.get(url_of(course)).content.decode())
    return page.partition('class="card course-box"')[2].partition("</aside>")[0]


def set_status(course: Course, status: str) -> None:
    actions.change_status(course=course, status=status, actor=None, at=timezone.now())


def test_a_stranger_is_told_to_sign_in_and_comes_back(client: Client) -> None:
    course = courses.make_course()
    assert "Sign in to enrol" in box(client, course)
    assert f"/account/login/?next={url_of(course).replace('/', '%2F')}" in box(client, course)


def test_somebody_signed_in_enrols_and_stands_in_the_first_lesson() -> None:
    course, person = courses.make_course(), UserFactory()
    client = signed_in(person)
    assert "Enrol for free" in box(client, course)
    answer = client.post(f"{url_of(course)}enroll/")
    assert answer.headers["Location"] == f"{url_of(course)}module-1/lesson-1/"
    assert Enrolment.objects.get().person == person
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Course.Status.LOCKED, "mailto:"),
        (Course.Status.COMING_SOON, "Notify me"),
        (Course.Status.ARCHIVED, "mailto:"),
    ],
)
def test_a_closed_course_takes_nobody_and_writes_nothing(status: str, offered: str) -> None:
    course = courses.make_course()
    set_status(course, status)
    client = signed_in(UserFactory())
    assert offered in box(client, course)
    assert "enroll/" not in box(client, course)
    answer = client.post(f"{url_of(course)}enroll/")
    assert answer.headers["Location"] == url_of(course)
    assert not Enrolment.objects.exists()
    assert not CourseAccess.objects.exists()


def test_a_paid_course_has_one_button_that_leads_to_the_checkout_and_takes_nobody() -> None:
    course = paid_course()
    client = signed_in(UserFactory())
    assert "Buy for €49.00" in box(client, course)
    address = f"/checkout/add/?{urlencode({'product': course.product_code, 'currency': 'EUR'})}"
    assert address in box(client, course)
    client.post(f"{url_of(course)}enroll/")
    assert not Enrolment.objects.exists()


def test_a_stranger_who_posts_is_sent_to_sign_in(client: Client) -> None:
    course = courses.make_course()
    answer = client.post(f"{url_of(course)}enroll/")
    assert answer.headers["Location"].startswith("/account/login/?next=")
    assert not Enrolment.objects.exists()


def test_the_address_of_the_form_shows_the_course() -> None:
    course = courses.make_course()
    answer = signed_in(UserFactory()).get(f"{url_of(course)}enroll/")
    assert answer.headers["Location"] == url_of(course)


def test_a_module_leads_to_its_place_on_the_course_page(client: Client) -> None:
    course = courses.make_course()
    answer = client.get(f"{url_of(course)}module-1/")
    assert answer.headers["Location"] == f"{url_of(course)}#module-1"
    assert 'id="module-1"' in client.get(url_of(course)).content.decode()


@pytest.mark.parametrize("rest", ["nothing/", "module-1/nothing/", "module-1/lesson-1/more/", "lesson-1/"])
def test_anything_else_is_not_found(client: Client, rest: str) -> None:
    course = courses.make_course()
    assert client.get(f"{url_of(course)}{rest}").status_code == 404


def test_a_lesson_may_stand_directly_under_its_course() -> None:
    course = courses.make_course(modules=0)
    client = signed_in(enrolled(course).person)
    assert client.get(f"{url_of(course)}lesson-1/").status_code == 200


def test_search_engines_are_told_what_it_is(client: Client) -> None:
    course = courses.make_course(title="Ends </script> here", short_description="What & why.")
    page = client.get(url_of(course)).content.decode()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    told = json.loads(data.group(1))
    assert (told["@type"], told["name"]) == ("Course", "Ends </script> here")
    assert f'<link rel="canonical" href="http://testserver{url_of(course)}">' in page
    assert '<meta name="description" content="What &amp; why.">' in page


def test_a_course_off_the_site_is_shown_to_its_learners_only(client: Client) -> None:
    course = courses.make_course()
    person = enrolled(course).person
    url = url_of(course)
    CoursePage.objects.get(course=course).unpublish()
    assert client.get(url).status_code == 404
    assert signed_in(person).get(url).status_code == 200


def test_a_pinned_learner_keeps_the_edition_they_had() -> None:
    course = courses.make_course(lessons=1)
    enrolment = enrolled(course)
    Enrolment.objects.filter(pk=enrolment.pk).update(release=course.latest_release)
    grow(course, lessons=3)
    client = signed_in(enrolment.person)
    assert client.get(f"{url_of(course)}module-1/lesson-1/").status_code == 200
    assert client.get(f"{url_of(course)}module-1/grown-1/").status_code == 404
    other = signed_in(enrolled(course).person)
    assert other.get(f"{url_of(course)}module-1/lesson-1/").status_code == 404
    assert other.get(f"{url_of(course)}module-1/grown-1/").status_code == 200


def test_more_lessons_cost_a_visitor_no_more_queries() -> None:
    course = courses.make_course()
    url, costs = url_of(course), []
    for lessons in (10, 300):
        grow(course, lessons=lessons)
        Client().get(url)
        # another address of the same page, so that the page kept for visitors does not answer
        costs.append(queries_of_first(f"{url}?tab=modules&lessons={lessons}"))
    assert costs[0] == costs[1] <= 10


def test_more_lessons_cost_a_learner_no_more_queries() -> None:
    course = courses.make_course()
    client = signed_in(enrolled(course).person)
    grow(course, lessons=10)
    few = queries(client, url_of(course))
    grow(course, lessons=300)
    assert queries(client, url_of(course)) == few
