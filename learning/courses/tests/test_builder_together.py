"""The course builder among people: who else is here, and what a course's bar leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from learning.courses.builder.outline import outline_of
from learning.courses.builder.presence import AWAY_AFTER, report_presence, who_else
from learning.courses.models import CoursePage, LessonPage
from learning.testing.courses import make_course, make_instructor

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def author(client):
    author = make_instructor(first_name="Ada", last_name="Author")
    client.force_login(author)
    return author


@pytest.fixture
def page(author) -> CoursePage:
    course = make_course(owner=author, modules=1, lessons=1)
    pages = CoursePage.objects.select_related("course__latest_release", "latest_revision")
    return pages.get(course=course)


def test_others_are_named_with_what_they_edit_for_a_minute(client, page, author):
    other = make_instructor(first_name="Bo", last_name="Other")
    now = timezone.now()
    report_presence(course_page=page, actor=author, at=now)
    report_presence(course_page=page, actor=other, at=now)
    report_presence(course_page=page, actor=other, at=now)
    assert EditingSession.objects.filter(user=other).count() == 1
    outline = outline_of(page)
    assert [(here.name, here.title) for here in who_else(outline, reader=author, at=now)] == [
        ("Bo Other", "")
    ]
    lesson = LessonPage.objects.get(lesson__course=page.course_id)
    EditingSession.objects.create(user=other, content_object=lesson, last_seen_at=now)
    (here,) = who_else(outline, reader=author, at=now)
    assert (here.name, here.page_id) == ("Bo Other", lesson.pk)
    assert who_else(outline, reader=author, at=now + AWAY_AFTER + timedelta(seconds=1)) == ()
    address = reverse("courses_admin:builder_outline", args=[page.course.public_id])
    told = client.get(address, {"since": outline.version}).json()
    assert "Bo Other" in told["presence"] and lesson.title in told["presence"]


@pytest.mark.parametrize(("kind", "model"), [("quiz", "Quiz"), ("assignment", "Assignment")])
def test_a_quiz_or_assignment_is_made_and_placed_in_one_gesture(client, page, author, kind, model):
    lesson = LessonPage.objects.get(lesson__course=page.course_id)
    address = reverse("courses_admin:builder_gesture", args=[page.course.public_id, "place"])
    for _number in range(2):
        answer = client.post(address, {"page": lesson.pk, "kind": kind, "title": "Check"}, **SCRIPT)
        assert answer.status_code == 200, answer.content
    first, second = apps.get_model("assessments", model).objects.order_by("pk")
    assert (first.course_id, first.live, first.slug, second.slug) == (
        page.course_id,
        False,
        "check",
        "check-2",
    )
    follow: Any = client.get(answer.json()["follow"])
    assert follow.status_code == 200
    lesson.refresh_from_db()
    placed = lesson.get_latest_revision_as_object().body
    assert [block.block_type for block in placed][-2:] == [kind, kind]
    assert placed[-1].value.public_id == second.public_id
    assert not any(block.block_type == kind for block in lesson.body), "the published page stays as it was"
    (part,) = outline_of(page).lessons
    assert any("Check" in words for words in part.holds)
    nothing = client.post(address, {"page": lesson.pk, "kind": "exam", "title": "No"}, **SCRIPT)
    assert nothing.status_code == 422


def test_the_bar_leads_to_review_history_learners_and_a_preview_on_any_day(client, page, author):
    html = client.get(reverse("courses_admin:builder_of_page", args=[page.pk])).content.decode()
    for address in (
        reverse("courses_admin:submit", args=[page.pk]),
        reverse("courses_admin:releases", args=[page.course.public_id]),
        reverse("support:course_learners", args=[page.course.public_id]),
        reverse("support:preview_on_day", args=[page.course.public_id]),
    ):
        assert address in html
    begun = client.post(reverse("support:preview_on_day", args=[page.course.public_id]), {"day": "10"})
    assert begun.status_code == 302
    assert client.get(begun.url).status_code == 200
