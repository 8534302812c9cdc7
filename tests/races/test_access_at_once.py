"""Two at the same moment at one person's access: given twice, revoked while extended, noticed twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from common.one_statement import RowInsertion
from learning.access import actions
from learning.access.actions import bundles, grants, paths, scheduled_changes
from learning.access.models import (
    AccessEvent,
    BundlePage,
    BundlePurchase,
    CourseAccess,
    Enrolment,
    PathMember,
)
from learning.access.querysets import CourseAccessQuerySet
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, make_bundle, make_path, paid_course
from tests.races.waiting import Meeting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

Work = Callable[[], Any]


def at_once(*works: Work) -> list[Any]:
    """What each of these returned or raised, in their order; they start together."""
    gate, outcomes = threading.Barrier(len(works)), dict[int, Any]()

    def go(number: int, work: Work) -> None:
        gate.wait(timeout=10)
        try:
            outcomes[number] = work()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == len(works)
    return [outcome for _number, outcome in sorted(outcomes.items())]


def errors(outcomes: list[Any]) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def patch(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, around: Callable[..., Any]) -> None:
    monkeypatch.setattr(owner, name, around(getattr(owner, name)))


def facts(name: str) -> int:
    return OutboxRow.objects.filter(kind__endswith=name).count()


class TestOneSourceTwice:
    """Both have seen that there is no grant yet before either writes one."""

    @pytest.fixture
    def both_look_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        patch(monkeypatch, RowInsertion, "add", Meeting().before)

    @staticmethod
    def given(person: User, course: Course) -> Work:
        source: dict[str, Any] = {"type": "manual", "source_kind": "manual", "source_id": "7"}
        return lambda: actions.grant_course_access(person=person, course=course, by=None, at=NOON, **source)

    def test_without_the_conflict_named_one_runs_into_the_constraint(
        self, both_look_first: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(grants, "_GRANTS", RowInsertion(CourseAccess))
        work = self.given(UserFactory(), paid_course())
        assert errors(at_once(work, work)) == [IntegrityError]

    def test_it_opens_the_course_once(self, both_look_first: None) -> None:
        work = self.given(UserFactory(), paid_course())
        first, second = at_once(work, work)
        assert first == second == CourseAccess.objects.get()
        assert AccessEvent.objects.get().kind == "granted"
        assert facts("AccessOpened") == 1

    def test_enrolling_twice_is_one_enrolment_by_one_grant(self, both_look_first: None) -> None:
        course, person = courses.make_course(lessons=1), UserFactory()
        work = lambda: actions.enrol(person=person, course=course, at=NOON)  # noqa: E731
        assert at_once(work, work) == [Enrolment.objects.get()] * 2
        assert CourseAccess.objects.count() == AccessEvent.objects.count() == facts("AccessOpened") == 1


class TestTwoSweeps:
    @pytest.fixture
    def both_look_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        patch(monkeypatch, scheduled_changes, "_event", Meeting().before)

    @pytest.fixture
    def no_lock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(CourseAccessQuerySet, "select_for_update", lambda rows, **_how: rows)

    @staticmethod
    def sweep() -> Any:
        return scheduled_changes.apply_scheduled_changes(now=NOON + 3 * DAY)

    def test_without_the_lock_a_beginning_is_told_twice(self, both_look_first: None, no_lock: None) -> None:
        GrantFactory(course=paid_course(), starts_at=NOON)
        at_once(self.sweep, self.sweep)
        assert facts("AccessOpened") == 2  # if this fails, the next test proves nothing

    def test_a_beginning_and_an_end_are_told_once(self, both_look_first: None) -> None:
        GrantFactory(course=paid_course(), starts_at=NOON, ends_at=NOON + 2 * DAY)
        GrantFactory(course=paid_course(), starts_at=NOON)
        GrantFactory(course=paid_course(), ends_at=NOON + DAY)
        outcomes = at_once(self.sweep, self.sweep)
        assert errors(outcomes) == []
        assert (facts("AccessOpened"), facts("AccessEnded")) == (2, 2)
        assert sum(outcome.begun for outcome in outcomes) == sum(outcome.ended for outcome in outcomes) == 2
        assert AccessEvent.objects.exclude(kind="granted").count() == 4


class TestRevokedWhileExtended:
    @pytest.fixture
    def grant(self) -> CourseAccess:
        return GrantFactory(course=paid_course(), ends_at=NOON + DAY)

    @pytest.fixture
    def both_look_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        patch(monkeypatch, grants, "is_open", Meeting().before)

    def change_at_once(self, grant: CourseAccess) -> list[Any]:
        outcomes = at_once(
            lambda: actions.revoke_course_access(grant=grant, by=None, at=NOON, reason="Refunded"),
            lambda: actions.extend_course_access(grant=grant, ends_at=None, at=NOON),
        )
        grant.refresh_from_db()
        return outcomes

    def test_without_the_lock_one_writes_over_the_other(
        self, grant: CourseAccess, both_look_first: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(grants, "locked", lambda one, **_how: CourseAccess.objects.get(pk=one.pk))
        self.change_at_once(grant)
        assert (grant.status, grant.ends_at) != ("revoked", None)
        assert AccessEvent.objects.count() == 3  # the history tells of both, the grant of one

    def test_what_is_revoked_stays_revoked(self, grant: CourseAccess, both_look_first: None) -> None:
        outcomes = self.change_at_once(grant)
        last = AccessEvent.objects.order_by("pk").last()
        assert (grant.status, last.status, last.ends_at) == ("revoked", "revoked", grant.ends_at)
        assert errors(outcomes) in ([], [actions.GrantIsRevoked])
        assert (grant.ends_at is None) == (errors(outcomes) == [])
        assert facts("AccessEnded") == 1


class TestABundleTwice:
    @pytest.fixture
    def bundle(self) -> BundlePage:
        return make_bundle(*((paid_course(lessons=1), "") for _number in range(2)))

    @pytest.fixture
    def both_look_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        patch(monkeypatch, type(BundlePurchase.objects.all()), "create", Meeting().before)

    @pytest.mark.parametrize("what", [{"order_id": "2026-7"}, {"key": uuid4()}])
    def test_an_order_told_twice_and_a_button_pressed_twice_open_it_once(
        self, what: dict[str, Any], bundle: BundlePage, both_look_first: None
    ) -> None:
        person = UserFactory()
        told = lambda: actions.grant_bundle_access(  # noqa: E731
            person=person, bundle=bundle.bundle, by=None, at=NOON, **what
        )
        assert at_once(told, told) == [BundlePurchase.objects.get()] * 2
        assert CourseAccess.objects.count() == AccessEvent.objects.count() == facts("AccessOpened") == 2

    def test_without_looking_again_one_runs_into_the_constraint(
        self, bundle: BundlePage, both_look_first: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bundles, "_same_purchase", lambda *_which, **_how: None)
        person = UserFactory()
        told = lambda: actions.grant_bundle_access(  # noqa: E731
            person=person, bundle=bundle.bundle, by=None, at=NOON, order_id="2026-7"
        )
        assert errors(at_once(told, told)) == [IntegrityError]

    def test_taking_it_back_twice_takes_it_back_once(self, bundle: BundlePage) -> None:
        given = actions.grant_bundle_access(person=UserFactory(), bundle=bundle.bundle, by=None, at=NOON)
        back = lambda: actions.revoke_bundle_access(purchase=given, by=None, at=NOON, reason="No")  # noqa: E731
        assert errors(at_once(back, back)) == []
        assert AccessEvent.objects.filter(kind="ended").count() == facts("AccessEnded") == 2
        assert AccessEvent.objects.count() == 4


class TestAPathTwice:
    @pytest.fixture
    def both_look_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        patch(monkeypatch, type(PathMember.objects.all()), "create", Meeting().before)

    @staticmethod
    def joining() -> tuple[User, Work]:
        path, person = (
            make_path(*((courses.make_course(lessons=1), True) for _number in range(2))),
            UserFactory(),
        )
        return person, lambda: actions.join_path(person=person, path=path.learning_path, at=NOON)

    def test_without_looking_again_one_runs_into_the_constraint(
        self, both_look_first: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def naive(person: User, path: Any, at: Any, **_how: Any) -> PathMember:
            found = PathMember.objects.filter(person=person, path=path).first()
            return found or PathMember.objects.create(person=person, path=path, joined_at=at)

        monkeypatch.setattr(paths, "_member", naive)
        _person, join = self.joining()
        assert errors(at_once(join, join)) == [IntegrityError]

    def test_one_is_on_it_once_and_each_course_opens_once(self, both_look_first: None) -> None:
        person, join = self.joining()
        assert at_once(join, join) == [PathMember.objects.get()] * 2
        assert CourseAccess.objects.filter(person=person).count() == 2
        assert AccessEvent.objects.count() == facts("AccessOpened") == 2
