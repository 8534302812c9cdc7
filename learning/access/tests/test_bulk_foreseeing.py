"""Access for many people at once: what is foreseen of it, and what it does for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.actions import bulk as bulks
from learning.access.actions.bulk import Wanted, outcome_of
from learning.access.models import (
    BulkEnrolmentJob,
    CourseAccess,
)
from learning.courses.models import Course
from learning.testing.access import DAY, NOON, GrantFactory, paid_course
from learning.testing.bulk_jobs import done, footprint, prepare, run

pytestmark = pytest.mark.django_db

OPEN, LOCKED, REVOKED, PENDING = "unlocked", "locked", "revoked", "pending"


@pytest.fixture
def course() -> Course:
    return paid_course(lessons=1)


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=[ADMINISTRATOR])


class TestForeseeing:
    def test_the_counts_are_those_of_the_run(self, course, admin):
        new, inside, short, stopped = [UserFactory() for _number in range(4)]
        GrantFactory(person=inside, course=course)
        GrantFactory(person=short, course=course, ends_at=NOON + DAY)
        GrantFactory(person=stopped, course=course, status=LOCKED)
        bulk = prepare(admin, course, new, inside, short, stopped, "who@example.org", new.email.upper())
        assert bulk.planned == {
            "listed": 6,
            "known": 4,
            "unknown": 1,
            "no_address": 0,
            "twice": 1,
            "changed": 2,
            "courses": {str(course.pk): {"new": 1, "in": 1, "longer": 1, "held": 1}},
        }
        run(bulk, admin)
        assert bulk.state == BulkEnrolmentJob.State.DONE
        assert done(bulk) == bulk.planned["courses"][str(course.pk)]

    def test_foreseeing_opens_nothing(self, course, admin):
        before = footprint()[:5]
        bulk = prepare(admin, course, UserFactory())
        actions.run_bulk(bulk_id=bulk.pk, clock=lambda: NOON)
        assert footprint()[:5] == before
        assert bulk.state == BulkEnrolmentJob.State.PREPARED

    def test_what_happened_meanwhile_is_counted_anew(self, course, admin):
        person = UserFactory()
        bulk = prepare(admin, course, person)
        GrantFactory(person=person, course=course)
        bulk = actions.foresee_bulk(bulk=bulk, at=NOON + DAY)
        assert bulk.planned["courses"][str(course.pk)] == {"in": 1}
        assert bulk.planned_at == NOON + DAY

    def test_people_are_found_by_any_case_and_by_a_second_address(self, course, admin):
        person = UserFactory()
        person.emailaddress_set.create(email="second@example.org", verified=True)
        person.emailaddress_set.create(email="claimed@example.org", verified=False)
        bulk = prepare(admin, course, "SECOND@example.org", "claimed@example.org", person.email.upper())
        assert (bulk.planned["known"], bulk.planned["unknown"], bulk.planned["twice"]) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("given", "more", "refusal"),
        [
            ((), {}, actions.NobodyListed),
            (("a@example.org",), {"ends": "until", "ends_at": NOON}, actions.EndsBeforeStart),
            (
                ("a@example.org",),
                {"ends": "until", "ends_at": NOON + DAY, "starts_at": NOON + 2 * DAY},
                actions.EndsBeforeStart,
            ),
        ],
    )
    def test_nonsense_is_refused_and_not_written(self, course, admin, given, more, refusal):
        with pytest.raises(refusal):
            prepare(admin, course, *given, **more)
        assert not BulkEnrolmentJob.objects.exists()

    def test_too_long_a_list_is_refused(self, course, admin, monkeypatch):
        monkeypatch.setattr(bulks.recipients, "MOST_PEOPLE", 2)
        with pytest.raises(actions.TooManyListed, match="up to 2 people"):
            prepare(admin, course, "a@example.org", "b@example.org", "c@example.org")


SPAN = Wanted(Course(), NOON, NOON + 10 * DAY)
FOR_GOOD = Wanted(Course(), NOON, None)


@pytest.mark.parametrize(
    ("held", "wanted", "outcome"),
    [
        ([], SPAN, "new"),
        ([(OPEN, -1, None, "free")], SPAN, "in"),
        ([(OPEN, -1, 10, "free")], SPAN, "in"),
        ([(OPEN, -1, 9, "free")], SPAN, "longer"),
        ([(OPEN, 1, None, "free")], SPAN, "longer"),
        ([(OPEN, -1, 900, "free")], FOR_GOOD, "longer"),
        ([(OPEN, -9, 0, "free")], SPAN, "new"),  # over when this would begin
        ([(OPEN, 10, None, "free")], SPAN, "new"),  # begins when this would be over
        ([(OPEN, -1, None, "path")], SPAN, "new"),  # opens in the order of its path only
        ([(LOCKED, -1, None, "free")], SPAN, "held"),
        ([(PENDING, -1, None, "free")], SPAN, "held"),
        ([(REVOKED, -9, -5, "free")], SPAN, "held"),
        ([(REVOKED, -9, -5, "free"), (OPEN, -1, None, "free")], SPAN, "in"),
        ([(REVOKED, -9, -5, "free"), (OPEN, -1, 5, "free")], SPAN, "longer"),
    ],
)
@pytest.mark.parametrize("includes_stopped", [False, True])
def test_what_it_does_for_somebody(held, wanted, outcome, includes_stopped):
    grants = [
        CourseAccess(
            status=status,
            starts_at=NOON + start * DAY,
            ends_at=None if end is None else NOON + end * DAY,
            source_kind=kind,
        )
        for status, start, end, kind in held
    ]
    expected = "new" if includes_stopped and outcome == "held" else outcome
    assert outcome_of(grants, wanted, includes_stopped=includes_stopped) == expected


days = st.integers(-20, 20)
spans = st.tuples(days, st.none() | st.integers(1, 30)).map(
    lambda pair: (NOON + pair[0] * DAY, None if pair[1] is None else NOON + (pair[0] + pair[1]) * DAY)
)


@given(spans, st.lists(st.tuples(st.sampled_from([OPEN, LOCKED, REVOKED]), spans), max_size=4), st.booleans())
def test_whoever_is_left_as_they_are_loses_no_day_of_it(span, held, includes_stopped):
    """In already: one grant alone is open throughout. New: not for a moment of it is any."""
    wanted = Wanted(Course(), *span)
    grants = [
        CourseAccess(status=status, starts_at=starts, ends_at=ends, source_kind="free")
        for status, (starts, ends) in held
    ]
    code = outcome_of(grants, wanted, includes_stopped=includes_stopped)
    last = wanted.ends_at or NOON + 60 * DAY
    moments = [wanted.starts_at + number * DAY / 2 for number in range((last - wanted.starts_at) * 2 // DAY)]
    let_in = [[moment for moment in moments if grant.effective_status(moment) == OPEN] for grant in grants]
    assert (code == "in") == any(open_at == moments for open_at in let_in)
    assert code not in ("new", "held") or not any(let_in)
    assert code != "longer" or any(let_in)
    assert code != "held" or not includes_stopped
