"""What players report: `learning.progress.actions.record_heartbeat`."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.courses.models import Course, LessonPage
from learning.progress import actions, bitmap
from learning.progress.models import LessonCompletion, LessonPosition
from learning.progress.openings import opening
from learning.testing import courses
from learning.testing.access import end_grants, fresh, page_of, viewer
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db

TEN_MINUTES = 600


def told() -> list[str]:
    rows = OutboxRow.objects.filter(kind__startswith="progress.").order_by("pk")
    return [kind.removeprefix("progress.") for kind in rows.values_list("kind", flat=True)]


@pytest.fixture
def learner() -> Learner:
    return Learner(film_course(lessons=2))


def test_the_first_report_starts_the_clock_and_counts_nothing(learner: Learner) -> None:
    recorded = learner.report(timestamp=300)
    assert (recorded.percentage, recorded.is_completed) == (0, False)
    assert LessonPosition.objects.get().position_seconds == 300
    assert told() == ["LessonStarted"]


@pytest.mark.parametrize(
    ("passed", "parts"), [(0, 0), (4.9, 0), (5, 1), (10, 2), (60, 12), (299, 59), (300, 60)]
)
def test_parts_fill_twice_as_fast_as_time_at_most(learner: Learner, passed: float, parts: int) -> None:
    learner.report()
    learner.wait(passed).report()
    assert LessonPosition.objects.get().parts_watched == parts


def test_time_that_is_not_worth_a_part_is_carried_over_but_not_hoarded(learner: Learner) -> None:
    learner.report(parts=bitmap.EMPTY)
    for _report in range(4):
        learner.wait(2.5).report()
    assert LessonPosition.objects.get().parts_watched == 2
    learner.wait(3_600).report(parts=bitmap.first_parts(2))
    learner.wait(0).report()
    assert LessonPosition.objects.get().parts_watched == 3


def test_a_bare_percentage_is_believed_for_the_time_that_passed(learner: Learner) -> None:
    learner.report(parts=None, watch_percentage=100)
    recorded = learner.wait(60).report(parts=None, watch_percentage=100)
    assert recorded.percentage == 10
    recorded = learner.wait(600).report(parts=None, watch_percentage=50)
    assert recorded.percentage == 50


def test_percentages_never_fall_and_the_position_is_the_last_one_sent(learner: Learner) -> None:
    learner.report()
    learner.wait(60).report(timestamp=400)
    recorded = learner.wait(10).report(parts=bitmap.EMPTY, watch_percentage=3, timestamp=12)
    assert recorded.percentage == 20
    assert LessonPosition.objects.get().position_seconds == 12


def test_a_lesson_is_completed_at_the_threshold_of_every_film() -> None:
    learner = Learner(film_course(films=2))
    first, second = lessons_of(learner.course)[0].videos
    learner.report(video_id=first.id)
    assert not learner.wait(TEN_MINUTES).report(video_id=first.id).is_completed
    assert learner.report(video_id=second.id).percentage == 50
    almost = learner.wait(269).report(video_id=second.id)
    assert (almost.is_completed, almost.percentage) == (False, 94)
    done = learner.wait(1).report(video_id=second.id)
    assert done.is_completed and done.was_completed_now and done.percentage == 100
    completion = LessonCompletion.objects.get()
    assert (completion.how, completion.recorded_by) == ("watched", learner.enrolment.person)
    assert completion.evidence["videos_watched"]["watched"] == {first.id: 100, second.id: 90}


def test_completing_leads_on_and_is_told_once(learner: Learner) -> None:
    first, second = lessons_of(learner.course)
    recorded = learner.watch(first)
    assert recorded.next_lesson == second
    assert (recorded.course_percentage, recorded.was_course_completed_now) == (50, False)
    again = learner.wait(10).report(first)
    assert (again.was_completed_now, again.is_completed, again.percentage) == (False, True, 100)
    last = learner.watch(second)
    assert (last.course_percentage, last.was_course_completed_now, last.next_lesson) == (100, True, None)
    assert told() == [
        "LessonStarted", "LessonCompleted", "CourseHalfway",
        "LessonStarted", "LessonCompleted", "CourseCompleted",
    ]  # fmt: skip


def test_a_film_of_unknown_length_takes_at_least_half_a_minute() -> None:
    learner = Learner(film_course(length=""))
    learner.report(duration=1)
    learner.wait(10).report(duration=1)
    assert LessonPosition.objects.get().parts_watched == 20
    learner.wait(17).report(duration=1)
    assert LessonCompletion.objects.exists()


def test_a_lesson_without_films_remembers_that_somebody_was_there() -> None:
    learner = Learner(courses.make_course())
    recorded = learner.report(timestamp=0)
    assert (recorded.percentage, recorded.is_completed) == (0, False)
    assert LessonPosition.objects.get().video_id == ""


def test_an_unknown_film_fills_nothing(learner: Learner) -> None:
    learner.report(video_id="somewhere-else")
    recorded = learner.wait(TEN_MINUTES).report(video_id="somewhere-else")
    assert recorded.percentage == 0


def test_replacing_a_film_takes_no_percentage_away(learner: Learner) -> None:
    learner.report()
    assert learner.wait(60).report().percentage == 20
    page = LessonPage.objects.get(lesson=lessons_of(learner.course)[0].id)
    page.body = courses.video_body(url="https://vimeo.com/1084537")
    page.save_revision().publish()
    learner.course = fresh(learner.course)
    assert learner.wait(1).report().percentage == 20


def test_a_lower_threshold_completes_with_the_next_report(learner: Learner) -> None:
    learner.report()
    learner.wait(150).report()
    page = LessonPage.objects.get(lesson=lessons_of(learner.course)[0].id)
    page.watch_threshold = 50
    page.save_revision().publish()
    assert learner.wait(1).report(parts=bitmap.EMPTY).was_completed_now


def refused(learner: Learner, **report: Any) -> str:
    with pytest.raises(actions.LessonRefused) as refusal:
        learner.report(**report)
    assert not LessonPosition.objects.exists() and told() == []
    return refusal.value.verdict.code


def test_nothing_is_recorded_for_whoever_is_not_in(learner: Learner) -> None:
    end_grants()
    assert refused(learner) == "expired"
    learner.viewer = viewer(UserFactory())
    assert refused(learner) == "no_grant"
    learner.viewer = viewer(None)
    assert refused(learner) == "no_grant"
    learner.viewer = viewer(courses.make_reviewer())
    assert refused(learner) == "no_grant"


def test_a_preview_does_not_let_a_former_learner_go_on_recording() -> None:
    course = courses.make_course(lesson_fields={"is_free_preview": True})
    learner = Learner(course)
    end_grants()
    assert refused(learner) == "expired"


def test_lessons_of_other_editions_are_not_there(learner: Learner) -> None:
    gone = lessons_of(learner.course)[1]
    LessonPage.objects.get(lesson=gone.id).delete()
    courses.publish(page_of(learner.course))
    with pytest.raises(actions.LessonNotFound):
        learner.report(gone)
    with pytest.raises(actions.LessonNotFound):
        actions.record_heartbeat(
            viewer=learner.viewer, lesson_public_id=page_of(learner.course).translation_key, timestamp=0
        )


@pytest.mark.parametrize("is_completed", [False, True])
def test_a_report_that_completes_nothing_costs_two_queries(learner: Learner, is_completed: bool) -> None:
    if is_completed:
        learner.watch()
    learner.report()
    learner.wait(10)
    with CaptureQueriesContext(connection) as queries:
        learner.report(parts=bitmap.first_parts(2), timestamp=10)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    verdict = [sql for sql in asked if '"access_courseaccess"' in sql or '"access_milestone"' in sql]
    assert len(verdict) == 1
    assert len(asked) == 2  # the verdict is asked with the first


REPORTS = st.lists(
    st.tuples(
        st.floats(0, 120),
        st.one_of(st.none(), st.integers(bitmap.EMPTY, bitmap.FULL)),
        st.integers(0, 100),
        st.floats(0, 2_000),
    ),
    max_size=12,
)


class AnyReports(PropertyCase):
    """Whatever a player sends: bounds hold, nothing falls, nothing is faster than twice the time."""

    course: Course

    @classmethod
    def setUpTestData(cls) -> None:
        cls.course = film_course()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(REPORTS)
    def test_bounds_hold_and_nothing_falls(self, reports: list[Any]) -> None:
        learner = Learner(self.course)
        before, was_completed = 0, False
        for passed, parts, percentage, timestamp in reports:
            recorded = learner.wait(passed).report(
                parts=parts, watch_percentage=percentage, timestamp=timestamp
            )
            row = learner.enrolment.positions.get()
            assert 0 <= before <= recorded.percentage <= 100
            assert recorded.is_completed >= was_completed
            assert row.position_seconds == int(timestamp)
            assert row.parts_watched * 10 <= 2 * learner.seconds + 1e-3
            before, was_completed = recorded.percentage, recorded.is_completed
        assert was_completed == learner.enrolment.lesson_completions.exists()


def test_courses_of_this_file_have_films_that_tell_the_time() -> None:
    course: Course = film_course(lessons=1)
    [lesson] = lessons_of(course)
    assert [film.seconds for film in lesson.videos] == [TEN_MINUTES]


def opened(learner: Learner, lesson: int = 0, *, person: int | None = None) -> str:
    """The server's word that the learner was given the lesson's page at this moment."""
    lesson_id = lessons_of(learner.course)[lesson].id
    person_id = person or learner.enrolment.person_id
    return opening(person_id=person_id, lesson_id=lesson_id, at=learner.viewer.moment)


def test_a_film_watched_without_a_connection_counts_when_its_report_arrives(learner: Learner) -> None:
    word = opened(learner)
    recorded = learner.wait(TEN_MINUTES).report(timestamp=TEN_MINUTES, opened=word)
    assert (recorded.percentage, recorded.is_completed) == (100, True)


def test_it_counts_no_more_than_there_was_time_since_the_page_was_opened(learner: Learner) -> None:
    word = opened(learner)
    learner.wait(50).report(opened=word)
    assert LessonPosition.objects.get().parts_watched == 10


def test_a_word_counts_for_its_person_and_lesson_only(learner: Learner) -> None:
    for word in (opened(learner, 1), opened(learner, person=learner.enrolment.person_id + 1), "made:up", ""):
        LessonPosition.objects.all().delete()
        learner.wait(TEN_MINUTES).report(opened=word)
        assert LessonPosition.objects.get().parts_watched == 0


def test_a_report_that_waited_moves_no_newer_position(learner: Learner) -> None:
    learner.report(timestamp=100)
    learner.wait(3_600).report(timestamp=400)
    learner.wait(10).report(timestamp=120, age_seconds=3_000)
    assert LessonPosition.objects.get().position_seconds == 400
    learner.wait(10_000).report(timestamp=150, age_seconds=2_000)
    assert LessonPosition.objects.get().position_seconds == 150
