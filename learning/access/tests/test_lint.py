"""Rules that can't work are found, told in words, and lead to where they are mended; sound ones are not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.engine.rule_checks import RuleFinding, rules_that_cannot_work
from learning.access.models import Cohort
from learning.courses import actions as courses_actions
from learning.courses.models import Course, CoursePrerequisite, LessonPage, Release
from learning.testing import courses
from learning.testing.access import DAY, NOON, fresh, make_cohort, make_path, page_of

pytestmark = pytest.mark.django_db


def ruled(
    course: Course, *, drip: int | None = None, before: tuple[Course, ...] = (), **rules: Any
) -> Course:
    """The course released with these rules. drip: after how many days its last lesson opens."""
    if drip is not None:
        lesson = LessonPage.objects.filter(lesson__course=course).latest("path")
        lesson.opens_after_days = drip
        lesson.save_revision().publish()
    page = page_of(course)
    for name, value in rules.items():
        setattr(page, name, value)
    page.prerequisites = [CoursePrerequisite(course=one) for one in before]
    page.save_revision().publish()
    return fresh(course)


def found() -> list[RuleFinding]:
    return rules_that_cannot_work(at=NOON)


def codes() -> list[str]:
    return [finding.code for finding in found()]


@pytest.fixture
def course() -> Course:
    return courses.make_course()


def test_sound_rules_are_not_complained_of(course):
    first = courses.make_course()
    ruled(course, before=(first,), drip=3, drip_anchor="enrolment", access_duration="days", access_days=30)
    make_path((first, True), (course, True))
    assert found() == []


def closed(kind: str) -> Course:
    if kind == "never":
        return courses.make_course_page().course
    course = courses.make_course()
    if kind in Course.Status.values:
        courses_actions.change_status(course=course, status=kind, actor=None, at=NOON - DAY)
    elif kind == "private":
        ruled(course, visibility="private")
    elif kind == "unpublished":
        page_of(course).unpublish()
    return fresh(course)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("never", "It was never published."),
        ("unpublished", "It's no longer available."),
        ("archived", "It's archived and closed to new learners."),
        ("coming_soon", "It's coming soon."),
        ("locked", "It's locked."),
        ("private", "It's private and only visible to people added by staff."),
        ("open", ""),
    ],
)
class TestClosedCourses:
    def test_as_a_prerequisite(self, course, kind, why):
        required = closed(kind)
        ruled(course, before=(required,))
        assert codes() == (["prerequisite_out_of_reach"] if why else [])
        if why:
            told = found()[0]
            is_asked = kind in ("coming_soon", "locked", "private")
            words = (
                f"Learners can't complete the prerequisite “{required.title}”."
                if is_asked
                else f"The prerequisite “{required.title}” is no longer asked of anyone."
            )
            assert told.sentence == f"{words} {why}"
            assert told.url == f"/admin/pages/{page_of(course).pk}/edit/#tab-access"

    def test_on_a_path(self, course, kind, why):
        required = closed(kind)
        page = make_path((required, True), (course, False))
        assert codes() == (["path_needs_closed_course"] if why else [])
        if why:
            assert found()[0].url == f"/admin/pages/{page.pk}/edit/"
        optional = make_path_again(page, required)
        assert optional == []


def make_path_again(page: Any, optional: Course) -> list[str]:
    """What is found once the course is optional."""
    page.steps = [type(page.steps.first())(course=optional, is_required=False)]
    page.save()
    actions.keep_path_edition(page=page, at=NOON)
    return codes()


def test_a_circle_is_found_in_each_of_its_courses(course):
    other = courses.make_course()
    ruled(course, before=(other,))
    release = ruled(other).latest_release
    assert release is not None
    # The editor refuses it; two authors at the same moment, or an import, might still manage.
    Release.objects.filter(pk=release.pk).update(rules={"prerequisites": [course.pk]})
    assert codes() == ["prerequisite_circle", "prerequisite_circle"]


LONGER = "drip_longer_than_access"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"drip_anchor": "enrolment", "access_duration": "days", "access_days": 9}, []),
        (
            {"drip_anchor": "enrolment", "access_duration": "days", "access_days": 8},
            LONGER,
        ),
        ({"drip_anchor": "", "access_duration": "days", "access_days": 8}, []),
        ({"drip_anchor": "enrolment", "access_duration": "until", "access_until": NOON + 9 * DAY}, []),
        (
            {"drip_anchor": "enrolment", "access_duration": "until", "access_until": NOON + 8 * DAY},
            LONGER,
        ),
        (
            {
                "drip_anchor": "date",
                "drip_from": NOON - 3 * DAY,
                "access_duration": "until",
                "access_until": NOON + 6 * DAY,
            },
            [],
        ),
        (
            {
                "drip_anchor": "date",
                "drip_from": NOON,
                "access_duration": "until",
                "access_until": NOON + 6 * DAY,
            },
            LONGER,
        ),
        ({"drip_anchor": "cohort"}, "drip_without_cohort"),
        ({"access_duration": "until", "access_until": NOON}, "end_has_passed"),
        ({"access_duration": "until", "access_until": NOON + DAY}, []),
    ],
)
def test_time(course, rules, expected):
    ruled(course, drip=8, **rules)
    assert codes() == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("cohorts", "expected"),
    [
        ([], {"cohort_only_without_cohort", "drip_without_cohort"}),
        ([{}], set()),
        ([{"ends_at": NOON}], {"cohort_only_and_over", "drip_by_cohort_that_is_over"}),
        ([{"is_active": False}], {"cohort_only_and_over", "drip_by_cohort_that_is_over"}),
        ([{"ends_at": NOON}, {}], set()),
        ([{"ends_at": NOON + 7 * DAY}], {"drip_longer_than_cohort"}),
        ([{"ends_at": NOON + 8 * DAY}], set()),
    ],
)
def test_cohorts(course, cohorts, expected):
    ruled(course, drip=8, drip_anchor="cohort", enrolment_method="cohort_only")
    made = [make_cohort(course, **fields) for fields in cohorts]
    assert set(codes()) == expected
    if "cohort_only_and_over" in expected:
        told = next(one for one in found() if one.code == "cohort_only_and_over")
        assert told.url == reverse("access_admin:cohort", args=[made[0].public_id])


@pytest.mark.parametrize("state", ["none", "works", "expired", "used up", "withdrawn", "over"])
def test_invitations(course, state):
    ruled(course, enrolment_method="invite_only")
    if state != "none":
        cohort = make_cohort(course, ends_at=NOON + 9 * DAY)
        invitation = actions.create_invitation(
            cohort=cohort, at=NOON - DAY, expires_at=NOON if state == "expired" else NOON + DAY
        )
        if state == "used up":
            actions.use_invitation(invitation=invitation, person=UserFactory(), at=NOON - DAY)
        elif state == "withdrawn":
            actions.withdraw_invitation(invitation=invitation, at=NOON - DAY)
        elif state == "over":
            Cohort.objects.filter(pk=cohort.pk).update(is_active=False)
    assert codes() == ([] if state == "works" else ["invite_only_without_invitation"])


@pytest.mark.parametrize("rules", [{"enrolment_method": "cohort_only"}, {"enrolment_method": "invite_only"}])
def test_an_archived_course_needs_no_way_in(course, rules):
    ruled(course, **rules)
    assert codes()
    courses_actions.change_status(course=course, status=Course.Status.ARCHIVED, actor=None, at=NOON)
    assert codes() == []


class TestTheReport:
    url = "/admin/academy/rules/"

    def client_of(self, *roles: str, person: Any = None) -> Client:
        client = Client()
        client.force_login(person or UserFactory(roles=list(roles)))
        return client

    def test_support_reads_of_everything_and_a_teacher_of_their_own(self, course):
        teacher = UserFactory(roles=[INSTRUCTOR])
        other = courses.make_course(owner=teacher, title="Mine")
        for one in (course, other):
            ruled(one, enrolment_method="cohort_only")
        everything = self.client_of(SUPPORT).get(self.url).content.decode()
        assert (
            course.title in everything
            and "Mine" in everything
            and "2 access rules block learners or don't work as intended." in everything
        )
        own = self.client_of(person=teacher).get(self.url).content.decode()
        assert course.title not in own and "Mine" in own
        assert f'/admin/pages/{page_of(other).pk}/edit/#tab-access"' in own

    def test_nothing_found_says_so(self, course):
        assert "No problems found." in self.client_of(SUPPORT).get(self.url).content.decode()

    def test_it_stands_in_the_menu(self):
        assert self.url in self.client_of(SUPPORT).get("/admin/").content.decode()

    def test_it_costs_the_same_with_more_courses(self, course):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                rules_that_cannot_work(at=timezone.now())
            return len(queries)

        def more() -> None:
            one = courses.make_course(lessons=1)
            ruled(one, enrolment_method="invite_only", before=(course,))
            cohort = make_cohort(one, at=timezone.now())
            later = timezone.now() + timedelta(days=1)
            actions.create_invitation(cohort=cohort, at=timezone.now(), expires_at=later)
            make_path((one, True))

        more()
        few = asked()
        for _number in range(4):
            more()
        assert asked() == few <= 12
