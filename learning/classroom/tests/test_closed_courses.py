"""What learners meet where a course or a lesson is closed to them: why, and what they can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.tests.test_rules import after, with_rules
from learning.courses.models import LessonPage
from learning.testing import courses
from learning.testing.access import GrantFactory, enrolled, fresh, page_of, paid_course
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db


def first_lesson(course) -> LessonPage:
    return LessonPage.objects.descendant_of(page_of(course)).order_by("path").first()


def test_a_lesson_that_opens_later_says_when():
    course = with_rules(courses.make_course(), drip_anchor="enrolment")
    lesson = first_lesson(course)
    lesson.opens_after_days = 400
    lesson.save_revision().publish()
    now = timezone.now()
    client = signed_in(enrolled(fresh(course), at=now).person)
    shown = client.get(lesson.url)
    year = str((now + timedelta(days=400)).year)
    assert shown.status_code == 403
    assert "Available on" in shown.content.decode() and year in shown.content.decode()
    assert "opens" in client.get(page_of(course).url).content.decode()


def test_a_prerequisite_leads_to_the_course_to_finish():
    first = courses.make_course()
    second = after(courses.make_course(), first)
    client = signed_in(UserFactory())
    page = client.get(page_of(second).url).content.decode()
    assert f'href="{page_of(first).url}"' in page and "Complete “" in page
    lesson = client.get(first_lesson(second).url)
    assert lesson.status_code == 403 and f'href="{page_of(first).url}"' in lesson.content.decode()


def test_a_private_course_exists_only_for_those_with_a_grant():
    course = with_rules(courses.make_course(), visibility="private")
    address = page_of(course).url
    assert Client().get(address).status_code == 404
    assert signed_in(UserFactory()).get(address).status_code == 404
    now = timezone.now()
    assert signed_in(enrolled(course, at=now).person).get(address).status_code == 200


def test_the_catalogue_lists_a_course_for_whom_it_is_visible():
    named = {
        visibility: with_rules(courses.make_course(title=f"Made {visibility}"), visibility=visibility)
        for visibility in ("public", "members_only", "hidden", "private", "subscribers_only")
    }
    assert named
    stranger = Client().get("/courses/").content.decode()
    member = signed_in(UserFactory()).get("/courses/").content.decode()
    listed = [{name for name in named if f"Made {name}" in page} for page in (stranger, member)]
    assert listed == [{"public", "subscribers_only"}, {"public", "members_only", "subscribers_only"}]


def test_a_hidden_course_is_reached_by_its_address():
    course = with_rules(courses.make_course(), visibility="hidden")
    assert Client().get(page_of(course).url).status_code == 200


def test_the_dashboard_says_what_can_be_unlocked_and_what_cannot():
    person = UserFactory()
    now = timezone.now()
    offered = courses.make_course(title="Offered to all")
    closed = with_rules(courses.make_course(title="By invitation"), enrolment_method="invite_only")
    ended, free = paid_course(title="Ended long ago"), courses.make_course(title="Free as before")
    for course in (ended, free):
        grant = GrantFactory(course=course, person=person)
        actions.extend_course_access(grant=grant, ends_at=now - timedelta(days=1), at=now)
    page = signed_in(person).get("/my-dashboard/").content.decode()
    available, closed_part = page.split('id="closed-title"')
    for course in (offered, free):
        assert course.title in available.split('id="available-title"')[1]
        assert course.title not in closed_part
    assert closed.title in closed_part and "by invitation only" in closed_part
    assert ended.title in closed_part and "Your access ended" in closed_part


def test_the_dashboard_says_that_a_free_course_can_be_taken_again():
    person, now = UserFactory(), timezone.now()
    enrolled(courses.make_course(), person=person, at=now - timedelta(days=9))
    actions.extend_course_access(grant=person.grants.get(), ends_at=now - timedelta(days=1), at=now)
    page = signed_in(person).get("/my-dashboard/").content.decode()
    assert "This course is free, so you can enrol again." in page and "Unavailable courses" not in page
