"""Publishing, unpublishing, approving and the schedule at the same moment: releases follow one another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPagePermissionError

from accounts.models import User
from learning.courses import actions
from learning.courses.actions import candidates, releases
from learning.courses.models import Candidate, Course, CoursePage, Release
from learning.testing import courses
from tests import locks

from .waiting import await_waiting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

#: What whoever comes second may be told; everything else is a fault.
REFUSALS = (actions.CandidateAlreadyDecided, UnpublishPagePermissionError)
ON_TIME = timedelta(minutes=1)


class Desk:
    """A released course with an approved candidate that waits for its moment, one in review, and a draft."""

    def __init__(self) -> None:
        self.author: User = courses.make_instructor()
        self.reviewer: User = courses.make_reviewer()
        self.course = courses.make_course(lessons=2, owner=self.author)
        now = timezone.now()
        self.edit("Scheduled")
        waiting = actions.submit_candidate(page=self.page, actor=self.author)
        actions.approve_candidate(candidate=waiting, actor=self.reviewer, at=now, go_live_at=now + ON_TIME)
        self.edit("In review")
        self.candidate = actions.submit_course(page=self.page, actor=self.author)
        self.edit("Draft")

    @property
    def page(self) -> CoursePage:
        return CoursePage.objects.get(course=self.course)

    def edit(self, title: str) -> None:
        page = self.page
        page.title = title
        page.save_revision(user=self.author)

    def publish(self) -> Any:
        return actions.publish_course(page=self.page, actor=self.reviewer, at=timezone.now())

    def unpublish(self) -> Any:
        return self.page.unpublish(user=self.reviewer)

    def run_schedule(self) -> Any:
        return actions.publish_due_candidates(at=timezone.now() + ON_TIME)

    def approve(self) -> Any:
        return actions.decide_on_candidate(
            candidate=self.candidate, decision=actions.APPROVE, actor=self.reviewer
        )

    def delete(self) -> Any:
        with transaction.atomic():  # as Wagtail's screen does
            return self.page.delete()


def while_held(desk: Desk, *works: Callable[[], Any]) -> list[Any]:
    """What each returned or raised. They begin while the course is held, and go on once all of them wait."""
    outcomes: list[Any] = [None] * len(works)

    def go(place: int) -> None:
        try:
            outcomes[place] = works[place]()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[place]) for place in range(len(works))]
    with transaction.atomic():
        releases.lock_course(desk.course.pk)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            await_waiting(threads[:number])
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    return outcomes


def errors(outcomes: list[Any]) -> list[Any]:
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, REFUSALS)]


def assert_is_in_order(desk: Desk) -> None:
    """Numbers without a gap, the latest one is the course's, and it says what the page says."""
    course = Course.objects.select_related("latest_release").get(pk=desk.course.pk)
    numbers = list(Release.objects.filter(course=course).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    latest = course.latest_release
    assert latest is not None
    assert latest.number == numbers[-1]
    page = CoursePage.objects.filter(course=course).first()
    assert latest.is_withdrawn == (page is None or not page.live)
    if page is not None and page.live:
        assert latest.title == page.title
    for candidate in course.candidates.filter(status=Candidate.Status.APPROVED):
        assert candidate.release_id is not None


WORKS = ("publish", "unpublish", "run_schedule", "approve", "delete")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_without_reading_again_the_second_one_finds_no_release(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(course_id: int) -> Course:
        courses = Course.objects.select_for_update(of=("self",)).select_related("latest_release")
        return courses.get(pk=course_id)

    monkeypatch.setattr(candidates, "lock_course", locked)
    monkeypatch.setattr(releases, "lock_course", locked)
    monkeypatch.setattr(locks, "ALLOWED", {__file__: "to see what it does"})
    outcomes = while_held(desk, desk.run_schedule, desk.unpublish)
    assert [type(one) for one in errors(outcomes)] == [IntegrityError]  # else the next test proves nothing


@pytest.mark.parametrize(("first", "second"), list(combinations_with_replacement(WORKS, 2)))
def test_two_at_once_follow_one_another(desk: Desk, first: str, second: str) -> None:
    outcomes = while_held(desk, getattr(desk, first), getattr(desk, second))
    assert not errors(outcomes)
    assert_is_in_order(desk)


def test_all_at_once_follow_one_another(desk: Desk) -> None:
    outcomes = while_held(desk, desk.unpublish, desk.approve, desk.run_schedule, desk.publish, desk.unpublish)
    assert not errors(outcomes)
    assert_is_in_order(desk)


def test_two_who_approve_at_once_publish_once(desk: Desk) -> None:
    """Both had the submission before them, as it stood before either of them decided."""
    frozen = Candidate.objects.get(pk=desk.candidate.pk)

    def approve() -> Any:
        return actions.approve_candidate(candidate=frozen, actor=desk.reviewer, at=timezone.now())

    first, second = while_held(desk, approve, approve)
    assert isinstance(first, Release)
    assert isinstance(second, actions.CandidateAlreadyDecided)
    assert Release.objects.filter(course=desk.course).count() == 2  # the one of before, and this one
