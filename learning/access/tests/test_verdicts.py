"""May they enter? `learning.access.policies`."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions, policies
from learning.access.engine import course_rules
from learning.access.models import CourseAccess, Milestone
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    page_of,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course()


def set_status(course: Course, status: str) -> Course:
    Course.objects.filter(pk=course.pk).update(status=status)
    return fresh(course)


def suspended() -> Any:
    return UserFactory(is_active=False)


def complete(person: Any, course: Course) -> None:
    actions.record_milestone(
        person_id=person.pk, course_id=course.pk, kind=Milestone.Kind.COURSE_COMPLETED, at=NOON - DAY
    )


REVOKED = {"status": "revoked", "revoked_at": NOON}


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        ({}, "open"),
        ({"starts_at": NOON}, "open"),
        ({"starts_at": NOON + DAY}, "not_started"),
        ({"ends_at": NOON + DAY}, "open"),
        ({"ends_at": NOON}, "expired"),
        ({"status": "pending"}, "pending"),
        ({"status": "locked"}, "locked"),
        (REVOKED, "revoked"),
    ],
)
def test_a_grant_lets_its_person_in_while_it_is_open(grant: dict[str, Any], code: str) -> None:
    course = paid_course()
    given = GrantFactory(course=course, **grant)
    verdict = policies.course_verdict(viewer(given.person), course)
    assert (verdict.code, verdict.allowed) == (code, code == "open")
    assert verdict.allowed or verdict.sentence
    is_open = CourseAccess.objects.open_at(NOON).filter(pk=given.pk).exists()
    assert is_open == (given.effective_status(NOON) == "unlocked") == verdict.allowed


def test_any_open_grant_is_enough_and_the_most_hopeful_one_explains(course: Course) -> None:
    person = UserFactory()
    for fields in (REVOKED, {"ends_at": NOON}, {"starts_at": NOON + DAY}):
        GrantFactory(course=course, person=person, **fields)
    verdict = policies.course_verdict(viewer(person), course)
    assert verdict.code == "not_started"
    assert verdict.next_step and verdict.next_step.opens_at == NOON + DAY
    GrantFactory(course=course, person=person)
    assert policies.course_verdict(viewer(person), course).code == "open"


@pytest.mark.parametrize(
    ("status", "newcomer", "member", "preview_for_strangers"),
    [
        ("active", "no_grant", "open", "preview"),
        ("locked", "locked", "locked", "preview"),
        ("coming_soon", "coming_soon", "coming_soon", "coming_soon"),
        ("archived", "archived", "open", "archived"),
    ],
)
def test_the_status_of_a_course_acts_at_once(
    status: str, newcomer: str, member: str, preview_for_strangers: str
) -> None:
    course = courses.make_course(lesson_fields={"is_free_preview": True})
    person = enrolled(course).person
    course = set_status(course, status)
    outline = outline_of_release(course.latest_release_id)
    lesson = outline.lessons[0]
    assert policies.course_verdict(viewer(UserFactory()), course).code == newcomer
    assert policies.course_verdict(viewer(person), course).code == member
    assert policies.lesson_verdict(viewer(None), course, outline, lesson).code == preview_for_strangers


def test_a_stranger_is_told_to_sign_in_and_a_person_to_enrol(course: Course) -> None:
    stranger = policies.course_verdict(viewer(None), course)
    person = policies.course_verdict(viewer(UserFactory()), course)
    assert stranger.code == person.code == "no_grant"
    assert stranger.next_step and stranger.next_step.url == "/account/login/"
    assert person.next_step and person.next_step.label == "Enrol"


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_paid_course_is_bought(is_signed_in: bool) -> None:
    verdict = policies.course_verdict(viewer(UserFactory() if is_signed_in else None), paid_course())
    assert (verdict.code, verdict.sentence) == ("no_grant", "Buy this course to get access.")
    assert verdict.next_step and verdict.next_step.place == policies.BUY
    assert verdict.next_step.method == "post"


def test_an_unpublished_course_is_closed_but_to_those_who_completed_it(course: Course) -> None:
    person, graduate = enrolled(course).person, enrolled(course).person
    complete(graduate, course)
    page_of(course).unpublish()
    course = fresh(course)
    assert course.latest_release.is_withdrawn
    assert policies.course_verdict(viewer(person), course).code == "unpublished"
    assert policies.course_verdict(viewer(None), course).code == "unpublished"
    assert policies.course_verdict(viewer(graduate), course).code == "open"


def test_a_course_that_was_never_released_shows_nothing() -> None:
    page = courses.make_course_page(owner=courses.make_instructor())
    assert policies.course_verdict(viewer(None), page.course).code == "unpublished"


@pytest.mark.parametrize("status", ["active", "locked", "coming_soon", "archived"])
def test_what_is_completed_stays_open(course: Course, status: str) -> None:
    grant = GrantFactory(course=course, ends_at=NOON - DAY / 2)
    complete(grant.person, course)
    assert policies.course_verdict(viewer(grant.person), set_status(course, status)).code == "open"


def test_revocation_and_suspension_close_even_what_is_completed(course: Course) -> None:
    grant = GrantFactory(course=course)
    complete(grant.person, course)
    actions.revoke_course_access(grant=grant, by=None, at=NOON, reason="Copied.")
    assert policies.course_verdict(viewer(grant.person), course).code == "revoked"
    other = GrantFactory(course=course, person=suspended()).person
    complete(other, course)
    assert policies.course_verdict(viewer(other), course).code == "suspended"


def test_a_milestone_of_the_future_opens_nothing_yet(course: Course) -> None:
    grant = GrantFactory(course=course, ends_at=NOON)
    actions.record_milestone(
        person_id=grant.person_id, course_id=course.pk, kind=Milestone.Kind.COURSE_COMPLETED, at=NOON + DAY
    )
    assert policies.course_verdict(viewer(grant.person), course).code == "expired"


def test_who_teaches_or_reviews_enters_every_state_and_the_trace_says_why() -> None:
    owner = courses.make_instructor()
    course = set_status(paid_course(owner=owner), "locked")
    for person in (owner, courses.make_reviewer()):
        verdict = policies.course_verdict(viewer(person), course)
        assert verdict.code == "open"
        assert verdict.trace[-1].rule == "teaching"
    assert not policies.course_verdict(viewer(courses.make_instructor()), course)
    owner.is_active = False
    assert policies.course_verdict(viewer(owner), course).code == "suspended"


def test_previews_are_open_to_everybody_but_the_suspended() -> None:
    course = paid_course()
    page = page_of(course).get_descendants().type(courses.LessonPage).first().specific
    page.is_free_preview = True
    page.save_revision().publish()
    course = fresh(course)
    outline = outline_of_release(course.latest_release_id)
    first, second = outline.lessons
    for person in (None, UserFactory(), GrantFactory(course=course, **REVOKED).person):
        verdicts = policies.lesson_verdicts(viewer(person), course, outline)
        assert verdicts[first.id].code == "preview"
        assert not verdicts[second.id]
    assert policies.lesson_verdict(viewer(suspended()), course, outline, first).code == "suspended"
    member = GrantFactory(course=course).person
    assert policies.lesson_verdict(viewer(member), course, outline, first).code == "open"


def test_the_trace_names_every_rule_in_order(course: Course) -> None:
    trace = policies.course_verdict(viewer(UserFactory()), course).trace
    assert [looked.rule for looked in trace] == [
        "suspension", "teaching", "completion", "release", "visibility", "status", "grant", "archive",
        "closing", "method", "prerequisite", "quiz_score", "path_order", "entrance", "offer",
    ]  # fmt: skip
    assert [looked.passed for looked in trace] == [True] * 14 + [False]
    assert all(looked.found for looked in trace)


@pytest.mark.parametrize("is_free", [True, False])
def test_who_may_enrol(is_free: bool) -> None:
    course = courses.make_course() if is_free else paid_course()
    assert not policies.may_enrol(viewer(None), course)
    assert not policies.may_enrol(viewer(suspended()), course)
    assert bool(policies.may_enrol(viewer(UserFactory()), course)) is is_free
    assert policies.may_enrol(viewer(GrantFactory(course=course).person), course)
    assert not policies.may_enrol(viewer(GrantFactory(course=course, **REVOKED).person), course)
    assert bool(policies.may_enrol(viewer(courses.make_reviewer()), course)) is is_free


def test_more_courses_cost_no_more_queries(django_assert_num_queries: Any) -> None:
    many = [courses.make_course(lessons=1) for _number in range(4)]
    person = UserFactory()
    for course in many[:2]:
        enrolled(course, person=person)
    # grants; then, because some are refused, permissions (twice)
    for some in (many[2:3], many):
        asker = viewer(type(person).objects.get(pk=person.pk))
        with django_assert_num_queries(3):
            policies.course_verdicts(asker, some)
    learner = viewer(type(person).objects.get(pk=person.pk))
    with django_assert_num_queries(1):
        policies.course_verdicts(learner, many[:2])
    # milestones as well, once, where grants there are do not open their courses
    for grant in CourseAccess.objects.filter(person=person):
        actions.extend_course_access(grant=grant, ends_at=NOON, at=NOON)
    for some in (many[:1], many):
        asker = viewer(type(person).objects.get(pk=person.pk))
        with django_assert_num_queries(4):
            policies.course_verdicts(asker, some)
    with django_assert_num_queries(0):
        policies.course_verdicts(viewer(None), many)
    bare = list(Course.objects.all())
    with django_assert_num_queries(1):
        policies.course_verdicts(viewer(None), bare)


def test_lessons_cost_no_query_beyond_the_course(course: Course, django_assert_num_queries: Any) -> None:
    outline = outline_of_release(course.latest_release_id)
    person = enrolled(course).person
    with django_assert_num_queries(1):
        policies.lesson_verdicts(viewer(person), course, outline)


def test_covers_are_shown_while_a_course_is_announced_but_not_when_it_is_gone(course: Course) -> None:
    for status, is_shown in (("coming_soon", True), ("locked", True), ("archived", False)):
        verdict = policies.course_verdict(viewer(None), set_status(course, status))
        assert course_rules.shows_cover(verdict) is is_shown


def test_sentences_name_the_day_in_the_readers_zone(course: Course) -> None:
    grant = GrantFactory(course=course, starts_at=NOON.replace(hour=23) + DAY)
    with timezone.override("Asia/Tokyo"):
        sentence = policies.course_verdict(viewer(grant.person), course).sentence
    assert "6 May 2026" in sentence
