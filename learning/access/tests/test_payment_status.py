"""How a course was come by: derived from its grants, in Python and in the database alike."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import CourseAccess, Enrolment
from learning.access.selectors import PaymentStatus, payment_status
from learning.courses.models import Course
from learning.testing.access import GrantFactory, paid_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def learner() -> User:
    return UserFactory(first_name="Lena", last_name="Learner")


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
    for status in PaymentStatus.values:
        assert Enrolment.objects.paid_as(status).exists() is (status == told)
