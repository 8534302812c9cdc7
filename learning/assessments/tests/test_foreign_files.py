"""Files of another course are found before a course is published, and one press makes them its own."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning.courses.models import CoursePage, LessonPage
from learning.courses.release.findings import findings_of_draft
from learning.courses.release.foreign_files import foreign_files
from learning.courses.release.trees import draft_tree
from learning.testing import assessments, courses
from learning.testing.clients import signed_in
from library.models import AcademyImage
from library.tests.factories import DocumentFactory, ImageFactory, MediaFactory, private_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """A course whose published lesson, draft, cover and quiz show files of another course of its author."""
    author = courses.make_instructor()
    other = courses.make_course_page(owner=author, title="Splices").course.collection
    image, film = ImageFactory(collection=other, title="Cut"), MediaFactory(collection=other, title="Film")
    paper = DocumentFactory(collection=private_collection("Inner", parent=other), title="Paper")
    course = courses.make_course(modules=1, lessons=1, owner=author, title="Knots")
    page = course.pages.get()
    own = ImageFactory(collection=course.collection, title="Own")
    public = ImageFactory(title="Public")
    page.thumbnail = image
    page.save_revision()
    lesson = LessonPage.objects.get()
    shown = [("image", {"image": one.pk, "decorative": True}) for one in (own, public, image)]
    lesson.body = courses.body(*shown, ("video", {"media": film.pk, "url": ""}))
    lesson.transcript = f'<p><a linktype="document" id="{paper.pk}">Paper</a></p>'
    lesson.save_revision()
    question = assessments.make_question(course=course, prompt="How many strands?")
    value = {"image": image.pk, "alt": "", "decorative": True, "caption": "Strands"}
    question.prompt = [{"type": "image", "value": value, "id": str(uuid.uuid4())}]
    question.save()
    return SimpleNamespace(**locals())


def found(case):
    page = CoursePage.objects.get(pk=case.page.pk)
    return [(one.place, one.item.title, one.course_title) for one in foreign_files(draft_tree(page))]


def test_private_files_of_another_course_are_found_wherever_they_are_shown(case):
    assert sorted(found(case)) == [
        ("Knots", "Cut", "Splices"),
        ("Lesson 1", "Cut", "Splices"),
        ("Lesson 1", "Film", "Splices"),
        ("Lesson 1", "Paper", "Splices"),
        ("Strands", "Cut", "Splices"),
    ]
    findings = [one for one in findings_of_draft(case.page, at=timezone.now()) if one.kind == "foreign_file"]
    assert all(one.is_blocking for one in findings) and len(findings) == 5
    words = "“Lesson 1” shows “Paper” from the course “Splices”, which learners here can't see."
    assert words in [one.words for one in findings]
    assert {one.url for one in findings} == {reverse("courses_admin:foreign_files", args=[case.page.pk])}


def test_one_press_makes_copies_its_own(case):
    client, address = signed_in(case.author), reverse("courses_admin:foreign_files", args=[case.page.pk])
    assert "Copy to this course" in client.get(address).content.decode()
    live = LessonPage.objects.get().body.raw_data[:]
    answer = client.post(address, follow=True)
    assert "3 files copied to this course." in answer.content.decode()
    assert found(case) == []
    draft = LessonPage.objects.get().get_latest_revision_as_object()
    assert [one.value["image"].title for one in draft.body[:3]] == ["Own", "Public", "Cut"]
    assert draft.body[2].value["image"].collection == case.course.collection
    assert draft.body[0].value["image"] == case.own and draft.body[1].value["image"] == case.public
    assert LessonPage.objects.get().body.raw_data[:] == live  # what is published waits for the next release
    case.question.refresh_from_db()
    assert case.question.prompt[0].value["image"] == draft.body[2].value["image"]
    assert AcademyImage.objects.get(pk=case.image.pk).collection == case.other
    client.post(address)
    assert AcademyImage.objects.filter(title="Cut").count() == 2


def test_what_somebody_may_not_use_is_not_copied_for_them(case):
    stranger = courses.make_instructor()
    case.course.course_instructors.create(account=stranger)
    client, address = signed_in(stranger), reverse("courses_admin:foreign_files", args=[case.page.pk])
    page = client.get(address).content.decode()
    assert "You can't copy this file." in page and "Copy to this course" not in page
    client.post(address)
    assert len(found(case)) == 5


def test_the_number_of_queries_stays_flat(case):
    def count():
        page = CoursePage.objects.get(pk=case.page.pk)
        tree = draft_tree(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            foreign_files(tree)
        return len(queries)

    few = count()
    for _number in range(4):
        lesson = courses.add_lesson(case.page, body=courses.body(("image", {"image": case.image.pk})))
        lesson.save_revision()
        assessments.make_question(course=case.course)
    assert count() == few == 9
