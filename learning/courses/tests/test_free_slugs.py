"""Pages with the same title side by side: each gets a slug by itself; what was typed on purpose stays."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from learning.courses.models import LessonPage
from learning.courses.tests.test_editor import lesson_data
from learning.testing.clients import signed_in
from learning.testing.courses import add_lesson, make_catalog, make_course_page, make_instructor

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course_page(owner=make_instructor(), title="Knots")


def write(course, **data):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    return signed_in(course.owner).post(address, lesson_data(**data))


def slugs(course):
    return list(LessonPage.objects.child_of(course).order_by("path").values_list("slug", flat=True))


@pytest.mark.parametrize(("title", "slug"), [("One", "one"), ("Überblick", "überblick")])
def test_equal_titles_get_slugs_by_themselves(course, title, slug):
    for _number in range(3):
        assert write(course, title=title, slug=slug).status_code == 302
    assert slugs(course) == [slug, f"{slug}-1", f"{slug}-2"]
    second = LessonPage.objects.get(slug=f"{slug}-1")
    edit = reverse("wagtailadmin_pages:edit", args=[second.pk])
    again = signed_in(course.owner).post(edit, lesson_data(title=title, slug=slug))
    assert again.status_code == 302  # the editor still says what it sent
    assert slugs(course) == [slug, f"{slug}-1", f"{slug}-2"]


def test_a_slug_that_was_typed_and_is_taken_is_refused(course):
    add_lesson(course, title="One", slug="first")
    answer = write(course, title="Another", slug="first")
    assert answer.status_code == 200 and "already in use" in answer.content.decode()
    assert slugs(course) == ["first"]


def test_a_copy_keeps_its_title_and_gets_a_free_slug(course):
    lesson = add_lesson(course, title="One", slug="one")
    client = signed_in(course.owner)
    address = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    assert client.get(address).context["form"]["new_slug"].value() == "one-1"
    for slug in ("one", "one", "one-1"):
        data = {"new_title": "One", "new_slug": slug, "new_parent_page": course.pk}
        assert client.post(address, data).status_code == (302 if slug == "one" else 200)
    assert slugs(course) == ["one", "one-1", "one-2"]


def test_a_copy_by_program_gets_a_free_slug(course):
    lesson = add_lesson(course, title="One", slug="one")
    assert [lesson.copy().slug, lesson.copy().slug] == ["one-1", "one-2"]


def test_translations_of_equal_titles_get_slugs(course):
    french = Locale.objects.create(language_code="fr")
    for page in (*Page.objects.filter(depth=2), make_catalog(), course):
        if not page.specific.has_translation(french):
            page.specific.copy_for_translation(french)
    for number in range(2):
        add_lesson(course, title="One", slug=f"one-{number}")
    translated = course.get_translation(french)
    made = [page.specific.copy_for_translation(french) for page in LessonPage.objects.child_of(course)]
    assert [page.get_parent().pk for page in made] == [translated.pk] * 2
    assert len({page.slug for page in made}) == 2
