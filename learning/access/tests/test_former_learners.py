"""Whoever had access, or is to have it, is never worse off than a stranger; only staff's decision bars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions, policies
from learning.access.models import AccessEvent, BulkOutcome, CourseAccess, Enrolment, Milestone
from learning.courses.models import Course, CoursePrerequisite
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    fresh,
    join,
    make_bundle,
    make_cohort,
    make_path,
    page_of,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


def a_former_member(course: Course) -> User:
    member = join(make_cohort(course), at=NOON - DAY)
    actions.leave_cohort(member=member, by=None, at=NOON)
    return member.person


def a_refunded_buyer(course: Course) -> User:
    page, person = make_bundle((course, "")), UserFactory()
    page.save_revision().publish()
    given = actions.grant_bundle_access(person=person, bundle=page.bundle, by=None, at=NOON - DAY)
    actions.revoke_bundle_access(purchase=given, by=UserFactory(), at=NOON, reason="Refunded")
    return person


def with_grant(**fields: Any) -> Callable[[Course], User]:
    return lambda course: GrantFactory(course=course, **fields).person


FORMER = [
    pytest.param(a_former_member, "ended", "Your access ended on 4 May 2026.", id="left a cohort"),
    pytest.param(a_refunded_buyer, "ended", "Your access ended on 4 May 2026.", id="refunded bundle"),
    pytest.param(
        with_grant(ends_at=NOON), "expired", "Your access ended on 4 May 2026.", id="its time is over"
    ),
    pytest.param(with_grant(status="pending"), "pending", "Your access is pending approval.", id="pending"),
    pytest.param(
        with_grant(starts_at=NOON + DAY), "not_started", "Your access starts on 5 May 2026.", id="future"
    ),
]


@pytest.mark.parametrize(("former", "code", "sentence"), FORMER)
def test_in_a_free_open_course_they_enrol_like_anybody(former: Any, code: str, sentence: str) -> None:
    course = courses.make_course()
    person = former(course)
    refused = policies.course_verdict(viewer(person), course)
    assert refused.code == code and refused.sentence.startswith(sentence)
    assert refused.next_step and refused.next_step.label == "Enrol"
    actions.enrol(person=person, course=course, at=NOON)
    assert policies.course_verdict(viewer(person), course)
    assert Enrolment.objects.filter(person=person, course=course).count() == 1


@pytest.mark.parametrize(("former", "code", "_sentence"), FORMER)
def test_a_course_that_strangers_may_not_enrol_in_takes_them_no_more_than_those(
    former: Any, code: str, _sentence: str
) -> None:
    course = paid_course()
    person = former(course)
    assert policies.course_verdict(viewer(person), course).code == code
    assert not policies.may_enrol(viewer(person), course)


@pytest.mark.parametrize(("former", "_code", "_sentence"), FORMER)
def test_what_comes_first_is_asked_of_them_as_of_anybody(former: Any, _code: str, _sentence: str) -> None:
    first, course = courses.make_course(), courses.make_course()
    page = page_of(course)
    page.prerequisites = [CoursePrerequisite(course=first)]
    page.save_revision().publish()
    person = former(fresh(course))
    for asker in (person, UserFactory()):
        assert policies.may_enrol(viewer(asker), fresh(course)).code == "prerequisite"


@pytest.mark.parametrize("fields", [{"status": "locked"}, {"status": "revoked", "revoked_at": NOON}])
def test_what_staff_decided_bars_and_says_whom_to_ask(fields: dict[str, Any]) -> None:
    course = courses.make_course()
    person = GrantFactory(course=course, **fields).person
    GrantFactory(course=course, person=person, ends_at=NOON)
    refused = policies.may_enrol(viewer(person), course)
    assert refused.code == fields["status"] and "Ask our support team" in refused.sentence
    with pytest.raises(actions.EnrolmentRefused):
        actions.enrol(person=person, course=course, at=NOON)
    assert not Enrolment.objects.exists()


def test_a_free_course_that_lasts_some_days_is_taken_again_for_as_many() -> None:
    course = courses.make_course(access_duration="days", access_days=30)
    person = UserFactory()
    enrolment = actions.enrol(person=person, course=course, at=NOON)
    later = NOON + 40 * DAY
    assert actions.enrol(person=person, course=course, at=later) == enrolment
    grant = CourseAccess.objects.get(person=person)
    assert (grant.starts_at, grant.ends_at) == (NOON, later + 30 * DAY)
    assert [event.kind for event in grant.events.order_by("pk")] == ["granted", "reinstated"]


def test_the_page_of_the_course_offers_it_to_who_was_enrolled(client: Client) -> None:
    course = courses.make_course()
    person = UserFactory()
    actions.enrol(person=person, course=course, at=NOON)
    grant = CourseAccess.objects.get(person=person)
    actions.extend_course_access(grant=grant, ends_at=NOON + DAY, at=NOON)
    client.force_login(person)
    url = page_of(course).url
    assert f'action="{url}enroll/"' in client.get(url).content.decode()
    client.post(f"{url}enroll/")
    grant.refresh_from_db()
    assert grant.ends_at is None


class TestRevokedForCause:
    """Nothing but staff themselves gives it back, and who took it and why is never lost."""

    @pytest.fixture
    def staff(self) -> User:
        return UserFactory()

    def shut_out(self, person: User, course: Course, staff: User) -> CourseAccess:
        grant = CourseAccess.objects.get(person=person, course=course)
        return actions.revoke_course_access(grant=grant, by=staff, at=NOON, reason="Sold the answers")

    def stays_out(self, person: User, course: Course, staff: User) -> bool:
        kept = CourseAccess.objects.filter(person=person, course=course, revoked_by=staff)
        assert kept.get().revoked_reason == "Sold the answers"
        return policies.course_verdict(viewer(person, at=NOON + 9 * DAY), fresh(course)).code == "revoked"

    def test_by_leaving_and_rejoining(self, staff: User) -> None:
        course = paid_course()
        cohort = make_cohort(course)
        member = join(cohort, at=NOON - DAY)
        self.shut_out(member.person, course, staff)
        actions.leave_cohort(member=member, by=None, at=NOON + DAY)
        join(cohort, member.person, at=NOON + 2 * DAY)
        assert self.stays_out(member.person, course, staff)

    def test_by_another_cohort_or_a_change_of_one(self, staff: User) -> None:
        course, other = paid_course(), paid_course()
        member = join(make_cohort(course), at=NOON - DAY)
        self.shut_out(member.person, course, staff)
        second = make_cohort(other, course)
        invitation = actions.create_invitation(cohort=second, expires_at=NOON + 9 * DAY, at=NOON)
        actions.use_invitation(invitation=invitation, person=member.person, at=NOON + DAY)
        actions.settle_cohort(cohort_id=second.pk, at=NOON + DAY)
        assert self.stays_out(member.person, course, staff)
        assert policies.course_verdict(viewer(member.person, at=NOON + DAY), other)

    @pytest.mark.parametrize("by_staff", [True, False])
    def test_by_a_path(self, staff: User, by_staff: bool) -> None:
        course = courses.make_course()
        path, person = make_path((course, True)).learning_path, UserFactory()
        actions.enrol(person=person, course=course, at=NOON - DAY)
        self.shut_out(person, course, staff)
        if by_staff:
            actions.grant_path_access(person=person, path=path, by=staff, at=NOON)
        actions.join_path(person=person, path=path, at=NOON)
        actions.open_added_courses(path=path, at=NOON)
        actions.leave_path(person=person, path=path, at=NOON)
        assert self.stays_out(person, course, staff)

    def test_by_a_bulk_job_that_runs_again(self, staff: User) -> None:
        course, person = paid_course(), UserFactory()
        for number in range(2):
            bulk = actions.prepare_bulk(
                courses=[course],
                listed=[actions.ListedRecipient(line=1, email=person.email)],
                source="list",
                by=staff,
                at=NOON - DAY,
                notes="Class of May",
            )
            actions.start_bulk(bulk=bulk, by=staff, at=NOON - DAY)
            actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON - DAY)
            if not number:
                self.shut_out(person, course, staff)
        assert list(BulkOutcome.objects.order_by("pk").values_list("code", flat=True)) == ["new", "held"]
        assert self.stays_out(person, course, staff)

    def test_but_a_bulk_job_takes_in_who_only_left_a_cohort(self, staff: User) -> None:
        course = paid_course()
        person = a_former_member(course)
        bulk = actions.prepare_bulk(
            courses=[course],
            listed=[actions.ListedRecipient(line=1, email=person.email)],
            source="list",
            by=staff,
            at=NOON,
            notes="Class of May",
        )
        actions.start_bulk(bulk=bulk, by=staff, at=NOON)
        actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        assert policies.course_verdict(viewer(person), course)

    def test_what_had_only_ended_can_be_revoked_for_cause(self, staff: User) -> None:
        course = courses.make_course()
        person = a_former_member(course)
        self.shut_out(person, course, staff)
        assert self.stays_out(person, course, staff)
        assert [event.kind for event in AccessEvent.objects.order_by("pk")] == ["granted", "ended", "revoked"]

    def test_a_suspension_outlives_leaving_and_rejoining(self, staff: User) -> None:
        course = paid_course()
        cohort = make_cohort(course)
        member = join(cohort, at=NOON - DAY)
        grant = CourseAccess.objects.get()
        actions.lock_course_access(grant=grant, by=staff, at=NOON)
        actions.leave_cohort(member=member, by=None, at=NOON)
        join(cohort, member.person, at=NOON)
        assert policies.course_verdict(viewer(member.person), course).code == "locked"

    def test_reinstating_opens_it_and_the_history_keeps_who_and_why(self, staff: User) -> None:
        course = paid_course()
        member = join(make_cohort(course), at=NOON - DAY)
        grant = self.shut_out(member.person, course, staff)
        actions.reinstate_course_access(grant=grant, by=staff, at=NOON)
        assert policies.course_verdict(viewer(member.person), course)
        kept = grant.events.get(kind="revoked")
        assert (kept.actor, kept.reason) == (staff, "Sold the answers")


@pytest.mark.parametrize(
    ("spans", "code", "sentence"),
    [
        ([(9, None), (2, 30), (5, None)], "not_started", "6 May 2026"),
        ([(-9, -2), (-30, -1), (-5, -3)], "expired", "3 May 2026"),
    ],
)
def test_of_several_grants_the_nearest_start_or_the_latest_end_is_named(
    spans: list[tuple[int, int | None]], code: str, sentence: str
) -> None:
    course, person = paid_course(), UserFactory()
    for starts, ends in spans:
        ends_at = NOON + ends * DAY if ends else None
        GrantFactory(course=course, person=person, starts_at=NOON + starts * DAY, ends_at=ends_at)
    refused = policies.course_verdict(viewer(person), course)
    assert (refused.code, sentence in refused.sentence) == (code, True)


class TestGraduates:
    def graduate(self, course: Course, person: User) -> None:
        kind = Milestone.Kind.COURSE_COMPLETED
        actions.record_milestone(person_id=person.pk, course_id=course.pk, kind=kind, at=NOON - DAY)

    def test_stay_in_after_leaving_the_cohort(self) -> None:
        course = paid_course()
        person = a_former_member(course)
        self.graduate(course, person)
        assert policies.course_verdict(viewer(person), course)

    def test_are_out_when_it_was_refunded_or_revoked_whatever_else_has_ended(self) -> None:
        course = paid_course()
        refunded = a_refunded_buyer(course)
        revoked = GrantFactory(course=course, status="revoked", revoked_at=NOON).person
        GrantFactory(course=course, person=revoked, ends_at=NOON)
        for person, code in ((refunded, "ended"), (revoked, "revoked")):
            self.graduate(course, person)
            assert policies.course_verdict(viewer(person), course).code == code
