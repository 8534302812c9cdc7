"""A kept release can be read back whole: kept again, it is the same release."""

from __future__ import annotations

import pytest

from learning.courses.models import Release
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.testing.courses import (
    CategoryFactory,
    add_lesson,
    add_module,
    make_course,
    make_course_page,
    make_instructor,
    publish,
    video_body,
)

pytestmark = pytest.mark.django_db


def rich_release() -> Release:
    page = make_course_page(owner=make_instructor(), category=CategoryFactory(), drip_anchor="enrolment")
    module = add_module(page, title="Start")
    add_lesson(module, title="One", body=video_body(), opens_after_days=3)
    add_lesson(module, title="Two", is_required=False, reading_completes=False)
    add_lesson(page, title="Loose", is_free_preview=True)
    return publish(page)


def test_what_is_read_back_has_the_hash_that_was_kept():
    release = Release.objects.get(pk=rich_release().pk)
    snapshot = snapshot_of_release(release)
    assert snapshot.content_hash == release.content_hash
    assert [lesson.texts["en"]["title"] for lesson in snapshot.lessons] == ["One", "Two", "Loose"]


def test_more_lessons_cost_no_more_queries(django_assert_num_queries):
    few, many = (make_course(lessons=count).latest_release for count in (1, 6))
    for release in (few, many):
        release = Release.objects.select_related("course__source_locale").get(pk=release.pk)
        with django_assert_num_queries(3):
            snapshot_of_release(release)
