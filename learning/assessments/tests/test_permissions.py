"""Who writes, publishes and marks what."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.permissions import policy_registry

from learning.assessments.models import Assignment, Exam, Question, Quiz
from learning.assessments.permissions import courses_marked_by, rights_on_course, rights_somewhere
from learning.courses.models import Course
from learning.testing import assessments, courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Any]:
    return {
        "teacher": courses.make_instructor(),
        "stranger": courses.make_instructor(),
        "reviewer": courses.make_reviewer(),
        "manager": courses.make_manager(),
        "learner": courses.AccountFactory(),
    }


@pytest.fixture
def course(people: dict[str, Any]) -> Course:
    return courses.make_course(owner=people["teacher"])


@pytest.mark.parametrize(
    ("who", "may", "may_not"),
    [
        ("teacher", {"view", "add", "change", "publish", "delete", "mark"}, {"lock", "unlock"}),
        ("stranger", set(), {"view", "add", "change", "publish", "delete", "mark"}),
        ("reviewer", {"view", "add", "change", "publish", "mark", "lock", "unlock"}, {"delete"}),
        ("manager", {"view", "add", "change", "publish", "delete", "mark", "lock", "unlock"}, set()),
        ("learner", set(), {"view", "add", "change", "publish", "delete", "mark"}),
    ],
)
def test_rights_on_what_belongs_to_a_course(
    people: dict[str, Any], course: Course, who: str, may: set[str], may_not: set[str]
) -> None:
    rights = rights_on_course(people[who], course)
    assert rights >= may
    assert not rights & may_not


@pytest.mark.parametrize(
    ("who", "rights"),
    [("teacher", {"view"}), ("stranger", {"view"}), ("learner", set())],
)
def test_authors_read_the_academys_questions(people: dict[str, Any], who: str, rights: set[str]) -> None:
    assert rights_on_course(people[who], None) == rights


def test_nobody_who_was_suspended_has_a_right(people: dict[str, Any], course: Course) -> None:
    for who in ("teacher", "manager"):
        people[who].is_active = False
        assert not rights_on_course(people[who], course)
        assert not rights_somewhere(people[who])


def test_lists_hold_what_each_may_see(people: dict[str, Any], course: Course) -> None:
    mine = assessments.make_question(course=course)
    academys = assessments.make_question()
    others = assessments.make_question(course=courses.make_course())
    policy = policy_registry.get_by_type(Question)

    def listed(who: str, action: str) -> set[Question]:
        return set(policy.instances_user_has_permission_for(people[who], action))

    assert listed("teacher", "view") == {mine, academys}
    assert listed("teacher", "change") == {mine}
    assert listed("stranger", "view") == {academys}
    assert listed("stranger", "change") == set()
    assert listed("reviewer", "change") == {mine, academys, others}
    assert listed("reviewer", "delete") == set()
    assert listed("learner", "view") == set()


def test_each_row_is_judged_as_the_list_is(people: dict[str, Any], course: Course) -> None:
    rows = [
        assessments.make_question(course=course),
        assessments.make_question(),
        assessments.make_question(course=courses.make_course()),
    ]
    policy = policy_registry.get_by_type(Question)
    for person in people.values():
        for action in ("view", "change", "publish", "delete", "lock"):
            listed = set(policy.instances_user_has_permission_for(person, action))
            assert listed == {
                row for row in rows if policy.user_has_permission_for_instance(person, action, row)
            }
            for row in rows:
                among = person in policy.users_with_permission_for_instance(action, row)
                assert among == (row in listed)


def test_all_four_kinds_are_kept_so(people: dict[str, Any], course: Course) -> None:
    for model in (Question, Quiz, Exam, Assignment):
        policy = policy_registry.get_by_type(model)
        assert policy.user_has_permission(people["teacher"], "publish")
        assert not policy.user_has_permission(people["stranger"], "change")
        assert set(policy.users_with_permission("change")) == {
            people["teacher"],
            people["reviewer"],
            people["manager"],
        }


def test_whose_work_each_marks(people: dict[str, Any], course: Course) -> None:
    other = courses.make_course()
    assert set(courses_marked_by(people["teacher"])) == {course}
    assert set(courses_marked_by(people["stranger"])) == set()
    assert set(courses_marked_by(people["reviewer"])) == {course, other}
    assert set(courses_marked_by(people["learner"])) == set()
