"""Who may fetch a course's files: `learning.access.file_access`, as `library.delivery` asks it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from wagtail.models import Collection

from accounts.tests.factories import UserFactory
from learning.access.actions import extend_course_access as end_access
from learning.access.models import CourseAccess
from learning.courses.models import Course, LessonPage
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    page_of,
    paid_course,
)
from library.delivery import may_fetch
from library.files import LibraryFile, file_of_document
from library.models import AcademyDocument

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


@pytest.fixture
def course() -> Course:
    return paid_course()


def paper(course: Course, *, below: bool = False) -> AcademyDocument:
    """A document in the course's collection, or in one below it."""
    collection = course.collection
    assert collection is not None
    if below:
        collection = collection.add_child(instance=Collection(name="Handouts"))
    document = AcademyDocument(title="Handout", collection=Collection.objects.get(pk=collection.pk))
    document.file.save("handout.pdf", ContentFile(b"%PDF-1.7\n%%EOF"), save=True)
    return document


def code(person: Any, file: LibraryFile) -> str:
    return may_fetch(person, NOON, file).code


@pytest.mark.parametrize("below", [False, True])
def test_files_follow_the_verdict_on_their_course(course: Course, below: bool) -> None:
    file = file_of_document(paper(course, below=below))
    member = GrantFactory(course=course).person
    assert code(member, file) == "open"
    assert code(NOBODY, file) == code(UserFactory(), file) == "no_grant"
    assert code(GrantFactory(course=paid_course()).person, file) == "no_grant"
    end_access(grant=CourseAccess.objects.get(person=member), ends_at=NOON, at=NOON)
    assert code(member, file) == "expired"


def show(document: AcademyDocument, *, in_preview: bool) -> None:
    """Name the document in the first lesson of its course, and publish that."""
    course = Course.objects.get(collection=document.collection)
    page = LessonPage.objects.descendant_of(page_of(course)).first()
    page.is_free_preview = in_preview
    page.body = courses.body(("document", {"title": "Handout", "document": document.pk}))
    page.save_revision().publish()


@pytest.mark.parametrize("in_preview", [True, False])
def test_what_a_preview_names_is_open_to_everybody(course: Course, in_preview: bool) -> None:
    named, other = paper(course), paper(course)
    show(named, in_preview=in_preview)
    assert (code(NOBODY, file_of_document(named)) == "preview") is in_preview
    assert code(NOBODY, file_of_document(other)) == "no_grant"


def test_a_draft_preview_opens_nothing(course: Course) -> None:
    document = paper(course)
    page = LessonPage.objects.descendant_of(page_of(course)).first()
    page.is_free_preview = True
    page.body = courses.body(("document", {"title": "Handout", "document": document.pk}))
    page.save_revision()
    assert code(NOBODY, file_of_document(document)) == "no_grant"


def test_previews_close_with_the_course_and_to_the_suspended(course: Course) -> None:
    document = paper(course)
    show(document, in_preview=True)
    assert code(UserFactory(is_active=False), file_of_document(document)) == "suspended"
    Course.objects.filter(pk=course.pk).update(status=Course.Status.ARCHIVED)
    assert code(NOBODY, file_of_document(document)) == "archived"


def test_a_preview_costs_a_stranger_few_queries_when_warm(
    course: Course, django_assert_num_queries: Any
) -> None:
    document = paper(course)
    show(document, in_preview=True)
    file = file_of_document(AcademyDocument.objects.select_related("collection").get(pk=document.pk))
    code(NOBODY, file)
    with django_assert_num_queries(2):  # is the collection private, whose is it
        assert code(NOBODY, file) == "preview"
    assert fresh(course).latest_release.number == 2


def test_a_file_waits_for_its_lesson_to_open(course: Course) -> None:
    named, loose = paper(course), paper(course)
    show(named, in_preview=False)
    page = page_of(course)
    page.drip_anchor = "enrolment"
    page.save_revision().publish()
    lesson = LessonPage.objects.descendant_of(page).first()
    lesson.opens_after_days = 3
    lesson.save_revision().publish()
    course = fresh(course)
    newcomer = enrolled(course, at=NOON - DAY).person
    early = enrolled(course, at=NOON - 3 * DAY).person
    assert code(newcomer, file_of_document(named)) == "drip"
    assert code(newcomer, file_of_document(loose)) == "open"
    assert code(early, file_of_document(named)) == "open"


@pytest.mark.parametrize(("days", "expected"), [(None, "open"), (40, "drip")])
def test_a_file_answers_by_the_release_that_a_learner_has(days: int | None, expected: str) -> None:
    """The latest release opens the lesson on another day than the one that the learner stays on."""
    course = paid_course(drip_anchor="enrolment", lesson_fields={"opens_after_days": days})
    document = paper(course)
    for page in LessonPage.objects.descendant_of(page_of(course)):
        page.body = courses.body(("document", {"title": "Handout", "document": document.pk}))
        page.save_revision().publish()
    enrolment = enrolled(fresh(course))
    enrolment.release = fresh(course).latest_release
    enrolment.save()
    for page in LessonPage.objects.descendant_of(page_of(course)):
        page.opens_after_days = None if days else 40
        page.save_revision().publish()
    Course.objects.filter(pk=course.pk).update(follow=Course.Follow.STAY)
    assert code(enrolment.person, file_of_document(document)) == expected
