"""Reviewers comment on a paragraph of a lesson in its editor, and who submitted it hears of that."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Comment
from wagtail.test.utils.form_data import inline_formset

from learning.courses import actions
from learning.courses.models import CoursePage, LessonPage
from learning.testing.courses import add_lesson, make_course_page, make_instructor, make_reviewer

from .test_editor import lesson_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    person = make_reviewer()
    person.groups.add(Group.objects.get_or_create(name="Reviewer")[0])
    client.force_login(person)
    return person


@pytest.fixture
def author():
    return make_instructor()


@pytest.fixture
def lesson(author) -> LessonPage:
    page = make_course_page(owner=author, title="Knots")
    lesson = add_lesson(page, title="One")
    actions.submit_course(page=CoursePage.objects.get(pk=page.pk), actor=author)
    return LessonPage.objects.get(pk=lesson.pk)


def test_a_comment_on_a_block_arrives(client, reviewer, author, lesson, mailoutbox):
    mailoutbox.clear()
    block = lesson.body[0].id
    comment = {
        "text": "Shorter, please.",
        "contentpath": f"body.{block}",
        "position": "",
        "resolved": "",
        "replies-TOTAL_FORMS": 0,
        "replies-INITIAL_FORMS": 0,
        "replies-MIN_NUM_FORMS": 0,
        "replies-MAX_NUM_FORMS": "",
    }
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert client.post(address, lesson_data(comments=inline_formset([comment]))).status_code == 302
    kept = Comment.objects.get()
    assert (kept.user, kept.text, kept.contentpath) == (reviewer, "Shorter, please.", f"body.{block}")
    assert [mail.to for mail in mailoutbox] == [[author.email]]
    assert "Shorter, please." in mailoutbox[0].body


@pytest.mark.parametrize("kind", ["course", "module", "lesson"])
def test_every_editor_of_a_course_takes_comments(client, reviewer, lesson, kind):
    from learning.testing.courses import add_module

    course = CoursePage.objects.get()
    page = {"course": course, "lesson": lesson}.get(kind) or add_module(course)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "data-comments-panel" in html or "comments-output" in html
