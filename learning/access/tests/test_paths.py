"""Learning paths: editions, joining, leaving, and what an edition adds."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page
from wagtail.permissions import policy_registry

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import Milestone, PathEdition, PathStep
from learning.access.path_progress import progress_on
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import NOON, fresh, make_path, paid_course, viewer

pytestmark = pytest.mark.django_db


def codes(person: Any, *asked: Course) -> list[str]:
    return [course_verdict(viewer(person), fresh(course)).code for course in asked]


def finish(person: Any, course: Course) -> None:
    kind = Milestone.Kind.COURSE_COMPLETED
    actions.record_milestone(person_id=person.pk, course_id=course.pk, kind=kind, at=NOON)


def test_an_edition_is_kept_when_the_list_or_the_title_changed():
    first, second = courses.make_course(), courses.make_course()
    page = make_path((first, True))
    actions.keep_path_edition(page=page, at=NOON)
    assert PathEdition.objects.count() == 1
    page.steps.add(PathStep(course=second, is_required=False))
    page.save_revision().publish()
    page.title = "Elsewhere"
    page.save_revision().publish()
    kept = list(PathEdition.objects.order_by("pk").values_list("title", "courses"))
    both = [[first.pk, True], [second.pk, False]]
    assert kept == [(kept[0][0], both[:1]), (kept[0][0], both), ("Elsewhere", both)]


def test_joining_opens_free_courses_in_the_order_of_the_path():
    first, paid, last = courses.make_course(), paid_course(), courses.make_course()
    page, person = make_path((first, True), (paid, False), (last, True)), UserFactory()
    for _time in range(2):
        actions.join_path(person=person, path=page.learning_path, at=NOON)
    assert person.path_memberships.count() == 1
    assert codes(person, first, paid, last) == ["open", "no_grant", "path_order"]
    finish(person, first)
    assert codes(person, last) == ["open"]


def test_staff_give_the_whole_path():
    first, paid = courses.make_course(), paid_course()
    page, person, staff = make_path((first, True), (paid, True)), UserFactory(), UserFactory()
    actions.grant_path_access(person=person, path=page.learning_path, by=staff, at=NOON)
    assert codes(person, first, paid) == ["open", "path_order"]


def test_leaving_keeps_the_free_courses_in_any_order():
    first, last = courses.make_course(), courses.make_course()
    page, person = make_path((first, True), (last, True)), UserFactory()
    actions.join_path(person=person, path=page.learning_path, at=NOON)
    actions.leave_path(person=person, path=page.learning_path, at=NOON)
    assert not person.path_memberships.filter(left_at=None).exists()
    assert codes(person, first, last) == ["open", "open"]


def test_an_edition_that_adds_a_course_gives_it_to_those_on_the_path():
    first, added = courses.make_course(), paid_course()
    page, joined, given = make_path((first, False)), UserFactory(), UserFactory()
    actions.join_path(person=joined, path=page.learning_path, at=NOON)
    actions.grant_path_access(person=given, path=page.learning_path, by=joined, at=NOON)
    page.steps.add(PathStep(course=added))
    page.save_revision().publish()
    for _time in range(2):
        actions.open_added_courses(path=page.learning_path, at=NOON)
    assert codes(joined, added) == ["no_grant"]
    assert codes(given, added) == ["open"]


def test_progress_counts_what_is_required():
    first, optional, last = (courses.make_course() for _number in range(3))
    page, person = make_path((first, True), (optional, False), (last, True)), UserFactory()
    actions.join_path(person=person, path=page.learning_path, at=NOON)
    finish(person, first)
    found = progress_on(viewer(person), [page.learning_path_id])[page.learning_path_id]
    assert (found.required_done, found.required, found.percentage) == (1, 2, 50)
    assert found.is_member and found.next_step.course == optional
    assert [step.is_done for step in found.steps] == [True, False, False]


def test_progress_asks_as_much_for_many_courses_as_for_few():
    asked = []
    for count in (3, 9):
        steps = [(courses.make_course(lessons=1), True) for _number in range(count)]
        page, person = make_path(*steps), UserFactory()
        actions.join_path(person=person, path=page.learning_path, at=NOON)
        progress_on(viewer(person), [page.learning_path_id])  # what is kept in the process is kept now
        with CaptureQueriesContext(connection) as queries:
            progress_on(viewer(person), [page.learning_path_id])
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_a_learner_joins_and_leaves_on_the_page(client):
    page, person = make_path((courses.make_course(), True)), UserFactory()
    page.refresh_from_db()
    assert client.get(page.url).status_code == 200
    assert "login" in client.post(page.url, {"do": "join"}).url
    client.force_login(person)
    client.post(page.url, {"do": "join"})
    assert b"0 of 1 required" in client.get(page.url).content
    client.post(page.url, {"do": "leave"})
    assert not person.path_memberships.filter(left_at=None).exists()


def test_only_managers_and_reviewers_edit_paths():
    page = make_path((courses.make_course(), True))
    marketer = courses.allow(UserFactory())
    group = Group.objects.create(name="Marketers")
    marketer.groups.add(group)
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=courses.site_root(), permission=permission)
    may = {
        "marketer": marketer,
        "instructor": courses.make_instructor(),
        "reviewer": courses.make_reviewer(),
        "manager": courses.make_manager(),
    }
    policy, index = policy_registry.get_by_type(Page), page.get_parent().specific
    edits = {who for who, user in may.items() if page.permissions_for_user(user).can_edit()}
    listed = {
        who
        for who, user in may.items()
        if policy.instances_user_has_permission_for(user, "change").filter(pk=page.pk).exists()
    }
    adds = {who for who, user in may.items() if index.permissions_for_user(user).can_add_subpage()}
    assert edits == listed == adds == {"reviewer", "manager"}
