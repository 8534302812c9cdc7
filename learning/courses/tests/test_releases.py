"""Every way to publish makes one release, and a release never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from common.append_only import ChangeRefused
from learning.courses.models import Course, CoursePage, LessonPage, Release
from learning.courses.release import outlines
from learning.courses.release.outlines import content_of, outline_of_release
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_course,
    make_course_page,
    make_instructor,
    publish,
    text_body,
)

pytestmark = pytest.mark.django_db


def latest(course: Course) -> Release:
    return Course.objects.select_related("latest_release").get(pk=course.pk).latest_release


def titles(release: Release) -> list[str]:
    return [lesson.title for lesson in outline_of_release(release.pk).lessons]


def lesson_page(course: Course, number: int = 1) -> LessonPage:
    page = course.pages.get(locale=course.source_locale)
    return list(LessonPage.objects.descendant_of(page).order_by("path"))[number - 1]


def test_publishing_a_whole_course_makes_one_release():
    page = make_course_page(owner=make_instructor())
    module = add_module(page, title="Start")
    add_lesson(module, title="One")
    add_lesson(page, title="Loose")
    release = publish(page)
    assert Release.objects.count() == 1
    assert (release.number, release.lesson_count, release.required_count) == (1, 2, 2)
    outline = outline_of_release(release.pk)
    assert [module.title for module in outline.modules] == ["Start", ""]
    assert [lesson.path for lesson in outline.lessons] == ["start/one/", "loose/"]


def test_publishing_one_lesson_makes_one_release():
    course = make_course(lessons=2)
    page = lesson_page(course)
    page.title = "Renamed"
    page.save_revision().publish()
    assert latest(course).number == 2
    assert titles(latest(course)) == ["Renamed", "Lesson 2"]


def test_publishing_the_same_again_makes_no_release():
    course = make_course()
    lesson_page(course).save_revision().publish()
    assert latest(course).number == 1


def test_a_draft_changes_nothing_that_was_released():
    course = make_course()
    page = lesson_page(course)
    page.title, page.body = "Draft", text_body("Unfinished")
    page.save_revision()
    assert latest(course).number == 1
    assert titles(latest(course)) == ["Lesson 1", "Lesson 2"]


def test_unpublishing_a_lesson_releases_the_course_without_it():
    course = make_course()
    lesson_page(course).unpublish()
    assert latest(course).reason == Release.Reason.UNPUBLISHED
    assert titles(latest(course)) == ["Lesson 2"]


def test_moving_a_lesson_releases_the_new_order():
    course = make_course()
    first, second = lesson_page(course, 1), lesson_page(course, 2)
    first.move(second, pos="right")
    assert latest(course).reason == Release.Reason.MOVED
    assert titles(latest(course)) == ["Lesson 2", "Lesson 1"]


def test_deleting_a_lesson_keeps_what_was_released_of_it():
    course = make_course()
    before = latest(course)
    identity = lesson_page(course).lesson
    lesson_page(course).delete()
    assert titles(latest(course)) == ["Lesson 2"]
    outlines.forget()
    assert titles(before) == ["Lesson 1", "Lesson 2"]
    identity.refresh_from_db()
    assert identity.title == "Lesson 1"


def test_deleting_a_module_makes_one_release():
    course = make_course(modules=2)
    page = course.pages.get()
    page.get_children().first().specific.delete()
    assert latest(course).number == 2
    assert latest(course).lesson_count == 2


def test_unpublishing_the_course_withdraws_it_and_keeps_the_outline():
    course = make_course()
    course.pages.get().unpublish()
    release = latest(course)
    assert (release.number, release.is_withdrawn) == (2, True)
    assert titles(release) == ["Lesson 1", "Lesson 2"]
    assert not Course.objects.listed(for_members=True).filter(pk=course.pk).exists()


def test_publishing_a_withdrawn_course_again_brings_it_back():
    course = make_course()
    course.pages.get().unpublish()
    publish(course.pages.get())
    assert (latest(course).number, latest(course).is_withdrawn) == (3, False)


def test_deleting_the_course_page_withdraws_the_course():
    course = make_course()
    course.pages.get().delete()
    release = latest(course)
    assert release.is_withdrawn
    assert titles(release) == ["Lesson 1", "Lesson 2"]


def test_a_scheduled_lesson_is_released_when_wagtail_publishes_it(settings):
    from django.core.management import call_command

    course = make_course()
    page = lesson_page(course)
    page.title, page.go_live_at = "Later", timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    assert latest(course).number == 1
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    revision.refresh_from_db()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert titles(latest(course)) == ["Later", "Lesson 2"]


def test_an_overwritten_revision_changes_nothing_that_was_released():
    course = make_course()
    before = latest(course)
    page = lesson_page(course)
    revision = page.latest_revision
    revision.content["body"] = "[]"
    revision.save()
    outlines.forget()
    lesson = outline_of_release(before.pk).lessons[0]
    assert [str(block.value) for block in content_of(lesson).body] != []


def test_the_same_content_is_kept_once():
    course = make_course()
    versions = course.lessons.first().versions
    lesson_page(course, 2).unpublish()
    assert latest(course).number == 2
    assert versions.count() == 1


def test_a_frozen_row_refuses_to_change():
    course = make_course()
    row = latest(course).lessons.first()
    row.slug = "else"
    with pytest.raises(ChangeRefused):
        row.save()
    with pytest.raises(ChangeRefused):
        row.delete()


def test_a_copy_has_identities_of_its_own():
    course = make_course()
    page = course.pages.get()
    copy = page.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"})
    copy = CoursePage.objects.get(pk=copy.pk)
    assert copy.course_id != course.pk
    copied = LessonPage.objects.descendant_of(copy)
    assert {lesson.lesson.course_id for lesson in copied} == {copy.course_id}
    draft = copied.first().get_latest_revision_as_object()
    assert draft.lesson_id == copied.first().lesson_id


def test_a_translation_shares_its_identity_and_adds_a_version():
    from wagtail.models import Locale

    course = make_course(modules=0, lessons=1)
    french = Locale.objects.create(language_code="fr")
    for page in Page.objects.filter(depth=2):
        page.specific.copy_for_translation(french)
    source = course.pages.get()
    source.get_parent().specific.copy_for_translation(french)
    translated = source.copy_for_translation(french)
    lesson = lesson_page(course).copy_for_translation(french)
    assert translated.course_id == course.pk
    assert lesson.lesson_id == lesson_page(course).lesson_id
    translated.save_revision().publish()
    lesson.title = "Leçon"
    lesson.save_revision().publish()
    assert [each.title for each in outline_of_release(latest(course).pk, "fr").lessons] == ["Leçon"]
    assert [each.title for each in outline_of_release(latest(course).pk, "en").lessons] == ["Lesson 1"]


def test_a_lesson_stays_in_its_course():
    course, other = make_course(), make_course()
    assert not lesson_page(course).can_move_to(other.pages.get())
    assert lesson_page(course).can_move_to(course.pages.get())


@pytest.mark.parametrize("slug", ["enroll", "exam", "quiz"])
def test_reserved_addresses_are_refused(slug):
    from django.core.exceptions import ValidationError

    page = make_course_page()
    lesson = add_lesson(page)
    lesson.slug = slug
    with pytest.raises(ValidationError):
        lesson.full_clean()
