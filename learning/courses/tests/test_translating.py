"""Translating a course: who may, that nothing is shown before it's reviewed, and the review itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, LEARNER, MARKETER, REVIEWER, ROLES, SUPPORT
from accounts.tests.factories import UserFactory
from learning.courses.models import Candidate, Course, CoursePage, LessonPage, LessonVersion
from learning.testing.clients import signed_in
from learning.testing.courses import make_catalog, make_course

pytestmark = pytest.mark.django_db
TRANSLATES = {INSTRUCTOR, MARKETER, REVIEWER, ADMINISTRATOR}


@pytest.fixture
def french() -> Locale:
    return Locale.objects.create(language_code="fr")


@pytest.fixture
def author() -> User:
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def course(author: User) -> Course:
    return make_course(title="Bread", owner=author, lessons=2)


def translate(client: Client, page: Any, locale: Locale) -> Any:
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [locale.pk], "include_subtree": "on"})


@pytest.mark.parametrize("role", ROLES)
def test_roles_say_who_may_translate(role: str) -> None:
    may = UserFactory(roles=[role]).has_perm("wagtail_localize.submit_translation")
    assert may is (role in TRANSLATES)
    assert LEARNER not in TRANSLATES and SUPPORT not in TRANSLATES


def test_only_what_one_may_edit_is_translated(course: Course, french: Locale) -> None:
    page = course.pages.get()
    for person in (
        UserFactory(roles=[INSTRUCTOR]),
        UserFactory(roles=[MARKETER]),
        UserFactory(roles=[SUPPORT]),
    ):
        assert translate(signed_in(person), page, french).status_code in (302, 403)
        assert not CoursePage.objects.filter(locale=french).exists()


def test_the_copies_of_a_first_submission_are_drafts(course: Course, author: User, french: Locale) -> None:
    number = course.releases.count()
    assert translate(signed_in(author), course.pages.get(), french).status_code == 302
    copies = [CoursePage.objects.get(locale=french), *LessonPage.objects.filter(locale=french)]
    assert len(copies) == 3
    assert not any(copy.live for copy in copies)
    assert course.releases.count() == number
    assert not LessonVersion.objects.filter(locale=french).exists()


def test_a_translated_course_goes_through_review(course: Course, author: User, french: Locale) -> None:
    for page in make_catalog().get_ancestors(inclusive=True).exclude(depth=1).specific():
        page.copy_for_translation(french).save_revision().publish()
    client = signed_in(author)
    translate(client, course.pages.get(), french)
    page = CoursePage.objects.get(locale=french)
    assert not page.permissions_for_user(author).can_publish()
    lesson = LessonPage.objects.filter(locale=french).first()
    assert lesson is not None
    lesson.title = "Leçon"
    lesson.save_revision()
    explorer = client.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
    submit = reverse("courses_admin:submit", args=[page.pk])
    assert submit in explorer and "Submit for review" in explorer
    client.post(submit)
    candidate = Candidate.objects.get()
    assert (candidate.status, candidate.page_id) == (Candidate.Status.SUBMITTED, page.pk)
    assert not LessonVersion.objects.filter(locale=french).exists()
    reviewer = UserFactory(roles=[REVIEWER])
    task = page.current_workflow_task
    assert task is not None
    client = signed_in(reviewer)
    client.post(reverse("courses_admin:decide", args=[candidate.public_id]), {"action": "approve"})
    candidate.refresh_from_db()
    assert candidate.status == Candidate.Status.APPROVED
    assert LessonVersion.objects.filter(locale=french, title="Leçon").exists()


def test_the_source_has_its_own_way_to_submit(course: Course, author: User) -> None:
    page = course.pages.get()
    html = signed_in(author).get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
    assert "Submit for review" not in html or reverse("courses_admin:submit", args=[page.pk]) in html


def test_updating_translations_publishes_nothing_past_the_review(
    course: Course, author: User, french: Locale
) -> None:
    translate(signed_in(author), course.pages.get(), french)
    source = TranslationSource.objects.get(
        object_id=course.pages.get(locale__language_code="en").translation_key
    )
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert signed_in(author).post(address, {"publish_translations": "on"}).status_code in (302, 403)
    assert not CoursePage.objects.get(locale=french).live
    assert signed_in(UserFactory(roles=[INSTRUCTOR])).post(address, {}).status_code in (302, 403)
    assert signed_in(author).post(address, {}).status_code == 302
    assert not CoursePage.objects.get(locale=french).live


@pytest.mark.parametrize("spelled", ["{pk}", "+{pk}", "_2B{pk}", " {pk}"])
def test_a_snippet_of_others_is_not_translated(author: User, french: Locale, spelled: str) -> None:
    from learning.courses.models import Category

    category = Category.objects.create(pk=7, name="Food", slug="food")
    key = spelled.format(pk=category.pk)
    address = reverse("wagtail_localize:submit_snippet_translation", args=["courses", "category", key])
    assert signed_in(author).post(address, {"locales": [french.pk]}).status_code in (302, 403)
    assert Category.objects.count() == 1


def test_what_is_not_there_is_not_translated(author: User, french: Locale) -> None:
    for args in (["courses", "category", "7"], ["courses", "category", "x"], ["accounts", "user", author.pk]):
        address = reverse("wagtail_localize:submit_snippet_translation", args=args)
        assert signed_in(author).post(address, {"locales": [french.pk]}).status_code == 404
