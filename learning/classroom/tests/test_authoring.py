"""What the classroom adds for authors: previews, columns about learners, a word before deletions."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from learning.access.models import Enrolment
from learning.courses.models import CatalogPage, Course, CoursePage, LessonPage, ModulePage
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.clients import queries, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    return signed_in(courses.make_manager())


def page_of(course: Course) -> CoursePage:
    return CoursePage.objects.get(course=course)


def delete_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def test_a_course_with_learners_is_not_deleted_but_archived(manager: Client) -> None:
    course = courses.make_course(title="Charts")
    enrolled(course)
    page = page_of(course)
    for answer in (manager.get(delete_url(page)), manager.post(delete_url(page))):
        assert answer.status_code == 403
        assert "Archive course" in answer.content.decode()
    assert CoursePage.objects.filter(pk=page.pk).exists()
    manager.post(reverse("classroom_archive", args=[page.pk]))
    course.refresh_from_db()
    assert course.status == Course.Status.ARCHIVED
    assert Enrolment.objects.count() == 1


def test_nor_are_many_pages_one_of_which_has_learners(manager: Client) -> None:
    taken, empty = courses.make_course(), courses.make_course()
    enrolled(taken)
    ids = "&".join(f"id={page_of(course).pk}" for course in (taken, empty))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = manager.post(f"{url}?{ids}")
    assert answer.status_code == 403
    assert CoursePage.objects.count() == 2


def test_nor_is_the_catalogue_above_it(manager: Client) -> None:
    enrolled(courses.make_course())
    assert manager.post(delete_url(CatalogPage.objects.get())).status_code == 403
    assert CatalogPage.objects.exists()


def test_a_course_without_learners_can_be_deleted(manager: Client) -> None:
    page = page_of(courses.make_course())
    assert manager.post(delete_url(page)).status_code == 302
    assert not CoursePage.objects.exists()


def test_deleting_a_lesson_says_what_stays(manager: Client) -> None:
    course = courses.make_course(lessons=1)
    enrolled(course)
    lesson = LessonPage.objects.get(lesson__course=course)
    answer = manager.get(delete_url(lesson))
    assert answer.status_code == 200
    assert "Learners' completions, notes and certificates for these lessons are kept." in unescape(
        answer.content.decode()
    )


def test_who_does_not_teach_a_course_does_not_archive_it() -> None:
    course = courses.make_course()
    other = signed_in(courses.make_instructor())
    assert other.post(reverse("classroom_archive", args=[page_of(course).pk])).status_code in (302, 403)
    course.refresh_from_db()
    assert course.status == Course.Status.ACTIVE


def test_the_list_of_courses_tells_of_their_learners(manager: Client) -> None:
    course = courses.make_course(lessons=3, lesson_fields={"minutes_override": 7})
    for _number in range(5):
        enrolled(course)
    url = reverse("wagtailadmin_explore", args=[CatalogPage.objects.get().pk])
    words = "".join(manager.get(url).content.decode().split())
    for cell in (">Active<", ">3<", ">21<", ">5<"):
        assert cell in words


def test_more_courses_cost_the_list_no_more_queries_for_what_it_tells() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from learning.classroom.editor.explorer import facts_of

    ids = [courses.make_course(lessons=1).pk for _number in range(4)]
    with CaptureQueriesContext(connection) as asked:
        assert len(facts_of(ids)) == 4
    assert len(asked) == 2


def test_a_preview_shows_the_drafts_and_records_nothing() -> None:
    owner = courses.make_instructor()
    course = courses.make_course(owner=owner, lessons=1)
    lesson = LessonPage.objects.get(lesson__course=course)
    lesson.title = "A better title"
    lesson.save_revision()
    client = signed_in(get_user_model().objects.get(pk=owner.pk))
    for page in (page_of(course), ModulePage.objects.get(), lesson):
        shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
        assert "A better title" in shown
        assert "preview-bar" in shown
        assert "data-heartbeat" not in shown


def test_a_new_course_can_be_previewed_before_it_is_saved() -> None:
    client = signed_in(courses.make_instructor())
    catalog = courses.make_catalog()
    url = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "coursepage", catalog.pk])
    form = {
        "title": "Not saved yet",
        "slug": "not-saved-yet",
        "short_description": "Soon.",
        "level": "all",
        "language": "en",
        "course_type": "sprint",
        "visibility": "public",
        "enrolment_method": "open",
        "access_duration": "lifetime",
    }
    for name in ("description", "learning_outcomes", "requirements", "faq"):
        form[f"{name}-count"] = "0"
    for name in ("prerequisites", "quiz_prerequisites", "comments"):
        form |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0", f"{name}-MIN_NUM_FORMS": "0"}
    assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    shown = client.get(f"{url}?mode=").content.decode()
    assert "Not saved yet" in shown
    assert not Course.objects.exists()


def test_those_who_teach_are_introduced_with_their_courses(client: Client) -> None:
    teacher = courses.make_instructor(first_name="Ada", last_name="Teacher")
    page = courses.make_instructor_page(teacher, slug="ada", headline="Likes numbers")
    courses.make_course(title="Charts", owner=teacher)
    assert "Likes numbers" in client.get("/instructors/").content.decode()
    own = client.get(page.url).content.decode()
    assert "Courses by Ada Teacher" in own
    assert "Charts" in own


def test_more_teachers_cost_the_list_no_more_queries(client: Client) -> None:
    for number in range(2):
        courses.make_instructor_page(courses.make_instructor(), slug=f"one-{number}", title=f"One {number}")
    few = queries(client, "/instructors/")
    for number in range(6):
        courses.make_instructor_page(courses.make_instructor(), slug=f"two-{number}", title=f"Two {number}")
    assert queries(client, "/instructors/") == few
