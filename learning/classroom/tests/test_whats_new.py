"""Learners read what authors tell about the releases that reached them, and about no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from learning.courses import actions
from learning.courses.models import Course, Release
from learning.progress.actions import set_follow
from learning.testing import courses
from learning.testing.access import enrolled, fresh, page_of
from learning.testing.clients import queries, signed_in, url_of

pytestmark = pytest.mark.django_db


def release_with_note(course: Course, text: str) -> Release:
    courses.add_lesson(page_of(course))
    release = courses.release(page_of(course))
    actions.write_note(release=release, text=text, by=None, at=timezone.now())
    return release


def screens(course: Course) -> tuple[str, str]:
    return url_of(course), f"/my-dashboard/course/{fresh(course).latest_release.slug}/"


def test_learners_read_the_note_on_their_pages_and_strangers_do_not(client):
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course, at=timezone.now())
    release_with_note(course, "Two <b>new</b> exercises.")
    learner = signed_in(enrolment.person)
    for address in screens(course):
        page = learner.get(address).content.decode()
        told = page.split('id="release-notes"')[1].split("</section>")[0]
        assert "Two &lt;b&gt;new&lt;/b&gt; exercises." in told, address
    assert "release-notes" not in client.get(url_of(course)).content.decode()


@pytest.mark.parametrize("case", ["before they enrolled", "a release that they do not have", "an empty note"])
def test_a_note_that_does_not_concern_them_is_not_shown(case):
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course, at=timezone.now())
    if case == "a release that they do not have":
        set_follow(course=course, follow=Course.Follow.STAY, by=None, at=timezone.now())
    release = release_with_note(course, "Something new.")
    if case == "before they enrolled":
        enrolment.enrolled_at = timezone.now() + timedelta(seconds=1)
        enrolment.save()
    if case == "an empty note":
        actions.write_note(release=release, text="  ", by=None, at=timezone.now())
    page = signed_in(enrolment.person).get(url_of(course)).content.decode()
    assert "release-notes" not in page


def test_who_completed_the_course_reads_of_what_came_since():
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course, at=timezone.now())
    learner = signed_in(enrolment.person)
    learner.post(f"{url_of(course)}lesson-1/")
    release_with_note(course, "A lesson for you, too.")
    assert "A lesson for you, too." in learner.get(url_of(course)).content.decode()


def test_more_notes_cost_no_more_queries_and_the_newest_three_are_shown():
    course = courses.make_course(modules=0, lessons=1)
    enrolment = enrolled(course, at=timezone.now())
    learner = signed_in(enrolment.person)
    release_with_note(course, "Note 1.")
    few = queries(learner, url_of(course))
    for number in (2, 3, 4):
        release_with_note(course, f"Note {number}.")
    assert queries(learner, url_of(course)) == few
    page = learner.get(url_of(course)).content.decode()
    assert [f"Note {number}." in page for number in (1, 2, 3, 4)] == [False, True, True, True]
