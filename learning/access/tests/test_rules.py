"""The rules of a course, one table each: what they answer, whom they let pass, and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.access import actions, policies
from learning.access.engine.bulk_eligibility import who_may_enrol
from learning.access.models import Cohort, CohortMember, LearningPath, PathEdition
from learning.courses import actions as course_actions
from learning.courses.models import Course, CoursePrerequisite, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, enrolled, finish, fresh, page_of, viewer

pytestmark = pytest.mark.django_db


def with_rules(course: Course, **rules: Any) -> Course:
    page = page_of(course)
    for name, value in rules.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return fresh(course)


def after(course: Course, *before: Course) -> Course:
    for other in before:
        CoursePrerequisite.objects.create(page=page_of(course), course=other)
    return with_rules(course)


def code(person: Any, course: Course) -> str:
    return policies.course_verdict(viewer(person), course).code


@pytest.mark.parametrize(
    ("rules", "stranger", "person"),
    [
        ({}, "no_grant", "no_grant"),
        ({"visibility": "hidden"}, "no_grant", "no_grant"),
        ({"visibility": "members_only"}, "members_only", "no_grant"),
        ({"visibility": "private"}, "private", "private"),
        ({"visibility": "subscribers_only"}, "subscription_only", "subscription_only"),
        ({"enrolment_method": "invite_only"}, "invite_only", "invite_only"),
        ({"enrolment_method": "cohort_only"}, "cohort_only", "cohort_only"),
        ({"enrolment_method": "subscription_only"}, "subscription_only", "subscription_only"),
        ({"enrolment_method": "purchase"}, "no_grant", "no_grant"),
        ({"access_duration": "until", "access_until": NOON + DAY}, "no_grant", "no_grant"),
        ({"access_duration": "until", "access_until": NOON}, "expired", "expired"),
    ],
)
def test_who_comes_in_without_a_grant(rules, stranger, person):
    course = with_rules(courses.make_course(), **rules)
    assert code(None, course) == stranger
    asker = UserFactory()
    assert code(asker, course) == person
    is_open_to_all = rules.get("enrolment_method", "open") == "open" and person == "no_grant"
    assert bool(policies.may_enrol(viewer(asker), course)) is is_open_to_all
    assert code(GrantFactory(course=course).person, course) == "open"


class TestPrerequisites:
    def test_finishing_one_opens_the_next_in_the_same_breath(self):
        first, second = courses.make_course(), courses.make_course()
        second = after(second, first)
        person = enrolled(second).person
        refused = policies.course_verdict(viewer(person), second)
        assert (refused.code, refused.next_step.url) == ("prerequisite", page_of(first).url)
        assert first.title in refused.sentence
        finish(person, first)
        assert code(person, second) == "open"

    def test_nobody_enrols_before(self):
        first, second = courses.make_course(), courses.make_course()
        second = after(second, first)
        person = UserFactory()
        with pytest.raises(actions.EnrolmentRefused) as refused:
            actions.enrol(person=person, course=second, at=NOON)
        assert refused.value.verdict.code == "prerequisite"
        finish(person, first)
        assert actions.enrol(person=person, course=second, at=NOON)

    def test_who_has_completed_the_course_stays_in(self):
        first, second = courses.make_course(), courses.make_course()
        person = enrolled(second).person
        finish(person, second)
        assert code(person, after(second, first)) == "open"

    @pytest.mark.parametrize(
        ("goes", "is_asked"),
        [
            (lambda course: page_of(course).unpublish(), False),
            (lambda course: page_of(course).delete(), False),
            (lambda course: Course.objects.filter(pk=course.pk).update(status="archived"), False),
            (lambda course: Course.objects.filter(pk=course.pk).update(status="locked"), True),
            (lambda course: Course.objects.filter(pk=course.pk).update(status="coming_soon"), True),
        ],
        ids=["unpublished", "deleted", "archived", "locked for now", "put off"],
    )
    def test_one_that_has_gone_bars_nobody(self, goes, is_asked):
        first, second = courses.make_course(), courses.make_course()
        second = after(second, first)
        half_way = enrolled(second).person
        goes(first)
        expected = "prerequisite" if is_asked else "open"
        assert code(half_way, second) == expected
        newcomer = UserFactory()
        assert policies.may_enrol(viewer(newcomer), second).code == expected
        bulk = who_may_enrol(
            {(half_way.pk, second.pk): list(half_way.grants.all())}, [second], suspended=(), at=NOON
        )
        assert bool(bulk) is not is_asked

    def test_when_it_went_is_told_looking_back(self):
        first, second = courses.make_course(), courses.make_course()
        second = after(second, first)
        for course in (first, second):
            courses_release(course, NOON - 9 * DAY)
        person = enrolled(second, at=NOON - 8 * DAY).person
        course_actions.change_status(course=first, status="archived", actor=None, at=NOON - DAY)
        for days, expected in ((-2, "prerequisite"), (0, "open")):
            back = viewer(person, at=NOON + DAY).back_at(NOON + days * DAY)
            assert policies.course_verdict(back, fresh(second)).code == expected


class TestPaths:
    def path(self, *steps: tuple[Course, bool]) -> LearningPath:
        path = LearningPath.objects.create(title="From here to there")
        kept = [[course.pk, is_required] for course, is_required in steps]
        PathEdition.objects.create(path=path, at=NOON - 9 * DAY, title=path.title, courses=kept)
        return path

    def grant(self, path: LearningPath, person: Any, course: Course) -> None:
        GrantFactory(course=course, person=person, source_kind="path", source_id=str(path.pk))

    def test_each_course_waits_for_the_required_ones_before_it(self):
        first, optional, last = (courses.make_course() for _number in range(3))
        path, person = self.path((first, True), (optional, False), (last, True)), UserFactory()
        for course in (first, optional, last):
            self.grant(path, person, course)
        assert [code(person, course) for course in (first, optional, last)] == [
            "open", "path_order", "path_order",
        ]  # fmt: skip
        finish(person, first)
        assert [code(person, course) for course in (optional, last)] == ["open", "open"]

    def test_a_grant_of_another_source_does_not_wait(self):
        first, last = courses.make_course(), courses.make_course()
        path, person = self.path((first, True), (last, True)), UserFactory()
        self.grant(path, person, last)
        assert code(person, last) == "path_order"
        GrantFactory(course=last, person=person)
        assert code(person, last) == "open"

    def test_a_course_that_has_gone_holds_nobody_up(self):
        first, last = courses.make_course(), courses.make_course()
        path, person = self.path((first, True), (last, True)), UserFactory()
        self.grant(path, person, last)
        assert code(person, last) == "path_order"
        page_of(first).unpublish()
        assert code(person, last) == "open"

    def test_of_two_paths_the_shorter_way_counts(self):
        first, middle, last = (courses.make_course() for _number in range(3))
        person = UserFactory()
        self.grant(self.path((first, True), (middle, True), (last, True)), person, last)
        self.grant(self.path((middle, True), (last, True)), person, last)
        finish(person, middle)
        assert code(person, last) == "open"


class TestDrip:
    def dripping(self, anchor: str, *days: int | None, **rules: Any) -> Course:
        course = with_rules(courses.make_course(lessons=len(days)), drip_anchor=anchor, **rules)
        lessons = LessonPage.objects.descendant_of(page_of(course)).order_by("path")
        for lesson, opens in zip(lessons, days, strict=True):
            lesson.opens_after_days = opens
            lesson.save_revision().publish()
        return fresh(course)

    def codes(self, person: Any, course: Course, at: datetime, enrolment: Any = None) -> list[str]:
        outline = outline_of_release(course.latest_release_id)
        return [
            found.code
            for found in policies.lesson_verdicts(viewer(person, at=at), course, outline, enrolment).values()
        ]

    @pytest.mark.parametrize(
        ("at", "opened"),
        [
            (NOON, ["open", "drip", "drip"]),
            (NOON + 7 * DAY - timedelta(microseconds=1), ["open", "drip", "drip"]),
            (NOON + 7 * DAY, ["open", "open", "drip"]),
            (NOON + 14 * DAY, ["open", "open", "open"]),
        ],
    )
    def test_days_count_from_the_enrolment(self, at, opened):
        course = self.dripping("enrolment", None, 7, 14)
        enrolment = enrolled(course, at=NOON)
        assert self.codes(enrolment.person, course, at, enrolment) == opened

    def test_days_count_from_a_date(self):
        course = self.dripping("date", None, 2, drip_from=NOON)
        enrolment = enrolled(course, at=NOON - 30 * DAY)
        assert self.codes(enrolment.person, course, NOON + DAY, enrolment) == ["open", "drip"]
        assert self.codes(enrolment.person, course, NOON + 2 * DAY, enrolment) == ["open", "open"]

    def test_a_cohorts_lessons_open_at_the_same_time_of_day_across_a_change_of_clocks(self):
        course = self.dripping("cohort", 7)
        begins = datetime(2026, 3, 24, 8, tzinfo=UTC)  # nine o'clock in Berlin, five days before summer time
        cohort = Cohort.objects.create(
            site=courses.site_root().get_site(), name="Spring", starts_at=begins, time_zone="Europe/Berlin"
        )
        cohort.courses.add(course)
        enrolment = enrolled(course, at=begins)
        CohortMember.objects.create(cohort=cohort, person=enrolment.person, joined_at=begins)
        nine_in_summer = datetime(2026, 3, 31, 7, tzinfo=UTC)
        assert self.codes(enrolment.person, course, nine_in_summer, enrolment) == ["open"]
        just_before = nine_in_summer - timedelta(seconds=1)
        assert self.codes(enrolment.person, course, just_before, enrolment) == ["drip"]

    def test_a_closed_lesson_says_when_it_opens(self):
        course = self.dripping("enrolment", 7)
        enrolment = enrolled(course, at=NOON)
        outline = outline_of_release(course.latest_release_id)
        (refused,) = policies.lesson_verdicts(viewer(enrolment.person), course, outline, enrolment).values()
        assert refused.next_step.opens_at == NOON + 7 * DAY
        assert "11 May 2026" in refused.sentence

    def test_teachers_and_whoever_has_completed_wait_for_nothing(self):
        course = self.dripping("enrolment", 7)
        done = enrolled(course, at=NOON)
        finish(done.person, course)
        assert self.codes(done.person, course, NOON, done) == ["open"]
        course.status = "locked"
        assert self.codes(done.person, course, NOON, done) == ["open"]
        assert self.codes(courses.make_reviewer(), fresh(course), NOON) == ["open"]


class TestLookingBack:
    def back(self, person: Any, course: Course, moment: datetime) -> str:
        return policies.course_verdict(viewer(person, at=NOON + 99 * DAY).back_at(moment), course).code

    def test_what_a_grant_was_worth_is_told_by_its_history(self):
        course, person = courses.make_course(), UserFactory()
        given = actions.grant_course_access(
            person=person, course=course, type="manual", source_kind="manual", source_id="1", by=None,
            at=NOON + DAY, ends_at=NOON + 10 * DAY,
        )  # fmt: skip
        actions.lock_course_access(grant=given, at=NOON + 2 * DAY)
        actions.unlock_course_access(grant=given, at=NOON + 3 * DAY)
        actions.extend_course_access(grant=given, ends_at=NOON + 20 * DAY, at=NOON + 11 * DAY)
        actions.revoke_course_access(grant=given, by=None, at=NOON + 12 * DAY, reason="Refunded")
        actions.reinstate_course_access(grant=given, by=None, at=NOON + 13 * DAY)
        courses_release(course, NOON - DAY)
        told = [self.back(person, course, NOON + day * DAY) for day in (0, 1, 2, 3, 10, 11, 12, 13, 20)]
        assert told == [
            "no_grant", "open", "locked", "open", "expired", "open", "revoked", "open", "expired",
        ]  # fmt: skip

    def test_rules_and_status_are_those_of_then(self):
        course = courses.make_course()
        courses_release(course, NOON)
        person = UserFactory()
        course = with_rules(course, visibility="private")
        newest = course.latest_release
        type(newest).objects.filter(pk=newest.pk).update(released_at=NOON + 5 * DAY)
        course.status_changes.create(status="locked", changed_at=NOON + 8 * DAY)
        assert [self.back(person, course, NOON + day * DAY) for day in (-1, 1, 6)] == [
            "unpublished", "no_grant", "private",
        ]  # fmt: skip
        GrantFactory(course=course, person=person, granted_at=NOON, starts_at=NOON)
        assert [self.back(person, course, NOON + day * DAY) for day in (1, 6, 9)] == [
            "open",
            "open",
            "locked",
        ]


def courses_release(course: Course, at: datetime) -> None:
    """Have the course exist and be released since then."""
    course.releases.update(released_at=at)
    course.status_changes.update(changed_at=at)


class TestCost:
    def test_order_costs_the_same_for_five_courses_as_for_a_hundred(self, django_assert_max_num_queries):
        base = courses.make_course()
        many = [after(courses.make_course(lessons=1), base) for _number in range(6)]
        person = UserFactory()
        for course in many:
            enrolled(course, person=person)
        path = LearningPath.objects.create(title="Way")
        kept = [[course.pk, True] for course in (base, *many)]
        PathEdition.objects.create(path=path, at=NOON - 9 * DAY, title="Way", courses=kept)
        for course in many:
            GrantFactory(course=course, person=person, source_kind="path", source_id=str(path.pk))
        asker = type(person).objects.get(pk=person.pk)
        with django_assert_max_num_queries(8):
            verdicts = policies.course_verdicts(viewer(asker), many)
        assert {found.code for found in verdicts.values()} == {"prerequisite"}
        with django_assert_max_num_queries(9):
            policies.course_verdicts(viewer(asker).back_at(NOON + DAY), many)


class TestTurningPoints:
    def test_what_has_begun_or_ended_is_noticed_once(self):
        from common.models import OutboxRow

        course = courses.make_course()
        ended = GrantFactory(course=course, ends_at=NOON)
        begun = GrantFactory(course=course, starts_at=NOON)
        GrantFactory(course=course, ends_at=NOON + DAY)
        GrantFactory(course=course, ends_at=NOON, status="locked")
        OutboxRow.objects.all().delete()
        first = actions.apply_scheduled_changes(now=NOON)
        again = actions.apply_scheduled_changes(now=NOON + timedelta(hours=1))
        assert (first.begun, first.ended, again.begun, again.ended) == (1, 1, 0, 0)
        assert (
            ended.events.filter(kind="expired").count() == begun.events.filter(kind="activated").count() == 1
        )
        told = sorted(OutboxRow.objects.values_list("kind", flat=True))
        assert told == ["access.AccessEnded", "access.AccessOpened"]

    def test_a_grant_that_was_extended_can_end_again(self):
        grant = GrantFactory(course=courses.make_course(), ends_at=NOON)
        actions.apply_scheduled_changes(now=NOON)
        actions.extend_course_access(grant=grant, ends_at=NOON + DAY, at=NOON)
        assert actions.apply_scheduled_changes(now=NOON + DAY).ended == 1

    def test_how_long_a_grant_lasts_comes_from_the_course(self):
        course = with_rules(courses.make_course(), access_duration="days", access_days=30)
        person = UserFactory()
        actions.enrol(person=person, course=course, at=NOON)
        assert person.grants.get().ends_at == NOON + 30 * DAY
        assert code(person, course) == "open"
        assert policies.course_verdict(viewer(person, at=NOON + 30 * DAY), course).code == "expired"
