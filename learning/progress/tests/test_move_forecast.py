"""Before anybody is moved: what it would change, in numbers and learner by learner."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import SUPPORT
from learning.access.models import Enrolment, ReleaseMove
from learning.courses.models import Course, LessonPage, Release
from learning.courses.release.proposals import of_draft, of_release, proposal_named
from learning.progress import actions
from learning.progress.following import forecast as forecast_module
from learning.progress.following.forecast import (
    foresee_move,
    sentences_before_publishing,
    whom_it_reaches,
)
from learning.progress.models import CourseCompletion, ReleaseMoveJob
from learning.testing import courses
from learning.testing.access import DAY, NOON, UserFactory, enrolled, fresh, join, make_cohort, page_of
from learning.testing.clients import queries, signed_in, url_of

pytestmark = pytest.mark.django_db
STAY, NEXT, NOW = Course.Follow.STAY, Course.Follow.NEXT_LESSON, Course.Follow.NOW


def taken_course(**fields) -> tuple[Course, Enrolment, Enrolment, Enrolment]:
    """Of two lessons. One learner completed the course, one the first lesson, one nothing."""
    course = courses.make_course(modules=0, lessons=2, **fields)
    done, half, new = (enrolled(course, at=NOON - DAY) for _number in range(3))
    for enrolment, count in ((done, 2), (half, 1)):
        client = signed_in(enrolment.person)
        for number in range(1, count + 1):
            client.post(f"{url_of(course)}lesson-{number}/")
    assert CourseCompletion.objects.count() == 1
    return fresh(course), done, half, new


def test_a_draft_tells_what_publishing_it_does_to_those_who_follow():
    course, _done, half, new = taken_course()
    courses.add_lesson(page_of(course), title="Later")
    forecast = foresee_move(of_draft(page_of(course)), whom_it_reaches(course), at=NOON)
    assert [(one.enrolment_id, one.before, one.after) for one in forecast.learners] == [
        (half.pk, 50, 33),
        (new.pk, 0, 0),
    ]
    assert (forecast.completed, forecast.up, forecast.down, forecast.finishing) == (1, 0, 1, 0)
    assert sentences_before_publishing(course, forecast) == (
        "2 learners move to this release right away.",
        "The percentage goes down for 1 learner.",
        "1 learner has completed the course. Nothing changes for them.",
    )
    assert not ReleaseMove.objects.exists()


def test_a_lesson_that_goes_finishes_and_is_told_of():
    course, _done, half, _new = taken_course()
    LessonPage.objects.get(title="Lesson 2").unpublish()
    actions.set_follow(course=fresh(course), follow=STAY, by=None, at=NOON)
    first, second = Release.objects.select_related("course").order_by("number")
    second.course = first.course = fresh(course)
    Enrolment.objects.filter(pk=half.pk).update(release=first)
    forecast = foresee_move(of_release(second), Enrolment.objects.filter(course=course), at=NOON)
    by_id = {one.enrolment_id: one for one in forecast.learners}
    assert (by_id[half.pk].number, by_id[half.pk].before, by_id[half.pk].after) == (1, 50, 100)
    assert (forecast.finishing, forecast.completed) == (1, 1)


def test_lessons_that_open_and_lock_are_counted():
    course, _done, half, new = taken_course(drip_anchor="enrolment")
    page = LessonPage.objects.get(title="Lesson 2").get_latest_revision_as_object()
    page.opens_after_days = 30
    page.save_revision()
    forecast = foresee_move(of_draft(page_of(course)), whom_it_reaches(course), at=NOON)
    assert [(one.opens, one.locks) for one in forecast.learners] == [(0, 1), (0, 1)]
    assert "Lessons lock for 2 learners." in tuple(forecast.sentences())
    page.save_revision().publish()
    course = fresh(course)
    back = proposal_named(course, "release-1", at=NOON)
    assert back is not None
    there = foresee_move(back, Enrolment.objects.filter(course=course), at=NOON)
    assert [(one.opens, one.locks) for one in there.learners] == [(1, 0), (1, 0)]


@pytest.mark.parametrize(
    ("follow", "told"),
    [
        (STAY, "Learners stay on the release they began with. New learners get this release."),
        (NEXT, "2 learners move to this release when they open their next lesson."),
    ],
)
def test_it_is_told_as_the_course_is_set(follow, told):
    course, *_learners = taken_course()
    actions.set_follow(course=course, follow=follow, by=None, at=NOON)
    course = fresh(course)
    courses.add_lesson(page_of(course), title="Later")
    forecast = foresee_move(of_draft(page_of(course)), whom_it_reaches(course), at=NOON)
    assert sentences_before_publishing(course, forecast)[0] == told


def test_more_learners_cost_no_more_queries(django_assert_num_queries):
    course, *_learners = taken_course()
    proposal = of_draft(page_of(course))
    for _round in range(2):
        with django_assert_num_queries(5):
            foresee_move(proposal, whom_it_reaches(course), at=NOON)
        for _number in range(3):
            enrolled(course)


def test_of_very_many_the_first_are_compared_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(forecast_module, "MOST_COMPARED", 3)
    monkeypatch.setattr(forecast_module, "BATCH", 2)
    course, _done, half, new = taken_course()
    later = [enrolled(course) for _number in range(3)]
    courses.add_lesson(page_of(course), title="Later")
    forecast = foresee_move(of_draft(page_of(course)), whom_it_reaches(course), at=NOON)
    assert [one.enrolment_id for one in forecast.learners] == [half.pk, new.pk, later[0].pk]
    assert (forecast.count, forecast.others, forecast.completed) == (5, 2, 1)
    assert sentences_before_publishing(course, forecast)[:3] == (
        "5 learners move to this release right away.",
        "Only the first 3 learners were compared.",
        "The percentage goes down for 1 learner.",
    )


def admin_client():
    return signed_in(courses.allow(UserFactory(is_superuser=True, is_staff=True)))


class TestScreens:
    def test_the_publish_screen_says_it_and_leads_to_the_list(self):
        course, _done, half, _new = taken_course()
        courses.add_lesson(page_of(course), title="Later")
        admin = admin_client()
        page = admin.get(reverse("courses_admin:publish", args=[page_of(course).pk])).content.decode()
        address = reverse("progress_admin:forecast", args=[course.public_id, "draft"])
        assert "The percentage goes down for 1 learner." in page
        assert f'href="{address}"' in page
        listed = admin.get(address).content.decode()
        assert half.person.get_display_name() in listed
        assert "33%" in listed

    def test_one_learner_is_shown_what_changes_and_then_moved(self):
        course, _done, half, _new = taken_course()
        actions.set_follow(course=course, follow=STAY, by=None, at=NOON)
        courses.add_lesson(page_of(course), title="Later")
        courses.release(page_of(course))
        admin = admin_client()
        address = reverse("progress_admin:move", args=[course.public_id]) + f"?person={half.person.public_id}"
        asked = {"release": 2, "words": "Asked for it"}
        preview = admin.post(address, asked)
        assert preview.status_code == 422
        assert "1 learner will be moved." in preview.content.decode()
        assert not ReleaseMove.objects.exists()
        key = preview.context_data["warning"].key
        assert admin.post(address, asked | {"agreed": key}).status_code == 302
        move = ReleaseMove.objects.get()
        assert (move.enrolment, move.new_release.number, move.words) == (half, 2, "Asked for it")
        history = admin.get(reverse("progress_admin:moves", args=[course.public_id])).content.decode()
        assert "Asked for it" in history

    @pytest.mark.parametrize("person", ["nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_an_address_of_nobody_moves_nobody(self, person):
        course, *_learners = taken_course()
        address = reverse("progress_admin:move", args=[course.public_id]) + f"?person={person}"
        admin = admin_client()
        assert admin.get(address).status_code == 404
        assert admin.post(address, {"release": 1}).status_code == 404

    def test_a_cohort_is_moved_by_a_job_that_says_how_far_it_is(self, django_capture_on_commit_callbacks):
        course, *_learners, new = taken_course()
        cohort = make_cohort(course)
        join(cohort, new.person)
        actions.set_follow(course=course, follow=STAY, by=None, at=NOON)
        courses.add_lesson(page_of(course), title="Later")
        courses.release(page_of(course))
        admin = admin_client()
        address = reverse("progress_admin:move", args=[course.public_id])
        asked = {"who": "cohort", "cohort": str(cohort.public_id), "release": 2}
        key = admin.post(address, asked).context_data["warning"].key
        answer = admin.post(address, asked | {"agreed": key})
        job = ReleaseMoveJob.objects.get()
        assert (job.total, job.cohort) == (1, cohort)
        actions.run_moving(job_id=job.pk)
        page = admin.get(answer.headers["Location"]).content.decode()
        assert "1 learner moved." in page
        fragment = admin.get(answer.headers["Location"], headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in fragment and "hx-get" not in fragment

    def test_the_setting_is_changed_and_kept_in_the_history(self):
        course, *_learners = taken_course()
        admin = admin_client()
        address = reverse("progress_admin:follow", args=[course.public_id])
        assert admin.post(address, {"follow": "never"}).status_code == 422
        assert admin.post(address, {"follow": "stay"}).status_code == 302
        assert fresh(course).follow == "stay"
        history = admin.get(reverse("progress_admin:moves", args=[course.public_id])).content.decode()
        assert "Stay on the release they began with" in history

    def test_instructors_see_names_and_no_addresses_and_strangers_nothing(self):
        course, _done, half, _new = taken_course(owner=(owner := courses.make_instructor()))
        address = reverse("progress_admin:learners_on_releases", args=[course.public_id])
        page = signed_in(owner).get(address).content.decode()
        assert half.person.get_display_name() in page
        assert half.person.email not in page
        assert signed_in(courses.make_instructor()).get(address).status_code == 403

    def test_the_list_finds_by_name_and_costs_the_same(self):
        course, _done, half, _new = taken_course()
        admin = admin_client()
        address = reverse("progress_admin:learners_on_releases", args=[course.public_id])
        few = queries(admin, address)
        for _number in range(6):
            enrolled(course)
        assert queries(admin, address) == few
        found = admin.get(f"{address}?q={half.person.email}").context_data["rows"]
        assert [row.enrolment for row in found] == [half]


def test_support_may_look_and_not_move(django_user_model):
    from django.contrib.auth.models import Group

    course, *_learners = taken_course()
    person = UserFactory()
    person.groups.add(Group.objects.get(name=SUPPORT))
    helper = signed_in(django_user_model.objects.get(pk=person.pk))
    where = [course.public_id]
    assert helper.get(reverse("progress_admin:learners_on_releases", args=where)).status_code == 200
    assert helper.get(reverse("progress_admin:move", args=where)).status_code == 403
    assert helper.get(reverse("progress_admin:follow", args=where)).status_code == 403
