"""Who follows a new release: everybody, nobody, with the next lesson, or whom staff move."""

from __future__ import annotations

from datetime import timedelta

import pytest

from learning.access.actions import enrol
from learning.access.models import Enrolment, ReleaseMove
from learning.access.selectors import enrolment_of, learners_by_release, release_for
from learning.courses.models import Course, LessonPage, Release
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import Viewer
from learning.progress import actions
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition, ReleaseMoveJob
from learning.progress.selectors import progress_of
from learning.testing import courses
from learning.testing.access import DAY, NOON, UserFactory, enrolled, fresh, join, make_cohort, page_of
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db
STAY, NEXT, NOW = Course.Follow.STAY, Course.Follow.NEXT_LESSON, Course.Follow.NOW


def set_follow(course: Course, follow: str) -> None:
    actions.set_follow(course=fresh(course), follow=follow, by=courses.make_manager(), at=NOON)


def add_and_release(course: Course, title: str = "Later") -> Course:
    courses.add_lesson(page_of(course), title=title)
    courses.release(page_of(course))
    return fresh(course)


def shown(enrolment: Enrolment) -> int | None:
    """The number of the release that a learner is shown."""
    enrolment = Enrolment.objects.select_related("course").get(pk=enrolment.pk)
    return Release.objects.get(pk=release_for(enrolment, enrolment.course)).number


def complete(enrolment: Enrolment, *slugs: str) -> None:
    client = signed_in(enrolment.person)
    for slug in slugs:
        client.post(f"{url_of(enrolment.course)}{slug}/")


@pytest.mark.parametrize(("follow", "old", "new"), [(NOW, 2, 2), (STAY, 1, 2), (NEXT, 1, 2)])
def test_a_new_release_reaches_those_who_are_in_as_the_course_is_set(follow, old, new):
    course = courses.make_course(modules=0, lessons=2)
    before = enrolled(course)
    set_follow(course, follow)
    course = add_and_release(course)
    newcomer = enrol(person=UserFactory(), course=course, at=NOON)
    assert (shown(before), shown(newcomer)) == (old, new)
    assert not ReleaseMove.objects.exists()


def test_who_joins_while_learners_stay_stays_on_the_release_they_began_with():
    course = courses.make_course(modules=0, lessons=2)
    set_follow(course, STAY)
    early = enrol(person=UserFactory(), course=fresh(course), at=NOON)
    add_and_release(course)
    assert (shown(early), learners_by_release(fresh(course))) == (
        1,
        {Release.objects.get(number=1).pk: 1},
    )


def test_when_all_follow_again_those_on_the_latest_do_and_the_completed_stay():
    course = courses.make_course(modules=0, lessons=1)
    done, learning = enrolled(course), enrolled(course)
    complete(done, "lesson-1")
    set_follow(course, STAY)
    set_follow(course, NOW)
    add_and_release(course)
    assert (shown(done), shown(learning)) == (1, 2)
    assert [change.follow for change in course.follow_changes.order_by("pk")] == ["stay", "now"]


def test_a_learner_moves_with_the_next_lesson_that_they_open():
    course = courses.make_course(modules=0, lessons=3)
    enrolment = enrolled(course)
    set_follow(course, NEXT)
    first, second = outline_of_release(course.latest_release_id).lessons[:2]
    LessonPosition.objects.create(enrolment=enrolment, lesson_id=first.id, started_at=NOON, updated_at=NOON)
    page = LessonPage.objects.get(lesson=second.id)
    page.slug = "renamed"
    page.save_revision().publish()
    client = signed_in(enrolment.person)
    assert client.get(f"{url_of(course)}lesson-1/").status_code == 200
    assert shown(enrolment) == 1
    answer = client.get(f"{url_of(course)}lesson-2/")
    assert answer.headers["Location"] == f"{url_of(course)}renamed/"
    assert (shown(enrolment), ReleaseMove.objects.get().reason) == (2, "next_lesson")
    assert client.get(f"{url_of(course)}renamed/").status_code == 200
    assert ReleaseMove.objects.count() == 1


def test_a_lesson_that_only_the_new_release_has_moves_them_too():
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course)
    set_follow(course, NEXT)
    add_and_release(course)
    client = signed_in(enrolment.person)
    assert client.get(f"{url_of(course)}later/", follow=True).status_code == 200
    assert shown(enrolment) == 2


@pytest.mark.parametrize("follow", [STAY, NEXT])
def test_who_completed_the_course_never_moves(follow):
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course)
    complete(enrolment, "lesson-1")
    set_follow(course, follow)
    course = add_and_release(course)
    client = signed_in(enrolment.person)
    client.get(f"{url_of(course)}later/")
    client.get(f"{url_of(course)}lesson-1/")
    staff = courses.make_manager()
    moved = actions.move_learners(
        enrolment_ids=[enrolment.pk], release=course.latest_release, by=staff, at=NOON
    )
    assert (moved, shown(enrolment), ReleaseMove.objects.count()) == ([], 1, 0)


def test_staff_move_a_learner_and_nothing_that_they_did_changes():
    course = courses.make_course(modules=0, lessons=2)
    enrolment = enrolled(course)
    complete(enrolment, "lesson-1")
    set_follow(course, STAY)
    course = add_and_release(course)
    before = list(LessonCompletion.objects.values())
    staff = courses.make_manager()
    moved = actions.move_learners(
        enrolment_ids=[enrolment.pk], release=course.latest_release, by=staff, at=NOON, words="Asked for it"
    )
    assert (moved, shown(enrolment)) == ([enrolment.pk], 2)
    assert list(LessonCompletion.objects.values()) == before
    enrolment.refresh_from_db()
    assert progress_of(enrolment, outline_of_release(course.latest_release_id)).percentage == 33
    move = ReleaseMove.objects.get()
    assert (move.old_release.number, move.new_release.number) == (1, 2)
    assert (move.moved_by, move.words, move.follows) == (staff, "Asked for it", False)
    again = actions.move_learners(
        enrolment_ids=[enrolment.pk], release=course.latest_release, by=staff, at=NOON
    )
    assert (again, ReleaseMove.objects.count()) == ([], 1)


def test_a_move_completes_the_course_for_whom_the_release_asks_no_more():
    course = courses.make_course(modules=0, lessons=2)
    enrolment = enrolled(course)
    complete(enrolment, "lesson-1")
    set_follow(course, STAY)
    LessonPage.objects.get(title="Lesson 2").unpublish()
    course = fresh(course)
    actions.move_learners(enrolment_ids=[enrolment.pk], release=course.latest_release, by=None, at=NOON)
    assert CourseCompletion.objects.get().release == course.latest_release
    assert Enrolment.objects.get(pk=enrolment.pk).release == course.latest_release


def test_looking_back_shows_the_release_that_they_were_on():
    course = courses.make_course(modules=0, lessons=2)
    Release.objects.update(released_at=NOON - 5 * DAY)
    enrolment = enrolled(course)
    set_follow(course, STAY)
    course = add_and_release(course)
    Release.objects.filter(number=2).update(released_at=NOON)
    actions.move_learners(
        enrolment_ids=[enrolment.pk], release=course.latest_release, by=None, at=NOON + 3 * DAY
    )
    numbers = []
    for days in (1, 4):
        looker = Viewer(person=enrolment.person, moment=NOON + days * DAY, looks_back=True)
        found = enrolment_of(looker, course)
        numbers.append(Release.objects.get(pk=release_for(found, course, looker)).number)
    assert numbers == [1, 2]


def test_a_cohort_is_moved_in_the_background_batch_by_batch(monkeypatch):
    monkeypatch.setattr("learning.progress.actions.move_jobs.BATCH", 2)
    course = courses.make_course(modules=0, lessons=1)
    cohort = make_cohort(course)
    inside = [join(cohort, enrolled(course).person) for _number in range(5)]
    outside = enrolled(course)
    done = Enrolment.objects.get(person=inside[0].person)
    complete(done, "lesson-1")
    set_follow(course, STAY)
    course = add_and_release(course)
    staff = courses.make_manager()
    job = actions.start_moving(release=course.latest_release, cohort=cohort, by=staff, at=NOON)
    assert actions.run_moving(job_id=job.pk, turn=timedelta(0)) is True
    assert ReleaseMoveJob.objects.get().percentage == 40
    assert actions.run_moving(job_id=job.pk) is False
    assert actions.run_moving(job_id=job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.total, job.moved, job.untouched) == ("done", 5, 4, 1)
    assert (shown(outside), shown(done)) == (1, 1)
    assert ReleaseMove.objects.filter(moved_by=staff).count() == 4


def test_a_job_that_was_cut_off_goes_on():
    course = courses.make_course(modules=0, lessons=1)
    enrolled(course)
    set_follow(course, STAY)
    course = add_and_release(course)
    job = actions.start_moving(release=course.latest_release, cohort=None, by=courses.make_manager(), at=NOON)
    assert actions.resume_cut_off(at=NOON + timedelta(minutes=1)) == 0
    assert actions.resume_cut_off(at=NOON + timedelta(minutes=4)) == 1
    job.refresh_from_db()
    assert job.worked_at == NOON + timedelta(minutes=4)


def test_nobody_is_moved_to_where_the_course_was_unpublished():
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course)
    page_of(course).unpublish()
    course = fresh(course)
    with pytest.raises(actions.MoveRefused):
        actions.move_learners(enrolment_ids=[enrolment.pk], release=course.latest_release, by=None, at=NOON)
    with pytest.raises(actions.MoveRefused):
        actions.start_moving(release=course.latest_release, cohort=None, by=UserFactory(), at=NOON)
    assert not ReleaseMove.objects.exists()
