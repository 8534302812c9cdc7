"""What staff see and do about a learner: who may, what is written, and what a refusal leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import AccessEvent, Cohort, CohortMember, CourseAccess, Enrolment, Milestone
from learning.access.policies import course_verdict
from learning.access.selectors import PaymentStatus, payment_status
from learning.access.tests.factories import GrantFactory, enrolled, page_of, paid_course, viewer
from learning.classroom.staff.wording import RULE_NAMES
from learning.classroom.tests.factories import queries
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release

pytestmark = pytest.mark.django_db

LISTS = {"grants": "/admin/academy/grants/", "enrolments": "/admin/academy/enrolments/"}


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def learner() -> User:
    return UserFactory(first_name="Lena", last_name="Learner")


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=list(roles)))
    return client


def screen(learner: User) -> str:
    return reverse("classroom_staff:learner", args=[learner.public_id])


def granting(learner: User) -> str:
    return reverse("classroom_staff:grant", args=[learner.public_id])


def changing(grant: CourseAccess, change: str) -> str:
    return reverse("classroom_staff:change", args=[grant.person.public_id, grant.pk, change])


def asking(learner: User, **asked: Any) -> Any:
    client = client_of(SUPPORT)
    return client.get(reverse("classroom_staff:why", args=[learner.public_id]), asked)


def test_the_screen_tells_of_grants_with_their_history(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course, source_label="Friends of the house")
    actions.lock_course_access(grant=grant, at=timezone.now(), reason="Bill not paid")
    page = client_of(SUPPORT).get(screen(learner)).content.decode()
    assert "Friends of the house" in page
    assert "Bill not paid" in page
    assert "Suspended" in page
    assert "2 changes" in page


def test_the_screen_tells_of_courses_achievements_cohorts_and_suspensions(
    course: Course, learner: User
) -> None:
    enrolled(course, person=learner)
    Milestone.objects.create(
        person=learner, course=course, kind=Milestone.Kind.COURSE_HALFWAY, achieved_at=timezone.now()
    )
    site = page_of(course).get_site()
    cohort = Cohort.objects.create(site=site, name="Autumn", starts_at=timezone.now())
    CohortMember.objects.create(cohort=cohort, person=learner, joined_at=timezone.now())
    admin = UserFactory(roles=[ADMINISTRATOR])
    learner.suspensions.create(
        reason="Spam",
        suspended_at=timezone.now(),
        suspended_by=admin,
        lifted_at=timezone.now(),
        lifted_by=admin,
    )
    page = client_of(SUPPORT).get(screen(learner)).content.decode()
    for words in ("0 of 2 lessons", "Half of the required lessons completed", "Autumn", "Spam", "Free"):
        assert words in page, words


def test_support_sees_and_cannot_change(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    enrolment = enrolled(course, person=learner)
    client = client_of(SUPPORT)
    page = client.get(screen(learner)).content.decode()
    assert granting(learner) not in page
    assert changing(grant, "revoke") not in page
    before = AccessEvent.objects.count()
    client.post(changing(grant, "revoke"), {"reason": "I wish"})
    client.post(granting(learner), granted(course))
    client.post(reverse("classroom_staff:paid_up", args=[learner.public_id, enrolment.pk]), {"paid": "yes"})
    grant.refresh_from_db()
    enrolment.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED
    assert enrolment.paid_up_at is None
    assert AccessEvent.objects.count() == before


def test_an_instructor_does_not_see_people(course: Course, learner: User) -> None:
    client = client_of(INSTRUCTOR)
    for name in ("learner", "why", "grant", "preview_as"):
        response = client.get(reverse(f"classroom_staff:{name}", args=[learner.public_id]))
        assert response.status_code == 302, name
        assert response.url == reverse("wagtailadmin_home"), name


def granted(wanted: Course, **fields: Any) -> dict[str, Any]:
    return {"course": wanted.pk, "ends": "course", "notes": "Prize draw", "key": uuid4()} | fields


def test_granting_writes_a_grant_and_its_event(course: Course, learner: User) -> None:
    client = client_of(ADMINISTRATOR)
    response = client.post(granting(learner), granted(course), follow=True)
    grant = CourseAccess.objects.get(person=learner, course=course)
    event = grant.events.get()
    assert grant.type == CourseAccess.Type.MANUAL
    assert grant.ends_at is None
    assert (event.kind, event.reason, event.actor) == ("granted", "Prize draw", grant.granted_by)
    assert changing(grant, "revoke") in response.content.decode()


def test_pressing_the_button_twice_grants_once(course: Course, learner: User) -> None:
    client, data = client_of(ADMINISTRATOR), granted(course)
    client.post(granting(learner), data)
    client.post(granting(learner), data)
    assert CourseAccess.objects.filter(person=learner).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends": "until", "ends_at": ""}, "Enter an end date."),
        ({"ends": "until", "ends_at": "2020-01-01 10:00"}, "Access must end after it starts."),
        ({"notes": ""}, "This field is required."),
        ({"course": 0}, "Select a valid choice."),
    ],
)
def test_a_refused_grant_says_why_and_writes_nothing(
    course: Course, learner: User, wrong: dict[str, Any], words: str
) -> None:
    response = client_of(ADMINISTRATOR).post(granting(learner), granted(course, **wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CourseAccess.objects.exists()


def test_a_course_with_a_time_limit_ends_the_grant(course: Course, learner: User) -> None:
    page = page_of(course)
    page.access_duration, page.access_days = "days", 30
    page.save_revision().publish()
    client_of(ADMINISTRATOR).post(granting(learner), granted(course))
    grant = CourseAccess.objects.get(person=learner)
    assert grant.ends_at == grant.starts_at + timedelta(days=30)


def test_revoking_offers_to_reinstate(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    page = client.post(changing(grant, "revoke"), {"reason": "Asked for it"}, follow=True).content.decode()
    grant.refresh_from_db()
    assert (grant.status, grant.revoked_reason) == ("revoked", "Asked for it")
    assert changing(grant, "reinstate") in page
    client.post(changing(grant, "reinstate"), {"reason": "A mistake"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED
    assert [event.kind for event in grant.events.order_by("pk")] == ["granted", "revoked", "reinstated"]


def test_stopping_and_letting_work_again(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    client.post(changing(grant, "lock"), {"reason": "Bill"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.LOCKED
    client.post(changing(grant, "unlock"), {"reason": "Paid"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED


def test_moving_the_end(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    client.post(changing(grant, "extend"), {"ends": "until", "ends_at": "2031-02-03 10:00", "reason": "Ill"})
    grant.refresh_from_db()
    assert grant.ends_at is not None
    assert grant.ends_at.year == 2031
    client.post(changing(grant, "extend"), {"ends": "good", "reason": "Ill still"})
    grant.refresh_from_db()
    assert grant.ends_at is None


def test_a_revoked_grant_is_not_stopped(course: Course, learner: User) -> None:
    now = timezone.now()
    grant = GrantFactory(person=learner, course=course)
    actions.revoke_course_access(grant=grant, by=None, at=now, reason="")
    response = client_of(ADMINISTRATOR).post(changing(grant, "lock"), {"reason": "Bill"})
    assert response.status_code == 422
    assert "Reinstate it instead" in response.content.decode()
    assert grant.events.count() == 2


def test_a_grant_is_changed_at_its_own_persons_address_only(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    address = reverse("classroom_staff:change", args=[UserFactory().public_id, grant.pk, "revoke"])
    assert client_of(ADMINISTRATOR).post(address, {"reason": "Wrong door"}).status_code == 404
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED


def test_paid_up_is_noted_and_taken_back(course: Course, learner: User) -> None:
    enrolment = enrolled(course, person=learner)
    address = reverse("classroom_staff:paid_up", args=[learner.public_id, enrolment.pk])
    client = client_of(ADMINISTRATOR)
    client.post(address, {"paid": "yes"})
    enrolment.refresh_from_db()
    assert enrolment.paid_up_at is not None
    client.post(address, {"paid": "no"})
    enrolment.refresh_from_db()
    assert enrolment.paid_up_at is None


def _grants(*pairs: tuple[str, str]) -> list[CourseAccess]:
    return [CourseAccess(type=type, status=status) for type, status in pairs]


@pytest.mark.parametrize(
    ("grants", "status"),
    [
        (_grants(("free", "unlocked")), PaymentStatus.FREE),
        (_grants(("manual", "unlocked"), ("cohort", "locked")), PaymentStatus.FREE),
        (_grants(("purchase", "unlocked")), PaymentStatus.PAID),
        (_grants(("free", "unlocked"), ("bundle", "unlocked")), PaymentStatus.PAID),
        (_grants(("purchase", "revoked")), PaymentStatus.REFUNDED),
        (_grants(("purchase", "revoked"), ("manual", "unlocked")), PaymentStatus.FREE),
        (_grants(("purchase", "revoked"), ("voucher", "unlocked")), PaymentStatus.PAID),
        (_grants(("manual", "revoked")), PaymentStatus.FREE),
        ([], PaymentStatus.FREE),
    ],
)
def test_payment_status_is_derived(grants: list[CourseAccess], status: PaymentStatus) -> None:
    assert payment_status(grants) == status


@pytest.mark.parametrize(
    "kinds",
    [
        [("purchase", False)],
        [("purchase", True)],
        [("purchase", True), ("manual", False)],
        [("purchase", True), ("voucher", False)],
        [("manual", True)],
    ],
)
def test_the_database_agrees_on_payments(
    course: Course, learner: User, kinds: list[tuple[str, bool]]
) -> None:
    enrolment = Enrolment.objects.create(person=learner, course=course, enrolled_at=timezone.now())
    for type, is_revoked in kinds:
        grant = GrantFactory(person=learner, course=course, type=type)
        if is_revoked:
            actions.revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="")
    told = Enrolment.objects.with_payment().get(pk=enrolment.pk).payment
    assert told == payment_status(CourseAccess.objects.filter(person=learner))


def test_why_not_now(course: Course, learner: User) -> None:
    page = asking(learner, course=course.pk).content.decode()
    assert "They don't have access" in page
    assert "no_grant" in page
    assert page.index("Is the account suspended?") < page.index("Can they enrol now?")


def test_why_has_plain_words_for_every_rule(course: Course) -> None:
    trace = course_verdict(viewer(UserFactory()), course).trace
    assert {looked.rule for looked in trace} <= set(RULE_NAMES)


def test_why_tells_of_the_past(course: Course, learner: User) -> None:
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(hours=1)):
        grant = GrantFactory(person=learner, course=course, granted_at=timezone.now(), starts_at=begun)
    with time_machine.travel(begun + timedelta(hours=3)):
        actions.revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="")
        assert "They don't have access" in asking(learner, course=course.pk).content.decode()
        then = timezone.localtime(begun + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
        assert "They have access" in asking(learner, course=course.pk, moment=then).content.decode()
        before = timezone.localtime(begun + timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M")
        assert "no_grant" in asking(learner, course=course.pk, moment=before).content.decode()


def test_why_about_a_lesson(course: Course, learner: User) -> None:
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    GrantFactory(person=learner, course=course)
    page = asking(learner, course=course.pk, lesson=lesson.id).content.decode()
    assert "They have access" in page
    assert f"{course.title} · 1. {lesson.title}" in page


def test_why_forgets_a_lesson_of_another_course(course: Course, learner: User) -> None:
    other = paid_course(title="Another")
    lesson = outline_of_release(other.latest_release_id).lessons[0]
    page = asking(learner, course=course.pk, lesson=lesson.id).content.decode()
    assert "They don't have access" in page
    assert lesson.title not in page.partition("answer-title")[2]


def test_the_screen_costs_the_same_with_many_grants(course: Course, learner: User) -> None:
    client = client_of(ADMINISTRATOR)
    GrantFactory(person=learner, course=course)
    enrolled(course, person=learner)
    few = queries(client, screen(learner))
    for _number in range(48):
        GrantFactory(person=learner, course=course)
    assert queries(client, screen(learner)) == few


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_the_lists_cost_the_same_with_many_rows(course: Course, kind: str) -> None:
    client = client_of(SUPPORT)
    url = LISTS[kind]
    enrolled(course)
    few = queries(client, url)
    for _number in range(20):
        enrolled(course)
    assert queries(client, url) == few


def test_rows_of_the_lists_lead_to_the_learner(course: Course, learner: User) -> None:
    enrolled(course, person=learner)
    for kind in sorted(LISTS):
        page = client_of(SUPPORT).get(LISTS[kind]).content.decode()
        assert screen(learner) in page, kind


def test_a_grant_is_inspected_with_its_history(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    actions.lock_course_access(grant=grant, at=timezone.now(), reason="Bill not paid")
    page = client_of(SUPPORT).get(f"{LISTS['grants']}inspect/{grant.pk}/")
    assert "Bill not paid" in page.content.decode()


@pytest.mark.parametrize("kind", sorted(LISTS))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_lists_are_carried_off(course: Course, learner: User, kind: str, form: str) -> None:
    enrolled(course, person=learner)
    client = client_of(SUPPORT)
    response = client.get(LISTS[kind], {"export": form})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert content[:2] == b"PK" if form == "xlsx" else learner.email.encode() in content


def test_grants_are_filtered_by_what_they_are_worth_now(course: Course, learner: User) -> None:
    now = timezone.now()
    GrantFactory(person=learner, course=course, ends_at=now - timedelta(days=1))
    GrantFactory(course=course)
    url = LISTS["grants"]
    client = client_of(SUPPORT)
    assert screen(learner) in client.get(url, {"now": "expired"}).content.decode()
    assert screen(learner) not in client.get(url, {"now": "unlocked"}).content.decode()
