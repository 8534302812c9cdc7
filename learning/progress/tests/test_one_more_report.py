"""One more report on a video is recorded without a lock, and exactly as it would be with one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.models import OutboxRow
from learning.access import actions as access
from learning.access.models import CourseAccess
from learning.courses import actions as course_actions
from learning.courses.models import LessonPage
from learning.courses.release import outlines
from learning.courses.release.outlines import OutlineLesson
from learning.progress import actions, bitmap
from learning.progress.actions import heartbeats
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition
from learning.testing import courses
from learning.testing.access import fresh, page_of
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db

ONLY_HELD = mock.patch.object(heartbeats, "_record_one_more", lambda *_args: None)


def written() -> list[Any]:
    """All that a report may leave behind. What is left of time is a number that databases round."""
    names = [field.attname for field in LessonPosition._meta.concrete_fields if field.attname != "id"]
    positions = list(LessonPosition.objects.order_by("lesson_id", "video_id").values(*names))
    spare = [pytest.approx(row.pop("spare_seconds"), abs=1e-6) for row in positions]
    return [
        positions,
        spare,
        list(
            LessonCompletion.objects.order_by("lesson_id").values_list(
                "lesson_id", "completed_at", "evidence"
            )
        ),
        list(CourseCompletion.objects.values_list("enrolment_id", "completed_at")),
        sorted(OutboxRow.objects.values_list("kind", flat=True)),
    ]


def outcome(report: Callable[[], Any]) -> Any:
    """What a report comes to, and what it leaves."""
    try:
        told = report()
    except actions.LessonRefused as refused:
        verdict = refused.verdict
        told = ("refused", verdict.code, verdict.sentence, verdict.next_step)
    except actions.LessonNotFound:
        told = ("not found",)
    return told, written()


class Life:
    """A learner of a course with a lesson of one film and one of two, and what may happen to both."""

    def __init__(self) -> None:
        self.course = film_course(threshold=30, length="05:00")
        page = page_of(self.course)
        film = ("video", {"title": "Another", "url": "https://vimeo.com/76979872", "length": "04:00"})
        unknown = ("video", {"title": "No length", "url": "https://vimeo.com/76979873"})
        kind = LessonPage.Kind.VIDEO
        courses.add_lesson(
            page, kind=kind, body=courses.body(film, unknown), watch_threshold=20, is_free_preview=True
        )
        courses.add_lesson(page, body=courses.text_body())
        courses.release(page)
        self.course = fresh(self.course)
        self.learner, self.lessons = Learner(self.course), lessons_of(self.course)
        self.quick = 0

    def do(self, step: tuple[Any, ...]) -> None:
        getattr(self, f"do_{step[0]}")(*step[1:])

    def do_wait(self, seconds: float) -> None:
        self.learner.wait(seconds)

    def do_report(self, lesson: int, film: int, parts: int | None, extra: dict[str, Any]) -> None:
        """By both ways; the one with the lock is undone."""
        at: OutlineLesson = self.lessons[lesson]
        video = at.videos[film % len(at.videos)].id if at.videos and film < 2 else ""
        report = {"timestamp": 10, "parts": parts, "video_id": video} | extra
        person = User.objects.get(pk=self.learner.enrolment.person_id)
        self.learner.viewer = replace(self.learner.viewer, person=person)
        with transaction.atomic():
            with ONLY_HELD:
                held = outcome(lambda: self.learner.report(at, **report))
            transaction.set_rollback(True)
        with CaptureQueriesContext(connection) as asked:
            found = outcome(lambda: self.learner.report(at, **report))
        assert found == held
        if any(query["sql"].lstrip().startswith("UPDATE progress_lessonposition") for query in asked):
            self.quick += 1

    def do_grant(self, action: str) -> None:
        grant = CourseAccess.objects.filter(person=self.learner.enrolment.person).earliest("pk")
        changes: dict[str, Callable[..., Any]] = {
            "lock": access.lock_course_access,
            "unlock": access.unlock_course_access,
            "revoke": lambda **words: access.revoke_course_access(reason="Refunded", **words),
            "reinstate": access.reinstate_course_access,
        }
        with suppress(access.GrantIsRevoked), transaction.atomic():
            changes[action](grant=grant, by=None, at=self.learner.viewer.moment)

    def do_read(self) -> None:
        with suppress(actions.LessonRefused, actions.LessonNotDone):
            self.learner.complete(self.lessons[2])

    def do_status(self, status: str) -> None:
        moment = self.learner.viewer.moment
        course_actions.change_status(course=fresh(self.course), status=status, actor=None, at=moment)

    def do_suspend(self) -> None:
        person = User.objects.get(pk=self.learner.enrolment.person_id)
        User.objects.filter(pk=person.pk).update(is_active=not person.is_active)

    def do_release(self, days: int, threshold: int) -> None:
        """Another release: with lessons that open by the day, or that want more to be watched."""
        page = page_of(self.course)
        page.drip_anchor = "enrolment"
        lesson = LessonPage.objects.descendant_of(page).order_by("path")[0]
        lesson.opens_after_days, lesson.watch_threshold = days, threshold
        page.save_revision()
        lesson.save_revision()
        courses.publish(page)

    def do_remove(self) -> None:
        page = page_of(self.course)
        LessonPage.objects.descendant_of(page).order_by("path")[1].unpublish()
        courses.publish(page)


PARTS = st.one_of(st.none(), st.integers(0, 20).map(bitmap.first_parts), st.integers(0, bitmap.FULL))
EXTRA = st.fixed_dictionaries(
    {},
    optional={
        "timestamp": st.sampled_from([0, 12.5, 10**6]),
        "watch_percentage": st.integers(0, 100),
        "duration": st.sampled_from([30, 240.5, 10**6]),
        "age_seconds": st.sampled_from([0, 59, 61, 10**5]),
        "opened": st.sampled_from(["", "made up"]),
    },
)
REPORT = st.tuples(st.just("report"), st.sampled_from([0, 0, 1, 1, 2]), st.integers(0, 2), PARTS, EXTRA)
STEP = st.one_of(
    REPORT,
    REPORT,
    st.tuples(st.just("wait"), st.sampled_from([1, 5, 10, 60, 300, -3600])),
    st.tuples(st.just("wait"), st.sampled_from([1, 5, 10, 60, 300])),
    st.tuples(st.just("grant"), st.sampled_from(["lock", "unlock", "revoke", "reinstate"])),
    st.tuples(st.just("status"), st.sampled_from(["active", "locked", "archived"])),
    st.tuples(st.sampled_from(["read", "suspend", "remove"])),
    st.tuples(st.just("release"), st.integers(0, 2), st.sampled_from([10, 90])),
)
USUAL = [
    ("report", 0, 0, 0, {}),
    ("wait", 10),
    ("report", 0, 0, 3, {}),
    ("wait", 10),
    ("report", 0, 0, 7, {}),
]
TOGETHER = [
    *[("report", 1, film, 0, {}) for film in (0, 1)],
    ("wait", 300),
    *[("report", 1, film, bitmap.FULL, {}) for film in (0, 1)],
    ("report", 1, 0, bitmap.FULL, {}),
]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@example([*USUAL, ("grant", "revoke"), ("report", 0, 0, 15, {})])
@example(
    [*USUAL, ("suspend",), ("report", 0, 0, 15, {}), ("suspend",), ("wait", 5), ("report", 0, 0, 15, {})]
)
@example(
    [
        *USUAL,
        ("release", 2, 10),
        ("wait", 5),
        ("report", 0, 0, 15, {}),
        ("wait", -60),
        ("report", 0, 0, 31, {}),
    ]
)
@example([("read",), *USUAL])
@example([*TOGETHER, ("read",), ("wait", 5), ("report", 1, 1, None, {"watch_percentage": 90})])
@example([*TOGETHER, ("remove",), ("wait", 5), ("report", 1, 1, 3, {})])
@given(st.lists(STEP, min_size=4, max_size=12))
def test_it_decides_and_writes_as_the_way_with_a_lock(steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        life = Life()
        for step in steps:
            life.do(step)
        event(f"quick: {min(life.quick, 3)}")
        assert steps[:5] != USUAL or life.quick >= 2  # else nothing would be compared
        transaction.set_rollback(True)
    outlines.forget()


def test_two_statements_record_it_and_nothing_is_held() -> None:
    learner = Learner(film_course())
    learner.report(parts=bitmap.EMPTY)
    learner.wait(10)
    with CaptureQueriesContext(connection) as asked:
        learner.report(parts=1)
    read, wrote = [query["sql"] for query in asked]
    assert read.startswith("SELECT") and "FOR UPDATE" not in read and wrote.lstrip().startswith("UPDATE")


def test_a_first_report_and_one_that_completes_are_held() -> None:
    learner = Learner(film_course())
    with mock.patch.object(heartbeats, "_record_held", wraps=heartbeats._record_held) as held:
        learner.report(parts=bitmap.EMPTY)
        assert held.call_count == 1
        learner.wait(60).report()
        assert held.call_count == 1
        assert learner.wait(600).report().is_completed
        assert held.call_count == 2
        learner.wait(10).report()
        assert held.call_count == 2


def test_what_was_reported_meanwhile_is_counted_once() -> None:
    """Between what is read and what is written, another player reports the same time."""
    learner = Learner(film_course())
    learner.report(parts=bitmap.EMPTY)
    learner.wait(60)
    read = heartbeats.known_at_lesson

    def reported_meanwhile(*args: Any) -> Any:
        known = read(*args)
        with ONLY_HELD:
            learner.report(parts=bitmap.FULL, timestamp=5)
        return known

    with mock.patch.object(heartbeats, "known_at_lesson", reported_meanwhile):
        learner.report(timestamp=9)
    row = LessonPosition.objects.get()
    assert (row.parts_watched, row.position_seconds) == (12, 9)


def test_a_clock_that_went_back_gives_no_time_twice() -> None:
    learner = Learner(film_course())
    learner.report(parts=bitmap.EMPTY)
    learner.wait(60).report()
    learner.wait(-30).report()
    assert LessonPosition.objects.get().parts_watched == 12
    row = LessonPosition.objects.get()
    assert (row.parts_watched, row.updated_at) == (12, learner.viewer.moment)


@pytest.mark.parametrize("films", [1, 2])
def test_the_last_films_complete_a_lesson_whoever_is_last(films: int) -> None:
    learner = Learner(film_course(films=films, threshold=50))
    for film in lessons_of(learner.course)[0].videos:
        learner.report(parts=bitmap.EMPTY, video_id=film.id)
    learner.wait(600)
    done = [learner.report(video_id=film.id).is_completed for film in lessons_of(learner.course)[0].videos]
    assert done == [False] * (films - 1) + [True]
    assert LessonCompletion.objects.count() == 1
