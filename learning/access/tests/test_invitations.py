"""Invitations and waiting lists: who gets in by a link, and who is told when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.actions.waiting_list import OFFER_LASTS
from learning.access.models import Cohort, CohortInvitation, WaitlistEntry
from learning.courses import actions as course_actions
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, join, make_cohort, page_of

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


def invite(cohort: Cohort, *, lasts: timedelta = DAY, uses: int = 1) -> CohortInvitation:
    return actions.create_invitation(cohort=cohort, at=NOON, expires_at=NOON + lasts, most_uses=uses)


def use(invitation: CohortInvitation, person=None, *, at=NOON):
    return actions.use_invitation(invitation=invitation, person=person or UserFactory(), at=at)


class TestInvitations:
    def test_lets_in_and_counts(self):
        invitation = invite(make_cohort(), uses=2)
        person = UserFactory()
        assert use(invitation, person) == use(invitation, person)
        use(invitation)
        invitation.refresh_from_db()
        assert invitation.uses == 2
        with pytest.raises(
            actions.InvitationUsedUp,
            match="This invitation has already been used the maximum number of times.",
        ):
            use(invitation)
        assert use(invitation, person).person == person  # who is in needs no invitation

    @pytest.mark.parametrize(("at", "works"), [(NOON + DAY - MOMENT, True), (NOON + DAY, False)])
    def test_works_until_its_end_exclusively(self, at, works):
        invitation = invite(make_cohort())
        if works:
            assert use(invitation, at=at).pk
            return
        with pytest.raises(actions.InvitationExpired, match="has expired"):
            use(invitation, at=at)

    def test_withdrawn_lets_nobody_in(self):
        invitation = invite(make_cohort())
        for later in (0, 1):
            withdrawn = actions.withdraw_invitation(invitation=invitation, at=NOON + later * DAY)
        assert withdrawn.withdrawn_at == NOON
        with pytest.raises(actions.InvitationWithdrawn, match="was withdrawn"):
            use(invitation)

    def test_into_a_full_cohort_is_not_used(self):
        cohort = make_cohort(capacity=1)
        invitation = invite(cohort, uses=5)
        join(cohort)
        with pytest.raises(actions.CohortIsFull):
            use(invitation)
        invitation.refresh_from_db()
        assert invitation.uses == 0

    def test_is_made_only_for_some_time_and_an_open_cohort(self):
        with pytest.raises(actions.InvitationExpired, match="The invitation must expire after it's created."):
            invite(make_cohort(), lasts=timedelta(0))
        with pytest.raises(actions.CohortIsClosed):
            invite(make_cohort(is_active=False))

    def test_nobody_guesses_one(self):
        tokens = {invite(make_cohort()).token for _number in range(3)}
        assert len(tokens) == 3 and all(len(token) >= 32 for token in tokens)


def in_status(status: str) -> Course:
    course = courses.make_course(lessons=1)
    return course_actions.change_status(course=course, status=status, actor=None, at=NOON)


@pytest.fixture
def waiting_line():
    """A cohort with one seat, who sits on it, and three who wait, in their order."""
    cohort = make_cohort(capacity=1)
    member = join(cohort)
    people = [UserFactory() for _number in range(3)]
    for number, person in enumerate(people):
        actions.wait_for_cohort(person=person, cohort=cohort, at=NOON + number * MOMENT)
    return cohort, member, people


def told(cohort: Cohort) -> list[int]:
    return list(cohort.waiting.exclude(told_at=None).order_by("asked_at").values_list("person", flat=True))


class TestWaitingForASeat:
    def test_nobody_is_told_of_what_is_taken(self, waiting_line):
        cohort, _member, _people = waiting_line
        assert actions.offer_free_seats(cohort_id=cohort.pk, at=NOON + DAY) == 0

    def test_a_seat_that_is_left_is_offered_to_the_first_with_a_link(
        self, waiting_line, django_capture_on_commit_callbacks, mailoutbox
    ):
        cohort, member, people = waiting_line
        with django_capture_on_commit_callbacks(execute=True):
            actions.leave_cohort(member=member, by=None, at=NOON)
        assert told(cohort) == [people[0].pk]
        (mail,) = mailoutbox
        invitation = cohort.invitations.get()
        assert mail.to == [people[0].email] and f"/invite/{invitation.token}/" in mail.body
        assert "is available" in mail.subject and cohort.name in mail.subject

    def test_more_seats_are_offered_to_as_many(self, waiting_line, django_capture_on_commit_callbacks):
        cohort, _member, people = waiting_line
        cohort.capacity = 3
        with django_capture_on_commit_callbacks(execute=True):
            actions.save_cohort(cohort=cohort, course_ids=[], by=None, at=NOON)
        assert told(cohort) == [person.pk for person in people[:2]]

    def test_an_offer_that_nobody_takes_goes_to_the_next(self, waiting_line):
        cohort, member, people = waiting_line
        actions.leave_cohort(member=member, by=None, at=NOON)
        for at in (NOON, NOON + DAY, NOON + OFFER_LASTS - MOMENT):
            actions.tell_all_who_can_be(at=at)
            assert told(cohort) == [people[0].pk]
        actions.tell_all_who_can_be(at=NOON + OFFER_LASTS)
        assert told(cohort) == [people[0].pk, people[1].pk]

    def test_an_offer_that_is_taken_is_no_seat_for_the_next(self, waiting_line):
        cohort, member, people = waiting_line
        actions.leave_cohort(member=member, by=None, at=NOON)
        actions.tell_all_who_can_be(at=NOON)
        use(cohort.invitations.get(), people[0], at=NOON + DAY)
        actions.tell_all_who_can_be(at=NOON + 9 * DAY)
        assert told(cohort) == [people[0].pk]

    def test_nobody_is_called_into_a_cohort_that_is_over(self, waiting_line):
        cohort, member, _people = waiting_line
        actions.leave_cohort(member=member, by=None, at=NOON)
        Cohort.objects.update(ends_at=NOON + DAY)
        assert actions.offer_free_seats(cohort_id=cohort.pk, at=NOON + DAY) == 0

    def test_asking_again_keeps_the_place_and_stopping_gives_it_up(self, waiting_line):
        cohort, _member, people = waiting_line
        actions.wait_for_cohort(person=people[0], cohort=cohort, at=NOON + DAY)
        assert cohort.waiting.first().person == people[0]
        for _time in range(2):
            actions.stop_waiting(person=people[0], cohort=cohort)
        assert cohort.waiting.count() == 2

    def test_who_joins_waits_no_more(self, waiting_line):
        cohort, member, people = waiting_line
        actions.leave_cohort(member=member, by=None, at=NOON)
        join(cohort, people[2])
        assert not cohort.waiting.filter(person=people[2]).exists()


class TestWaitingForACourse:
    @pytest.fixture
    def coming(self) -> Course:
        return in_status("coming_soon")

    def test_all_are_told_once_it_is_there(self, coming, django_capture_on_commit_callbacks, mailoutbox):
        people = [UserFactory() for _number in range(2)]
        for person in people * 2:
            actions.wait_for_course(person=person, course=coming, at=NOON)
        actions.tell_all_who_can_be(at=NOON)
        assert not mailoutbox
        course_actions.change_status(course=coming, status="active", actor=None, at=NOON)
        with django_capture_on_commit_callbacks(execute=True):
            for _time in range(2):
                actions.tell_all_who_can_be(at=NOON + DAY)
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted(person.email for person in people)
        assert all(page_of(coming).full_url in mail.body for mail in mailoutbox)

    @pytest.mark.parametrize("status", ["active", "locked", "archived"])
    def test_there_is_nothing_to_wait_for_in_another(self, status):
        course = in_status(status)
        with pytest.raises(actions.NothingToWaitFor):
            actions.wait_for_course(person=UserFactory(), course=course, at=NOON)
        assert not WaitlistEntry.objects.exists()

    @pytest.mark.parametrize(("status", "is_told"), [("locked", 0), ("archived", 0), ("active", 1)])
    def test_nobody_is_told_of_what_they_cannot_enter(self, coming, status, is_told):
        actions.wait_for_course(person=UserFactory(), course=coming, at=NOON)
        course_actions.change_status(course=coming, status=status, actor=None, at=NOON)
        assert actions.tell_course_is_there(course_id=coming.pk, at=NOON) == is_told
