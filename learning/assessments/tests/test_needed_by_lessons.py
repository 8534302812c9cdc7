"""What live lessons need is deleted by no way before the lessons are named."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from learning.assessments.models import Assignment, Exam, Quiz
from learning.courses.models import Course, CoursePage, LessonPage
from learning.testing import assessments, assignments, courses
from learning.testing.access import enrolled
from learning.testing.clients import signed_in
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import DocumentFactory, ImageFactory, MediaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return courses.make_instructor()


@pytest.fixture
def admin() -> Client:
    return signed_in(User.objects.create_superuser(email="root@example.org", password="x"))


def bulk_url(item: Any) -> str:
    meta = item._meta
    return f"{reverse('wagtail_bulk_action', args=[meta.app_label, meta.model_name, 'delete'])}?id={item.pk}"


SINGLE = {
    "image": ("wagtailimages:delete",),
    "document": ("wagtaildocs:delete", "wagtaildocs:delete_multiple"),
    "media": ("wagtailmedia:delete",),
}


def make(what: str, author: User) -> tuple[Any, Course]:
    """The thing, and a released course whose only lesson shows it."""
    if what in ("quiz", "assignment"):
        course = courses.make_course(title="Bread", owner=author, lessons=1)
        if what == "quiz":
            item: Any = assessments.make_quiz(course, assessments.make_question(course=course), title="Thing")
        else:
            item = assignments.make_assignment(course, title="Thing")
        page = LessonPage.objects.get(lesson__course=course)
        page.body = courses.body((what, {"work": item.pk}))
        page.save()
        courses.release(CoursePage.objects.get(course=course))
        return item, course
    made = {"image": ImageFactory, "document": DocumentFactory}.get(what)
    item = made(title="Thing") if made else MediaFactory(title="Thing", type="video")
    block = {
        "image": ("image", {"image": item.pk, "alt": "x"}),
        "document": ("downloads", {"title": "", "files": [item.pk]}),
        "media": ("video", {"media": item.pk}),
    }[what]
    course = courses.make_course(
        title="Bread", owner=author, lessons=1, lesson_fields={"body": courses.body(block)}
    )
    return laid_into(course, item), course


def laid_into(course: Course, item: Any) -> Any:
    item.collection = course.collection
    item.save()
    return item


def ways(item: Any) -> list[str]:
    """Every address that deletes it."""
    if isinstance(item, Quiz | Exam | Assignment):
        return [reverse(item.snippet_viewset.get_url_name("delete"), args=[item.pk]), bulk_url(item)]
    kind = {AcademyImage: "image", AcademyDocument: "document", AcademyMedia: "media"}[type(item)]
    own = [reverse(name, args=[item.pk]) for name in SINGLE[kind]]
    return own + ([bulk_url(item)] if kind != "media" else [])


@pytest.mark.parametrize("what", ["quiz", "assignment", "image", "document", "media"])
def test_each_way_names_the_lessons_first(what: str, author: User, admin: Client) -> None:
    item, _course = make(what, author)
    for way in ways(item):
        answer = admin.post(way)
        html = answer.content.decode()
        assert answer.status_code == 409, way
        assert "Bread › Lesson 1" in html.replace("  ", "") and "“Thing”" in html
        page = LessonPage.objects.get(lesson__course__title="Bread")
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
        assert type(item).objects.filter(pk=item.pk).exists()
    named = re.search(r'name="named" value="(\w+)"', html).group(1)  # type: ignore[union-attr]
    assert admin.post(ways(item)[0], {"named": "somethingelse"}).status_code == 409
    admin.post(ways(item)[0], {"named": named})
    assert not type(item).objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("what", ["quiz", "image", "document", "media"])
def test_what_no_release_shows_is_deleted_as_ever(what: str, author: User, admin: Client) -> None:
    item, course = make(what, author)
    page = LessonPage.objects.get(lesson__course=course)
    page.body = courses.text_body("Nothing else")
    page.save()
    courses.release(CoursePage.objects.get(course=course))
    admin.post(ways(item)[0])
    assert not type(item).objects.filter(pk=item.pk).exists()


def test_what_a_learner_was_left_on_is_needed_as_well(author: User, admin: Client) -> None:
    item, course = make("image", author)
    enrolment = enrolled(course)
    enrolment.release_id = Course.objects.get(pk=course.pk).latest_release_id
    enrolment.save(update_fields=["release"])
    page = LessonPage.objects.get(lesson__course=course)
    page.body = courses.text_body("Nothing else")
    page.save()
    courses.release(CoursePage.objects.get(course=course))
    html = admin.post(ways(item)[0]).content.decode()
    assert "(in an earlier version that learners are still on)" in html


def test_the_picture_of_a_course_page_is_needed(author: User, admin: Client) -> None:
    picture = ImageFactory(title="Cover")
    laid_into(courses.make_course(title="Bread", owner=author, lessons=1, thumbnail=picture), picture)
    answer = admin.post(ways(picture)[0])
    assert answer.status_code == 409 and "Bread" in answer.content.decode()


def test_an_active_exam_is_needed_by_its_course(author: User, admin: Client) -> None:
    course = courses.make_course(title="Bread", owner=author, lessons=1)
    exam = assessments.make_exam(course, assessments.make_question(course=course), title="Finals")
    assert admin.post(ways(exam)[0]).status_code == 409


def test_whoever_may_not_delete_it_is_told_nothing(author: User) -> None:
    item, _course = make("image", author)
    answer = signed_in(courses.make_instructor()).post(ways(item)[0])
    assert answer.status_code in (302, 403)
    assert "Bread" not in answer.content.decode()


def test_the_question_costs_the_same_for_many_lessons(author: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from learning.access.needed_files import needs_of_files

    counts = []
    for lessons in (1, 12):
        picture = ImageFactory()
        body = courses.body(("image", {"image": picture.pk, "alt": "x"}))
        laid_into(courses.make_course(owner=author, lessons=lessons, lesson_fields={"body": body}), picture)
        needs_of_files([picture])  # what a release names is read once
        with CaptureQueriesContext(connection) as asked:
            assert len(needs_of_files([picture])) == lessons
        counts.append(len(asked))
    assert counts[0] == counts[1]
