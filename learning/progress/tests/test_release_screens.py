"""The history of releases, any two compared, rolling back, the note, the schedule, one lesson alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.access.models import Enrolment
from learning.courses import actions
from learning.courses.models import Candidate, Course, CoursePage, LessonPage, Release
from learning.testing.access import UserFactory, enrolled, fresh, page_of
from learning.testing.clients import queries, signed_in
from learning.testing.courses import (
    add_lesson,
    allow,
    charge,
    make_course,
    make_instructor,
    make_reviewer,
    publish,
    text_body,
)

pytestmark = pytest.mark.django_db


def edit(page, **fields):
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return type(page).objects.get(pk=page.pk)


def lesson(course: Course, title: str) -> LessonPage:
    return LessonPage.objects.get(lesson__course=course, title=title)


@pytest.fixture
def reviewer():
    return make_reviewer(first_name="Rita", last_name="Reviewer")


@pytest.fixture
def course(reviewer) -> Course:
    """2 removed a lesson; 3 renamed one, changed one, added one and brought it back, at a price."""
    course = make_course(lessons=3, owner=make_instructor(first_name="Ina", last_name="Author"))
    edit(lesson(course, "Lesson 1"), title="First")
    edit(lesson(course, "Lesson 2"), body=text_body("Said <b>otherwise</b> & better."))
    add_lesson(page_of(course), title="New one")
    lesson(course, "Lesson 3").unpublish()
    charge(course, (4900, "EUR"))
    page = page_of(course)
    candidate = actions.submit_candidate(page=page, actor=course.instructors.get(), at=timezone.now())
    actions.approve_candidate(candidate=candidate, actor=reviewer, at=timezone.now())
    enrolled(course)
    return fresh(course)


def releases_url(course: Course) -> str:
    return reverse("courses_admin:releases", args=[course.public_id])


class TestHistory:
    def test_it_says_when_by_whom_and_what_changed(self, course, reviewer):
        page = signed_in(reviewer).get(releases_url(course))
        rows = page.context_data["rows"]
        assert [row.release.number for row in rows] == [3, 2, 1]
        html = page.content.decode()
        assert "Submitted by Ina Author" in html and "Approved by Rita Reviewer" in html
        assert rows[1].changes == ("1 lesson removed",)
        assert set(rows[0].changes) == {
            "2 lessons added",
            "1 lesson renamed",
            "1 lesson changed",
        }
        assert (rows[0].learners, rows[1].learners) == (1, 0)
        assert [price.format() for price in rows[0].prices] == ["€49.00"]
        assert rows[2].prices == ()

    def test_more_releases_and_lessons_cost_no_more_queries(self, course, reviewer):
        client = signed_in(reviewer)
        few = queries(client, releases_url(course))
        for number in range(4):
            add_lesson(page_of(course), title=f"More {number}")
            edit(
                lesson(course, "New one" if number == 0 else f"Renamed {number - 1}"),
                title=f"Renamed {number}",
            )
            publish(page_of(course), actor=reviewer)
            enrolled(course)
        assert queries(client, releases_url(course)) == few

    def test_it_is_paged(self, reviewer):
        course = make_course(modules=0, lessons=1)
        for number in range(21):
            edit(
                lesson(course, f"Lesson {number or 1}" if not number else f"Title {number}"),
                title=f"Title {number + 1}",
            )
            publish(page_of(course), actor=reviewer)
        client = signed_in(reviewer)
        assert len(client.get(releases_url(course)).context_data["rows"]) == 20
        assert [
            row.release.number for row in client.get(f"{releases_url(course)}?p=2").context_data["rows"]
        ] == [2, 1]


class TestComparing:
    def test_two_releases_are_compared_word_by_word_and_escaped(self, course, reviewer):
        url = reverse("courses_admin:compare_releases", args=[course.public_id])
        html = signed_in(reviewer).get(f"{url}?old=1&new=3").content.decode()
        assert "First" in html and "New one" in html
        assert "</ins>" in html and "</del>" in html
        assert "&amp;" in html and "Said <b>" not in html

    def test_a_release_that_is_not_there_says_so(self, course, reviewer):
        url = reverse("courses_admin:compare_releases", args=[course.public_id])
        page = signed_in(reviewer).get(f"{url}?old=1&new=99")
        assert page.status_code == 200
        assert "This course has no release 99." in page.content.decode()


class TestRollingBack:
    def test_it_says_what_happens_and_does_it(self, course, reviewer):
        client = signed_in(reviewer)
        address = reverse("courses_admin:roll_back", args=[course.public_id, 1])
        page = client.get(address).content.decode()
        assert "No draft is lost" in page
        assert "1 learner moves to this release right away." in page
        answer = client.post(address, {"note": "The earlier lessons are back."}, follow=True)
        told = answer.content.decode()
        assert "Rolled back. Release 4 has the content of release 1." in told
        assert "Newer content kept as drafts" in told
        latest = fresh(course).latest_release
        assert (latest.number, latest.restores.number, latest.note.text) == (
            4,
            1,
            "The earlier lessons are back.",
        )

    def test_an_author_may_not_and_the_latest_can_not(self, course, reviewer):
        first = reverse("courses_admin:roll_back", args=[course.public_id, 1])
        latest = reverse("courses_admin:roll_back", args=[course.public_id, 3])
        assert signed_in(course.instructors.get()).post(first).status_code == 403
        assert signed_in(reviewer).post(latest).status_code == 422
        assert Release.objects.filter(course=course).count() == 3


class TestNoteAndSchedule:
    def test_a_release_is_scheduled_with_a_note_moved_and_cancelled(self, course, reviewer):
        edit(lesson(course, "First"), title="First of all")
        client = signed_in(reviewer)
        publish_url = reverse("courses_admin:publish", args=[page_of(course).pk])
        past = {"go_live_at": "2020-01-01 10:00"}
        assert client.post(publish_url, past).status_code == 422
        due = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
        client.post(publish_url, {"go_live_at": due.strftime("%Y-%m-%d %H:%M"), "note": "A better title."})
        candidate = Candidate.objects.get(status="scheduled")
        assert (candidate.go_live_at, candidate.note) == (due, "A better title.")
        assert "Change or cancel" in client.get(releases_url(course)).content.decode()
        later = due + timedelta(days=1)
        schedule_url = reverse("courses_admin:schedule", args=[candidate.public_id])
        client.post(schedule_url, {"go_live_at": later.strftime("%Y-%m-%d %H:%M")})
        candidate.refresh_from_db()
        assert candidate.go_live_at == later
        client.post(reverse("courses_admin:cancel_schedule", args=[candidate.public_id]))
        candidate.refresh_from_db()
        assert candidate.status == "withdrawn"
        assert LessonPage.objects.get(title="First").has_unpublished_changes

    @pytest.mark.parametrize("status", ["approved", "submitted"])
    def test_what_is_not_scheduled_is_not_cancelled(self, course, reviewer, status):
        edit(lesson(course, "First"), title="First of all")
        candidate = actions.submit_candidate(page=page_of(course), actor=reviewer)
        if status == "approved":  # its time came while the screen was open
            actions.approve_candidate(candidate=candidate, actor=reviewer, at=timezone.now())
        address = reverse("courses_admin:cancel_schedule", args=[candidate.public_id])
        html = signed_in(reviewer).post(address, follow=True).content.decode()
        assert "Nothing was changed" in html and "Cancelled." not in html
        candidate.refresh_from_db()
        assert candidate.status == status

    def test_the_note_of_a_release_is_changed_later(self, course, reviewer):
        address = reverse("courses_admin:release_note", args=[course.public_id, 3])
        client = signed_in(reviewer)
        client.post(address, {"note": "Read this."})
        assert "Read this." in client.get(releases_url(course)).content.decode()
        client.post(address, {"note": ""})
        assert not hasattr(Release.objects.get(course=course, number=3), "note")


class TestOneLesson:
    def test_whoever_may_publish_publishes_it_alone(self, course, reviewer):
        page = edit(lesson(course, "First"), title="First of all")
        edit(page_of(course), short_description="Unfinished")
        client = signed_in(reviewer)
        address = reverse("courses_admin:publish_lesson", args=[page.pk])
        assert "Publish this lesson" in client.get(address).content.decode()
        client.post(address, {"note": ""})
        latest = fresh(course).latest_release
        assert (latest.number, latest.reason) == (4, "lesson")
        assert CoursePage.objects.get(course=course).has_unpublished_changes

    def test_its_author_submits_it_alone(self, course):
        page = edit(lesson(course, "First"), title="First of all")
        client = signed_in(course.instructors.get())
        address = reverse("courses_admin:publish_lesson", args=[page.pk])
        assert "Submit for review" in client.get(address).content.decode()
        client.post(address, {"note": "A typo."})
        candidate = Candidate.objects.get(lesson=page.lesson)
        assert (candidate.status, candidate.note) == ("submitted", "A typo.")
        assert fresh(course).latest_release.number == 3

    def test_the_reviewer_decides_on_its_submission(self, course, reviewer):
        page = edit(lesson(course, "First"), title="First of all")
        candidate = actions.submit_lesson(page=page, actor=course.instructors.get(), at=timezone.now())
        decide = reverse("courses_admin:decide_lesson", args=[candidate.public_id])
        assert signed_in(course.instructors.get()).post(decide, {"action": "approve"}).status_code == 403
        client = signed_in(reviewer)
        shown = client.get(reverse("courses_admin:candidate", args=[candidate.public_id])).content.decode()
        assert f'action="{decide}"' in shown
        assert "Only the lesson “First” is submitted." in shown
        assert "1 learner moves to this release right away." in shown
        client.post(decide, {"action": "reject", "comment": ""})
        candidate.refresh_from_db()
        assert candidate.status == "submitted"
        client.post(decide, {"action": "approve", "comment": "Good catch."})
        candidate.refresh_from_db()
        assert (candidate.status, candidate.release.number) == ("approved", 4)

    def test_a_submission_whose_lesson_is_gone_is_still_read_and_not_published(self, course, reviewer):
        page = edit(lesson(course, "First"), title="First of all")
        candidate = actions.submit_lesson(page=page, actor=course.instructors.get(), at=timezone.now())
        page.unpublish()
        client = signed_in(reviewer)
        shown = client.get(reverse("courses_admin:candidate", args=[candidate.public_id]))
        assert shown.status_code == 200
        decide = reverse("courses_admin:decide_lesson", args=[candidate.public_id])
        told = client.post(decide, {"action": "approve"}, follow=True).content.decode()
        assert "This lesson isn't in the latest release any more." in told.replace("&#x27;", "'")
        candidate.refresh_from_db()
        assert candidate.status == "submitted"

    def test_the_editor_offers_it_where_there_is_something_to_publish(self, course):
        author = signed_in(course.instructors.get())
        page = lesson(course, "First")
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert "Publish only this lesson" not in author.get(url).content.decode()
        edit(page, title="First of all")
        assert "Publish only this lesson" in author.get(url).content.decode()


def test_staff_without_rights_on_the_course_see_nothing(course):
    other = signed_in(allow(UserFactory(), "courses.author_course"))
    assert other.get(releases_url(course)).status_code == 403
    assert Enrolment.objects.count() == 1
