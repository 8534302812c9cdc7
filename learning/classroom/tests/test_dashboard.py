"""A learner's own numbers, and one course lesson by lesson."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from learning.progress import actions
from learning.progress.models import LessonCompletion
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.large_courses import grow

pytestmark = pytest.mark.django_db


def stats(page: str) -> dict[str, str]:
    found = re.findall(
        r'stat__label">.*?</svg>([^<]+)</dt>\s*<dd class="stat__value">(.*?)</dd>', page, re.DOTALL
    )
    return {label.strip(): re.sub(r"<[^>]*>", "", value).strip() for label, value in found}


def test_the_numbers_are_those_of_the_learner() -> None:
    person = UserFactory()
    first, second = courses.make_course(lessons=2), courses.make_course(lessons=1)
    for course in (first, second):
        enrolled(course, person=person)
    client = signed_in(person)
    client.post(f"{url_of(second)}module-1/lesson-1/")
    page = client.get("/my-dashboard/").content.decode()
    shown = stats(page)
    assert (shown["Enrolled"], shown["Completed"], shown["Lessons"]) == ("2", "1", "1 of 3")


def test_somebody_new_is_shown_the_way_to_the_catalogue() -> None:
    page = signed_in(UserFactory()).get("/my-dashboard/").content.decode()
    assert "You're not enrolled in any courses yet" in page
    assert 'href="/courses/"' in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=all&sort=title", ["Alpha", "Beta"]),
        ("show=unfinished", ["Alpha"]),
        ("show=completed", ["Beta"]),
        ("show=favourites", ["Alpha"]),
        ("show=nonsense&sort=progress", ["Beta", "Alpha"]),
    ],
)
def test_courses_are_filtered_and_sorted(query: str, shown: list[str]) -> None:
    person = UserFactory()
    alpha, beta = courses.make_course(title="Alpha", lessons=1), courses.make_course(title="Beta", lessons=1)
    enrolment = enrolled(alpha, person=person)
    enrolled(beta, person=person)
    client = signed_in(person)
    client.post(f"{url_of(beta)}module-1/lesson-1/")
    actions.toggle_favourite(person=person, course_id=alpha.pk, at=enrolment.enrolled_at)
    page = client.get(f"/my-dashboard/?{query}").content.decode()
    assert re.findall(r'course-card__title"><a href="[^"]*">([^<]*)<', page) == shown


def test_each_lesson_says_how_far_it_is() -> None:
    course = courses.make_course(lessons=3)
    client = signed_in(enrolled(course).person)
    client.post(f"{url_of(course)}module-1/lesson-1/")
    page = client.get(f"/my-dashboard/course/{course.latest_release.slug}/").content.decode()
    assert page.count("Not started") == 2
    assert "1 of 3 lessons" in page
    assert f'href="{url_of(course)}module-1/lesson-2/"' in page


def test_who_does_not_take_a_course_is_led_to_its_page() -> None:
    course = courses.make_course()
    answer = signed_in(UserFactory()).get(f"/my-dashboard/course/{course.latest_release.slug}/")
    assert answer.headers["Location"] == url_of(course)
    assert not LessonCompletion.objects.exists()


@pytest.mark.parametrize("url", ["/my-dashboard/", "/my-dashboard/course/any/", "/my-certifications/"])
def test_strangers_are_asked_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url).headers["Location"] == f"/account/login/?next={url}"


def test_no_such_course() -> None:
    assert signed_in(UserFactory()).get("/my-dashboard/course/nothing/").status_code == 404


def test_more_courses_cost_no_more_queries() -> None:
    person = UserFactory()
    client = signed_in(person)
    for _number in range(2):
        enrolled(courses.make_course(lessons=1), person=person)
    few = queries(client, "/my-dashboard/")
    for _number in range(4):
        enrolled(courses.make_course(lessons=1), person=person)
    assert queries(client, "/my-dashboard/") == few


def test_more_lessons_cost_no_more_queries() -> None:
    course = courses.make_course()
    client = signed_in(enrolled(course).person)
    url = f"/my-dashboard/course/{course.latest_release.slug}/"
    grow(course, lessons=10)
    few = queries(client, url)
    grow(course, lessons=200)
    assert queries(client, url) == few
