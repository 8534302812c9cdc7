"""Who teaches a course: who may change it, its history, who is told, and finding people by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.courses import actions
from learning.courses.models import Course, InstructorChange
from learning.testing.clients import signed_in
from learning.testing.courses import make_course, make_instructor, make_manager

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def owner() -> User:
    return make_instructor(first_name="Olga", last_name="Owner")


@pytest.fixture
def other() -> User:
    return make_instructor(first_name="Otto", last_name="Other")


@pytest.fixture
def course(owner: User, other: User) -> Course:
    course = make_course(title="Knots", owner=owner)
    actions.set_instructors(course=course, accounts=[owner, other], actor=None, at=NOW - timedelta(days=9))
    mail.outbox.clear()
    return course


def teaching(course: Course) -> list[tuple[str, bool]]:
    return [(row.account.first_name, row.is_owner) for row in course.course_instructors.all()]


def url(course: Course) -> str:
    return reverse("courses_admin:standing", args=[course.public_id])


def told(django_capture_on_commit_callbacks: Any, client: Client, course: Course, **data: Any) -> Any:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        return client.post(url(course), {"status": course.status, **data})


def test_only_the_owner_or_an_administrator_hands_over_or_removes_the_owner(course, owner, other):
    for actor, wanted in (
        (other, {"accounts": [other]}),
        (other, {"accounts": [owner, other], "owner": other}),
    ):
        with pytest.raises(actions.OnlyOwnerHandsOver):
            actions.set_instructors(course=course, actor=actor, at=NOW, **wanted)
        assert teaching(course) == [("Olga", True), ("Otto", False)]
    assert InstructorChange.objects.exclude(changed_by=None).count() == 0
    actions.set_instructors(course=course, accounts=[owner, other], owner=other, actor=owner, at=NOW)
    assert teaching(course) == [("Olga", False), ("Otto", True)]
    actions.set_instructors(course=course, accounts=[owner], actor=make_manager(), at=NOW)
    assert teaching(course) == [("Olga", True)]


def test_another_order_hands_nothing_over(course, owner, other):
    assert actions.set_instructors(course=course, accounts=[other, owner], actor=other, at=NOW) == []
    assert teaching(course) == [("Otto", False), ("Olga", True)]


def test_nobody_is_no_instructor(course, owner):
    with pytest.raises(actions.CourseNeedsOwner):
        actions.set_instructors(course=course, accounts=[], actor=owner, at=NOW)


@pytest.mark.parametrize(
    "data", [{"remove": "owner"}, {"owner": "other"}, {"owner": "other", "remove": "owner"}]
)
def test_the_screen_refuses_what_the_action_refuses(course, owner, other, data):
    sent = {name: {"owner": owner, "other": other}[value].pk for name, value in data.items()}
    client = signed_in(other)
    answer = client.post(url(course), {"status": "locked", **sent})
    assert answer.status_code == 422
    course.refresh_from_db()
    assert course.status == "active"
    assert teaching(course) == [("Olga", True), ("Otto", False)]
    html = client.get(url(course)).content.decode()
    assert f'name="remove" value="{owner.pk}"' not in html
    assert f'name="remove" value="{other.pk}"' in html


def test_a_change_is_kept_and_told_to_those_concerned(
    course, owner, other, django_capture_on_commit_callbacks
):
    third = make_instructor(first_name="Tilda", last_name="Third")
    told(django_capture_on_commit_callbacks, signed_in(other), course, add=third.pk)
    assert teaching(course) == [("Olga", True), ("Otto", False), ("Tilda", False)]
    assert {message.to[0] for message in mail.outbox} == {owner.email, third.email}
    words = {message.to[0]: message.body for message in mail.outbox}
    assert "You were added as an instructor." in words[third.email]
    assert "Tilda Third was added as an instructor." in words[owner.email]
    assert "/admin/pages/" in words[third.email]
    told(
        django_capture_on_commit_callbacks,
        signed_in(owner),
        course,
        owner=other.pk,
        remove=[owner.pk, third.pk],
    )
    assert teaching(course) == [("Otto", True)]
    words = {message.to[0]: message.body for message in mail.outbox}
    assert set(words) == {other.email, third.email}
    assert "You own the course now." in words[other.email]
    assert "You were removed as an instructor." in words[third.email]
    assert "/admin/pages/" not in words[third.email]
    changes = [
        (change.account.first_name, change.what, change.changed_by.first_name)
        for change in course.instructor_changes.exclude(changed_by=None).order_by("pk")
    ]
    assert changes == [
        ("Tilda", "added", "Otto"),
        ("Olga", "removed", "Olga"),
        ("Tilda", "removed", "Olga"),
        ("Otto", "made_owner", "Olga"),
    ]
    html = signed_in(other).get(url(course)).content.decode()
    assert "Instructor history" in html and "Made owner" in html


def test_nothing_changed_is_told_to_nobody(course, owner, django_capture_on_commit_callbacks):
    answer = told(django_capture_on_commit_callbacks, signed_in(owner), course)
    assert answer.status_code == 302
    assert mail.outbox == [] and course.instructor_changes.exclude(changed_by=None).count() == 0


def test_the_owner_hands_over_before_leaving(course, owner):
    answer = signed_in(owner).post(url(course), {"status": course.status, "remove": owner.pk})
    assert answer.status_code == 422
    assert "Choose who owns the course before you remove its owner." in answer.content.decode()


def test_what_two_people_change_at_once_is_both_kept(course, owner, other):
    third, fourth = make_instructor(first_name="Tilda"), make_instructor(first_name="Fritz")
    signed_in(owner).post(url(course), {"status": course.status, "add": third.pk})
    stale = {"status": course.status, f"position-{owner.pk}": 1, f"position-{other.pk}": 2, "add": fourth.pk}
    signed_in(other).post(url(course), stale)
    assert {name for name, _owns in teaching(course)} == {"Olga", "Otto", "Tilda", "Fritz"}


def test_positions_say_the_order(course, owner, other):
    data = {"status": course.status, f"position-{owner.pk}": 2, f"position-{other.pk}": 1}
    assert signed_in(owner).post(url(course), data).status_code == 302
    assert teaching(course) == [("Otto", False), ("Olga", True)]


def test_people_are_found_by_name(course, owner):
    tilda = make_instructor(first_name="Tilda", last_name="Thorn")
    UserFactory(first_name="Tilda", last_name="Learner")
    find = reverse("courses_admin:find_instructors", args=[course.public_id])
    client = signed_in(owner)
    html = client.get(find, {"q": "tho til"}).content.decode()
    assert f'value="{tilda.pk}"' in html and "Learner" not in html
    assert "No instructor has this name." in client.get(find, {"q": "Otto"}).content.decode()
    page = client.post(url(course), {"status": course.status, "do": "find", "find": "Tilda"}).content.decode()
    assert "Tilda Thorn" in page
    assert teaching(course) == [("Olga", True), ("Otto", False)]
    assert signed_in(make_instructor()).get(find, {"q": "Tilda"}).status_code in (302, 403)


def test_nobody_is_added_who_may_not_teach(course, owner):
    learner = UserFactory()
    signed_in(owner).post(url(course), {"status": course.status, "add": learner.pk})
    assert len(teaching(course)) == 2


def test_the_search_takes_one_query_however_many_teach(course, django_assert_num_queries):
    from learning.courses.editor.instructors_form import people_named

    for _number in range(12):
        make_instructor(first_name="Ina")
    with django_assert_num_queries(1):
        assert len(people_named("ina", course)) == 10
