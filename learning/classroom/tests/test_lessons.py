"""The lesson player, its lock screen, and completing by hand."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.tests.factories import UserFactory
from learning.courses.actions import schedule_lesson
from learning.courses.models import Course, Lesson, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import CourseCompletion, LessonCompletion
from learning.testing import courses
from learning.testing.access import enrolled, paid_course
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.large_courses import grow
from learning.testing.progress import film_course

pytestmark = pytest.mark.django_db


def test_a_learner_sees_the_lesson_and_its_neighbours() -> None:
    course = courses.make_course(lessons=3)
    client = signed_in(enrolled(course).person)
    page = client.get(f"{url_of(course)}module-1/lesson-2/").content.decode()
    assert "Read this with care." in page
    assert f'data-previous-url="{url_of(course)}module-1/lesson-1/"' in page
    assert f'data-next-url="{url_of(course)}module-1/lesson-3/"' in page
    assert "/api/v1/lessons/" in page


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_lesson_of_a_paid_course_is_locked_and_says_why(is_signed_in: bool) -> None:
    course = paid_course()
    client = signed_in(UserFactory()) if is_signed_in else Client()
    answer = client.get(f"{url_of(course)}module-1/lesson-1/")
    assert answer.status_code == 403
    assert "Buy this course to get access." in unescape(answer.content.decode())
    assert "Buy for €49.00" in answer.content.decode() and "/checkout/add/?" in answer.content.decode()
    assert "Read this with care." not in answer.content.decode()


def test_a_free_course_offers_to_enrol_on_the_lock_screen() -> None:
    course = courses.make_course()
    page = signed_in(UserFactory()).get(f"{url_of(course)}module-1/lesson-1/").content.decode()
    assert f'action="{url_of(course)}enroll/"' in page


def test_a_free_preview_is_open_to_everybody_and_records_nothing(client: Client) -> None:
    course = paid_course(lesson_fields={"is_free_preview": True})
    answer = client.get(f"{url_of(course)}module-1/lesson-1/")
    assert answer.status_code == 200
    assert "Free preview" in answer.content.decode()
    assert "data-heartbeat" not in answer.content.decode()
    client.post(f"{url_of(course)}module-1/lesson-1/")
    assert not LessonCompletion.objects.exists()


def test_marking_complete_leads_on_and_at_the_end_celebrates() -> None:
    course = courses.make_course(lessons=2)
    client = signed_in(enrolled(course).person)
    first, second = f"{url_of(course)}module-1/lesson-1/", f"{url_of(course)}module-1/lesson-2/"
    assert client.post(first).headers["Location"] == second
    assert not CourseCompletion.objects.exists()
    slug = course.latest_release.slug
    end = client.post(second).headers["Location"]
    assert end == f"/my-dashboard/course/{slug}/?completed=1"
    assert "Congratulations" in client.get(end).content.decode()
    assert CourseCompletion.objects.count() == 1


def test_a_film_cannot_be_marked_complete_unwatched() -> None:
    course = film_course()
    client = signed_in(enrolled(course).person)
    url = f"{url_of(course)}lesson-1/"
    assert "Mark complete and continue" not in client.get(url).content.decode()
    assert client.post(url).headers["Location"] == url
    assert not LessonCompletion.objects.exists()


def test_a_locked_lesson_cannot_be_completed() -> None:
    course = courses.make_course()
    answer = signed_in(UserFactory()).post(f"{url_of(course)}module-1/lesson-1/")
    assert answer.status_code == 403
    assert not LessonCompletion.objects.exists()


@pytest.mark.parametrize(("hours", "is_over"), [(1, False), (-5, True)])
def test_a_live_lesson_tells_its_date_in_the_persons_zone(hours: int, is_over: bool) -> None:
    starts = timezone.now().replace(microsecond=0) + timedelta(hours=hours)
    course = courses.make_course(lessons=1, lesson_fields={"kind": LessonPage.Kind.LIVE})
    schedule_lesson(
        lesson=Lesson.objects.get(course=course),
        starts_at=starts,
        join_url="https://meet.example/room",
        actor=None,
        at=timezone.now(),
    )
    person = UserFactory(time_zone="Asia/Kolkata")
    page = signed_in(enrolled(course, person=person).person).get(f"{url_of(course)}module-1/lesson-1/")
    words = page.content.decode()
    assert f"{date_format(localtime(starts, person.zone), 'DATETIME_FORMAT')}</time>" in words
    assert ("https://meet.example/room" in words) is not is_over
    assert ("This session has ended" in words) is is_over


def test_a_live_lesson_without_a_date_says_that_there_is_none_yet() -> None:
    course = courses.make_course(lessons=1, lesson_fields={"kind": LessonPage.Kind.LIVE})
    page = signed_in(enrolled(course).person).get(f"{url_of(course)}module-1/lesson-1/")
    assert "The date of this live session hasn't been set yet." in unescape(page.content.decode())


def test_a_draft_is_never_shown_in_a_released_lesson() -> None:
    course = courses.make_course(lessons=1)
    page = LessonPage.objects.get(lesson__course=course)
    page.title = "Not yet for learners"
    page.save_revision()
    client = signed_in(enrolled(course).person)
    assert "Not yet for learners" not in client.get(page.url).content.decode()


@pytest.mark.parametrize("blocks", [10, 40])
def test_more_lessons_and_blocks_cost_no_more_queries(blocks: int) -> None:
    course = courses.make_course()
    client = signed_in(enrolled(course).person)
    costs = []
    for lessons in (10, 300):
        release = grow(course, lessons=lessons, blocks=blocks)
        lesson = outline_of_release(release.pk).lessons[5]
        costs.append(queries(client, f"{url_of(course)}{lesson.path}"))
    assert costs[0] == costs[1] <= 12


READ = "I've read the transcript"
UNPLAYED = "Mark complete without playing the video"


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        ({"transcript": "<p>What is said.</p>"}, READ),
        ({}, UNPLAYED),
        ({"transcript": "<p>What is said.</p>", "reading_completes": False}, ""),
    ],
)
def test_a_lesson_says_how_it_is_completed_and_offers_another_way_than_watching(
    fields: dict[str, object], button: str
) -> None:
    page = courses.make_course_page(owner=courses.make_instructor())
    film = ("video", {"title": "A film", "url": "https://vimeo.com/76979871", "length": "10:00"})
    courses.add_lesson(page, body=courses.body(film), outcomes=[("line", "Swim")], **fields)
    courses.release(page)
    course = Course.objects.get(pk=page.course_id)
    client = signed_in(enrolled(course).person)
    url = f"{url_of(course)}lesson-1/"
    text = unescape(client.get(url).content.decode())
    assert "Watch 90% of every video" in text
    assert [words for words in (READ, UNPLAYED) if words in text] == ([button] if button else [])
    # only where there is nothing to read it is for those without scripts alone
    assert ("data-without-scripts>" in text) == (button == UNPLAYED)
    client.post(url, {"read": "1"})
    assert LessonCompletion.objects.exists() == bool(button)
    if button:
        assert "lesson__way" not in client.get(url).content.decode()


def test_a_lesson_to_read_says_how_it_is_completed() -> None:
    course = courses.make_course(lessons=1)
    text = signed_in(enrolled(course).person).get(f"{url_of(course)}module-1/lesson-1/").content.decode()
    assert "Mark the lesson complete when you&#x27;re done." in text


def test_marking_complete_answers_a_script_with_where_to_go_on() -> None:
    course = courses.make_course(lessons=2)
    client = signed_in(enrolled(course).person)
    url = f"{url_of(course)}module-1/lesson-1/"
    json = {"Accept": "application/json"}
    expected = {"saved": True, "url": f"{url_of(course)}module-1/lesson-2/"}
    for _repeat in range(2):
        assert client.post(url, headers=json).json() == expected
    film = film_course()
    refused = signed_in(enrolled(film).person).post(f"{url_of(film)}lesson-1/", headers=json)
    assert (refused.status_code, refused.json()["saved"]) == (409, False)
