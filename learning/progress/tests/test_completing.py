"""Completing lessons and courses, and what screens are told of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from common.append_only import ChangeRefused
from common.models import OutboxRow
from learning.access.actions import extend_course_access as end_access
from learning.access.models import CourseAccess, Enrolment, Milestone
from learning.courses.actions import CourseNotReady
from learning.courses.models import CoursePage, LessonPage, Release
from learning.courses.release import outlines
from learning.progress import actions, selectors
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition
from learning.testing import courses
from learning.testing.access import NOON, GrantFactory, fresh, page_of
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = pytest.mark.django_db


def told(kind: str) -> int:
    return OutboxRow.objects.filter(kind=f"progress.{kind}").count()


def progress(learner: Learner) -> selectors.CourseProgress:
    release_id = learner.enrolment.release_id or learner.course.latest_release_id
    return selectors.progress_of(learner.enrolment, outlines.outline_of_release(release_id))


@pytest.fixture
def learner() -> Learner:
    return Learner(courses.make_course(lessons=3))


def test_a_text_is_completed_by_hand_once(learner: Learner) -> None:
    first = lessons_of(learner.course)[0]
    done = learner.complete(first)
    again = learner.complete(first)
    assert (done.was_completed_now, again.was_completed_now, again.is_completed) == (True, False, True)
    assert LessonCompletion.objects.get().how == "by_hand"
    assert (told("LessonStarted"), told("LessonCompleted")) == (1, 1)


def test_a_film_is_not_completed_by_hand_before_it_was_watched() -> None:
    learner = Learner(film_course())
    [lesson] = lessons_of(learner.course)
    with pytest.raises(actions.LessonNotDone, match="90%"):
        learner.complete(lesson)
    assert not LessonCompletion.objects.exists() and told("LessonStarted") == 0


def test_who_is_not_in_completes_nothing(learner: Learner) -> None:
    for grant in CourseAccess.objects.all():
        end_access(grant=grant, ends_at=NOON, at=NOON)
    with pytest.raises(actions.LessonRefused):
        learner.complete(lessons_of(learner.course)[0])
    assert not LessonCompletion.objects.exists()


def test_the_last_required_lesson_completes_the_course_once(learner: Learner) -> None:
    for lesson in lessons_of(learner.course):
        recorded = learner.complete(lesson)
    learner.complete(lesson)
    assert recorded.was_course_completed_now
    completion = CourseCompletion.objects.get()
    enrolment = Enrolment.objects.get()
    assert completion.completed_at == learner.viewer.moment
    assert completion.release_id == enrolment.release_id == learner.course.latest_release_id
    assert (told("CourseHalfway"), told("CourseCompleted")) == (1, 1)
    assert set(Milestone.objects.values_list("kind", flat=True)) == {
        "required_lessons", "course_halfway", "course_completed"
    }  # fmt: skip


def test_optional_lessons_do_not_count(learner: Learner) -> None:
    page = LessonPage.objects.get(lesson=lessons_of(learner.course)[2].id)
    page.is_required = False
    page.save_revision().publish()
    learner.course = fresh(learner.course)
    first, second, extra = lessons_of(learner.course)
    assert learner.complete(extra).course_percentage == 0
    assert learner.complete(first).course_percentage == 50
    assert learner.complete(second).was_course_completed_now


def test_a_course_without_required_lessons_stays_at_nought() -> None:
    learner = Learner(courses.make_course(lesson_fields={"is_required": False}))
    for lesson in lessons_of(learner.course):
        recorded = learner.complete(lesson)
    assert recorded.course_percentage == 0 and not CourseCompletion.objects.exists()


def test_what_authors_do_later_changes_no_result(learner: Learner) -> None:
    for lesson in lessons_of(learner.course):
        learner.complete(lesson)
    learner.enrolment.refresh_from_db()
    before = progress(learner)
    page = page_of(learner.course)
    courses.add_lesson(page)
    LessonPage.objects.get(lesson=lessons_of(learner.course)[0].id).delete()
    courses.publish(page)
    learner.course = fresh(learner.course)
    assert progress(learner).percentage == before.percentage == 100
    assert progress(learner).completed == before.completed


def test_a_release_that_asks_for_less_completes_the_course_for_who_had_done_it(
    learner: Learner, django_capture_on_commit_callbacks: Any
) -> None:
    first, second, third = lessons_of(learner.course)
    learner.complete(first)
    learner.complete(second)
    with django_capture_on_commit_callbacks(execute=True):
        LessonPage.objects.get(lesson=third.id).delete()
        courses.publish(page_of(learner.course))
    assert CourseCompletion.objects.get().enrolment == learner.enrolment
    assert told("CourseCompleted") == 1
    assert actions.settle_course(course_id=learner.course.pk, at=NOON) == 0


def test_completions_are_written_once(learner: Learner) -> None:
    learner.complete(lessons_of(learner.course)[0])
    with pytest.raises(ChangeRefused):
        LessonCompletion.objects.update(how="watched")
    with pytest.raises(ChangeRefused):
        LessonCompletion.objects.get().delete()
    row = LessonCompletion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonCompletion.objects.create(
            enrolment=row.enrolment,
            lesson=row.lesson,
            release=row.release,
            completed_at=NOON,
            how="watched",
            recorded_by=row.recorded_by,
        )


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", ["UPDATE {} SET completed_at = now()", "DELETE FROM {}"])
def test_postgresql_keeps_completions_from_raw_sql(learner: Learner, statement: str) -> None:
    for lesson in lessons_of(learner.course):
        learner.complete(lesson)
    for table in ("progress_lessoncompletion", "progress_coursecompletion"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.postgresql
def test_positions_leave_room_to_be_updated_in_place() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'progress_lessonposition'")
        assert cursor.fetchone() == (["fillfactor=80"],)


def test_screens_are_told_where_a_learner_is() -> None:
    learner = Learner(film_course(lessons=3))
    first, second, third = lessons_of(learner.course)
    assert progress(learner).next_lesson == first
    assert not progress(learner).is_started
    learner.watch(first)
    learner.report(second, timestamp=0)
    learner.wait(60).report(second, timestamp=75)
    seen = progress(learner)
    assert [seen.lesson_status(lesson) for lesson in (first, second, third)] == [
        "completed", "in_progress", "not_started"
    ]  # fmt: skip
    assert [seen.lesson_percentage(lesson) for lesson in (first, second, third)] == [100, 20, 0]
    assert seen.resume == selectors.Resume(second, second.videos[0].id, 75)
    assert seen.next_lesson == second
    assert (seen.percentage, seen.lessons_done, seen.lessons_total) == (33, 1, 3)
    assert seen.seconds_learned == first.seconds + second.seconds * 20 // 100
    assert seen.last_at(second) == seen.last_active_at == learner.viewer.moment
    assert seen.last_at(third) is None


def test_nobody_has_no_progress(django_assert_num_queries: Any) -> None:
    outline = outlines.outline_of_release(courses.make_course().latest_release_id)
    with django_assert_num_queries(0):
        nothing = selectors.progress_of(None, outline)
    assert (nothing.percentage, nothing.is_started, nothing.next_lesson) == (0, False, outline.lessons[0])


def test_more_courses_cost_the_dashboard_no_more_queries(django_assert_num_queries: Any) -> None:
    learner = Learner(courses.make_course(lessons=1))
    person = learner.enrolment.person
    others = [courses.make_course(lessons=2) for _number in range(3)]
    learner.complete(lessons_of(learner.course)[0])
    for number, course in enumerate(others):
        GrantFactory(person=person, course=course, source_id=str(number))
        Enrolment.objects.create(person=person, course=course, enrolled_at=NOON)
    for _warm in range(2):
        learning = selectors.progress_of_many(person)
    assert (learning.enrolled, learning.completed, learning.lessons_done, learning.lessons_total) == (
        4,
        1,
        1,
        7,
    )
    assert [taken.course for taken in learning.unfinished] == others[::-1]
    assert learning.by_course()[learner.course.pk].progress.is_completed
    with django_assert_num_queries(2):
        selectors.progress_of_many(person)


def test_completing_a_course_without_a_certificate_is_congratulated(
    django_capture_on_commit_callbacks: Any,
) -> None:
    learner = Learner(courses.make_course(lessons=1, has_certificate=False, title="Slow <reading>"))
    with django_capture_on_commit_callbacks(execute=True):
        learner.complete(lessons_of(learner.course)[0])
    [message] = mail.outbox
    assert message.subject == "You completed “Slow <reading>”"
    assert message.to == [learner.enrolment.person.email]


STEPS = st.lists(
    st.sampled_from(["complete", "complete", "add", "delete", "optional", "publish"]), min_size=3, max_size=10
)


class AnyHistory(PropertyCase):
    """Whatever authors and a learner do, in any order: no result changes, no percentage leaves its bounds."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS, st.randoms(use_true_random=False))
    def test_results_stay(self, steps: list[str], chance: Any) -> None:
        outlines.forget()
        learner = Learner(courses.make_course(lessons=2))
        kept: dict[int, Any] = {}
        was_completed = False
        for step in steps:
            _take(step, learner, chance)
            learner.course, learner.enrolment = (
                fresh(learner.course),
                Enrolment.objects.get(pk=learner.enrolment.pk),
            )
            seen = progress(learner)
            assert kept.items() <= dict(seen.completed).items()
            assert 0 <= seen.percentage <= 100
            assert seen.is_completed >= was_completed
            assert not seen.is_completed or seen.percentage == 100
            kept, was_completed = dict(seen.completed), seen.is_completed


def _take(step: str, learner: Learner, chance: Any) -> None:
    page = CoursePage.objects.get(course=learner.course)
    pages = list(LessonPage.objects.descendant_of(page))
    if step == "complete":
        release = learner.enrolment.release_id or learner.course.latest_release_id
        lessons = outlines.outline_of_release(release).lessons
        if lessons:
            learner.wait(1).complete(chance.choice(lessons))
    elif step == "add":
        courses.add_lesson(page)
    elif step == "delete" and pages:
        chance.choice(pages).delete()
    elif step == "optional" and pages:
        chosen = chance.choice(pages)
        chosen.is_required = not chosen.is_required
        chosen.save_revision().publish()
    elif step == "publish":
        with suppress(CourseNotReady):  # nothing is left in it
            courses.publish(page)


def test_positions_go_with_nothing_that_authors_do(learner: Learner) -> None:
    learner.report()
    page_of(learner.course).unpublish()
    assert LessonPosition.objects.exists()
    assert Release.objects.filter(course=learner.course).count() == 2
