"""The admin's first page tells authors and reviewers what waits for them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.roles import REVIEWER
from accounts.tests.factories import UserFactory
from learning.courses import actions
from learning.courses.editor.admin_dashboard import shortcuts, what_waits
from learning.courses.models import Candidate, CoursePage
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_catalog,
    make_course_page,
    make_instructor,
)

pytestmark = pytest.mark.django_db


def waits_for(person) -> dict[str, str]:
    """Words to address of what is more than none."""
    request = RequestFactory().get("/")
    request.user = type(person).objects.get(pk=person.pk)
    return {f"{entry.count} {entry.words}": entry.url for entry in what_waits(request) if entry.count}


@pytest.fixture
def reviewer():
    return UserFactory(roles=[REVIEWER])


@pytest.fixture
def author():
    return make_instructor()


@pytest.fixture
def course(author) -> CoursePage:
    workflow = make_catalog().get_workflow()
    page = make_course_page(owner=author)
    add_lesson(add_module(page))
    for draft in (page, *page.get_descendants().specific()):
        draft.save_revision(user=author)
    page.workflow_used = workflow
    return page


def test_a_submitted_course_waits_for_the_reviewer_and_is_known_to_its_author(course, author, reviewer):
    assert waits_for(reviewer) == {}
    course.workflow_used.start(course, author)
    candidate = Candidate.objects.get()
    screen = reverse("courses_admin:candidate", args=[candidate.public_id])
    assert waits_for(reviewer) == {"1 course to review": screen}
    assert waits_for(author)["1 course in review"] == screen


def test_a_course_that_was_sent_back_waits_for_its_author(course, author, reviewer):
    course.workflow_used.start(course, author)
    candidate = Candidate.objects.get()
    actions.reject_candidate(candidate=candidate, actor=reviewer, comment="More examples", at=timezone.now())
    assert waits_for(reviewer) == {}
    assert "1 course with requested changes" in waits_for(author)


def test_pages_with_changes_are_counted_for_their_own_author_only(course, author):
    assert any("to submit" in words for words in waits_for(author))
    assert waits_for(make_instructor()) == {}


def test_an_author_may_begin_a_course(author, reviewer):
    make_catalog()
    request = RequestFactory().get("/")
    request.user = author
    assert [found.url for found in shortcuts(request)] == [reverse("courses_admin:new")]
    request.user = reviewer
    assert list(shortcuts(request)) == []


def test_more_courses_cost_no_more_queries(author, django_assert_max_num_queries):
    for _number in range(5):
        add_lesson(add_module(make_course_page(owner=author)))
    with django_assert_max_num_queries(10):
        waits_for(author)
