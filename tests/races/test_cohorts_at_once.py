"""Two people at the same moment: the last seat, the last use of an invitation, one button pressed twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.actions import cohorts, invitations
from learning.access.models import Cohort, CohortInvitation, CourseAccess, WaitlistEntry
from learning.testing import courses
from learning.testing.access import NOON, make_cohort
from tests.races.waiting import Meeting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def for_each(people: list[User], work: Callable[[User], Any]) -> list[Any]:
    """What `work` returned or raised for each of these people, for whom it starts together."""
    gate, outcomes = threading.Barrier(len(people)), []

    def go(person: User) -> None:
        gate.wait(timeout=10)
        try:
            outcomes.append(work(person))
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == len(people)
    return outcomes


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cohorts and invitations are read without holding them."""
    monkeypatch.setattr(cohorts, "lock_cohort", lambda pk, **_how: Cohort.objects.get(pk=pk))
    monkeypatch.setattr(invitations, "lock_cohort", lambda pk, **_how: Cohort.objects.get(pk=pk))
    monkeypatch.setattr(invitations, "_locked", lambda one, **_how: CohortInvitation.objects.get(pk=one.pk))


@pytest.fixture
def both_have_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have counted the seats before either takes one, unless the other is held off."""
    monkeypatch.setattr(cohorts, "free_seats", Meeting().after(cohorts.free_seats))


def two() -> list[User]:
    return [UserFactory(), UserFactory()]


def join_at_once(cohort: Cohort, people: list[User]) -> list[Any]:
    return for_each(people, lambda person: actions.join_cohort(person=person, cohort=cohort, at=NOON))


def use_at_once(cohort: Cohort) -> tuple[CohortInvitation, list[Any]]:
    lasts = NOON + timedelta(days=1)
    invitation = actions.create_invitation(cohort=cohort, at=NOON, expires_at=lasts)
    outcomes = for_each(
        two(), lambda person: actions.use_invitation(invitation=invitation, person=person, at=NOON)
    )
    invitation.refresh_from_db()
    return invitation, outcomes


def refusals(outcomes: list[Any]) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def test_without_the_lock_the_last_seat_is_sold_twice(no_lock: None, both_have_counted: None) -> None:
    cohort = make_cohort(capacity=1)
    join_at_once(cohort, two())
    assert cohort.members.count() == 2  # if this fails, the next test proves nothing


def test_the_last_seat_is_for_one(both_have_counted: None) -> None:
    cohort = make_cohort(courses.make_course(lessons=1), capacity=1)
    outcomes = join_at_once(cohort, two())
    assert refusals(outcomes) == [actions.CohortIsFull]
    assert cohort.members.count() == CourseAccess.objects.count() == 1


def test_without_the_lock_the_last_use_is_used_twice(no_lock: None, both_have_counted: None) -> None:
    cohort = make_cohort()
    use_at_once(cohort)
    assert cohort.members.count() == 2


def test_the_last_use_is_for_one(both_have_counted: None) -> None:
    cohort = make_cohort()
    invitation, outcomes = use_at_once(cohort)
    assert refusals(outcomes) == [actions.InvitationUsedUp]
    assert invitation.uses == cohort.members.count() == 1


def test_without_the_lock_pressing_twice_runs_into_the_constraint(
    no_lock: None, both_have_counted: None
) -> None:
    outcomes = join_at_once(make_cohort(), [UserFactory()] * 2)
    assert len(refusals(outcomes)) == 1


def test_pressing_join_twice_joins_once(both_have_counted: None) -> None:
    cohort = make_cohort(courses.make_course(lessons=1))
    outcomes = join_at_once(cohort, [UserFactory()] * 2)
    assert outcomes == [cohort.members.get()] * 2
    assert CourseAccess.objects.count() == 1


def test_two_seats_left_at_once_are_not_offered_thrice() -> None:
    cohort = make_cohort(capacity=2)
    members = [actions.join_cohort(person=person, cohort=cohort, at=NOON) for person in two()]
    for person in [*two(), *two()]:
        actions.wait_for_cohort(person=person, cohort=cohort, at=NOON)
    of = {member.person_id: member for member in members}
    for_each(
        [member.person for member in members],
        lambda person: actions.leave_cohort(member=of[person.pk], by=None, at=NOON),
    )
    for_each(two(), lambda _person: actions.offer_free_seats(cohort_id=cohort.pk, at=NOON))
    assert WaitlistEntry.objects.exclude(told_at=None).count() == cohort.invitations.count() == 2
