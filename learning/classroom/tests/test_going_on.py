"""“Continue”, “Mark complete”, next and back never lead into a lesson that is closed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions as access_actions
from learning.access.models import CourseAccess
from learning.access.tests.test_rules import with_rules
from learning.courses.models import Course, LessonPage
from learning.progress.models import LessonCompletion
from learning.testing import courses
from learning.testing.access import enrolled, fresh, page_of, paid_course
from learning.testing.clients import queries, signed_in, url_of

pytestmark = pytest.mark.django_db


def dripped(*days: int, **fields: Any) -> Course:
    """A course whose lessons open so many days after the enrolment."""
    course = with_rules(courses.make_course(lessons=len(days), **fields), drip_anchor="enrolment")
    lessons = LessonPage.objects.descendant_of(page_of(course)).order_by("path")
    for page, opens_after in zip(lessons, days, strict=True):
        page.opens_after_days = opens_after
        page.save()
    courses.release(page_of(course))
    return fresh(course)


def lesson_url(course: Course, number: int) -> str:
    return f"{url_of(course)}module-1/lesson-{number}/"


def test_next_and_back_skip_what_is_closed() -> None:
    course = dripped(0, 9, 0, 9)
    client = signed_in(enrolled(course, at=timezone.now()).person)
    first = client.get(lesson_url(course, 1)).content.decode()
    third = client.get(lesson_url(course, 3)).content.decode()
    assert f'data-next-url="{lesson_url(course, 3)}"' in first
    assert f'data-previous-url="{lesson_url(course, 1)}"' in third
    assert "data-next-url" not in third and 'rel="next"' not in third
    assert "“Lesson 4” opens on" in third


def test_marking_complete_skips_what_is_closed_and_says_when_it_opens() -> None:
    course = dripped(0, 9, 0)
    client = signed_in(enrolled(course, at=timezone.now()).person)
    assert client.post(lesson_url(course, 1)).headers["Location"] == lesson_url(course, 3)
    answer = client.post(lesson_url(course, 3), follow=True)
    assert answer.redirect_chain[0][0] == f"{url_of(course)}?tab=modules"
    assert "“Lesson 2” opens on" in answer.content.decode()


@pytest.mark.parametrize(("days", "wanted"), [((9, 0, 0), 2), ((0, 9, 0), 1), ((9, 9, 0), 3)])
def test_continue_leads_to_an_open_lesson_everywhere(days: tuple[int, ...], wanted: int) -> None:
    course = dripped(*days)
    client = signed_in(enrolled(course, at=timezone.now()).person)
    slug = course.latest_release.slug
    for address in (url_of(course), "/my-dashboard/", "/courses/", f"/my-dashboard/course/{slug}/"):
        page = client.get(address).content.decode()
        buttons = re.findall(r'<a class="button[^"]*"\s+href="([^"]*lesson-\d/)"', page)
        assert buttons and set(buttons) == {lesson_url(course, wanted)}, address


def test_while_no_lesson_is_open_everything_says_when_the_next_one_opens() -> None:
    course = dripped(20, 9)
    client = signed_in(enrolled(course, at=timezone.now()).person)
    year = str((timezone.now() + timedelta(days=9)).year)
    for address in (url_of(course), "/my-dashboard/", f"/my-dashboard/course/{course.latest_release.slug}/"):
        page = client.get(address).content.decode()
        assert year in page and re.search(r"Available on|Opens|opens on", page), address
        assert not re.findall(r'<a class="button[^"]*"\s+href="[^"]*lesson-\d/"', page), address


def test_enrolling_leads_to_an_open_lesson() -> None:
    course = dripped(9, 0)
    client = signed_in(UserFactory())
    assert client.post(f"{url_of(course)}enroll/").headers["Location"] == lesson_url(course, 2)


def test_a_player_is_told_only_of_an_open_lesson() -> None:
    course = dripped(0, 9)
    enrolment = enrolled(course, at=timezone.now())
    client = signed_in(enrolment.person)
    client.post(lesson_url(course, 1))
    assert LessonCompletion.objects.count() == 1
    answer = client.get(lesson_url(course, 2))
    assert answer.status_code == 403


def test_access_that_ended_leads_to_the_course_not_into_a_lesson() -> None:
    course = paid_course()
    enrolment = enrolled(course)
    now = timezone.now()
    grant = CourseAccess.objects.get(person=enrolment.person)
    access_actions.extend_course_access(grant=grant, ends_at=now - timedelta(days=1), at=now)
    page = signed_in(enrolment.person).get("/my-dashboard/").content.decode()
    assert "lesson-1/" not in page and f'href="{url_of(course)}"' in page


def test_a_locked_lesson_keeps_the_sidebar_the_progress_and_the_way_home() -> None:
    course = dripped(0, 9, 0, 0)
    client = signed_in(enrolled(course, at=timezone.now()).person)
    client.post(lesson_url(course, 1))
    answer = client.get(lesson_url(course, 2))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert '<progress max="100" value="25"' in page
    assert page.count("is-done") == 1
    assert 'href="/my-dashboard/"' in page.split('class="lock-screen"')[1]
    assert f'href="{lesson_url(course, 3)}"' in page.split('class="lock-screen"')[1]


def test_signing_in_and_enrolling_lead_back_to_the_lesson() -> None:
    course = courses.make_course()
    page = unescape(Client().get(lesson_url(course, 2)).content.decode())
    assert f"/account/login/?next={lesson_url(course, 2).replace('/', '%2F')}" in page
    client = signed_in(UserFactory())
    origin = f"http://testserver{lesson_url(course, 2)}"
    joined = client.post(f"{url_of(course)}enroll/", headers={"Referer": origin})
    assert joined.headers["Location"] == lesson_url(course, 2)


def test_more_courses_that_open_by_the_day_cost_no_more_queries() -> None:
    person = UserFactory()
    client = signed_in(person)
    enrolled(dripped(0, 9), person=person, at=timezone.now())
    enrolled(dripped(0, 9), person=person, at=timezone.now())
    few = queries(client, "/my-dashboard/"), queries(client, "/courses/")
    for _number in range(3):
        enrolled(dripped(0, 9), person=person, at=timezone.now())
    assert (queries(client, "/my-dashboard/"), queries(client, "/courses/")) == few
