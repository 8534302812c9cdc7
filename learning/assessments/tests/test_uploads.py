"""Files uploaded where quizzes, exams, assignments and questions are written land in their course."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learning.testing import assessments, courses
from library.models import AcademyDocument
from library.tests.factories import PDF

pytestmark = pytest.mark.django_db


def landed(client, screen, **said):
    address = f"{screen}?{urlencode(said)}" if said else screen
    data = {
        "document-chooser-upload-title": "Mine",
        "document-chooser-upload-file": SimpleUploadedFile("a.pdf", PDF),
    }
    response = client.post(reverse("wagtaildocs_chooser:create"), data, HTTP_X_EDITED_AT=address)
    assert response.status_code == 200
    return AcademyDocument.objects.order_by("-pk").first().collection


def test_files_land_in_the_course_of_what_is_written(client):
    author = courses.make_instructor()
    page = courses.make_course_page(owner=author, title="Knots")
    courses.make_course_page(owner=author, title="Another")
    course = page.course
    quiz = assessments.make_quiz(course, assessments.make_question(course=course))
    shared = assessments.make_question()
    client.force_login(author)
    snippets = "wagtailsnippets_assessments_"
    rows = {"quiz": quiz, "question": quiz.items.first().question}
    for name, row in rows.items():
        assert landed(client, reverse(f"{snippets}{name}:edit", args=[row.pk])) == course.collection
    for name in ("quiz", "exam", "assignment", "question"):
        assert landed(client, reverse(f"{snippets}{name}:add"), course=course.pk) == course.collection
    writer = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    assert landed(client, writer) == course.collection
    assert landed(client, reverse("assessments_authoring:write_new", args=["exam"]), course=course.pk) == (
        course.collection
    )
    moved = reverse(f"{snippets}question:edit", args=[shared.pk])
    assert landed(client, moved, course=course.pk) == course.collection
