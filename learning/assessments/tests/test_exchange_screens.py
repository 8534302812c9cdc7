"""The screens on which authors import questions, look at what a file would do, and export them."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.assessments.imports.importer import QUESTION_IMPORTER
from learning.assessments.models import Question, Quiz
from learning.courses.models import Course
from learning.testing import assessments, courses

from .banks import bank_beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> Any:
    return courses.make_instructor()


@pytest.fixture
def course(teacher: Any) -> Course:
    return courses.make_course(owner=teacher)


@pytest.fixture
def editor(client: Client, teacher: Any, course: Course) -> Client:
    client.force_login(teacher)
    return client


@pytest.fixture
def bank(course: Course) -> dict[str, Question]:
    return bank_beside(course)


CSV = "question,option_a,option_b,correct_answer,tags\nTwo and two?,Three,Four,B,sums\n{extra}"


def upload(editor: Client, text: str, **fields: Any) -> Any:
    file = SimpleUploadedFile("questions.csv", text.encode())
    return editor.post(reverse("assessments_authoring:import"), {"file": file, "publishes": "on"} | fields)


def test_a_file_is_looked_at_and_then_imported(editor: Client, course: Course) -> None:
    quiz = assessments.make_quiz(course, assessments.make_question(course=course))
    text = CSV.format(extra="True or not?,,,true,\n")
    answer = upload(editor, text, course=course.pk, work=f"quiz-{quiz.pk}")
    html = editor.get(answer.url).content.decode()
    assert "2 questions" in html
    assert Question.objects.count() == 1
    done = editor.post(answer.url)
    assert done.url == reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    imported = Question.objects.exclude(title="How many are two and two?").order_by("pk")
    assert [(each.kind, each.title, each.live, each.course) for each in imported] == [
        ("single_choice", "Two and two?", True, course),
        ("true_false", "True or not?", True, course),
    ]
    assert list(imported[0].tags.names()) == ["sums"]
    quiz.refresh_from_db()
    assert quiz.items.count() == 1
    assert quiz.get_latest_revision_as_object().items.count() == 3
    assert editor.post(answer.url).url == answer.url
    assert "2 questions imported." in editor.get(answer.url).content.decode()
    assert Question.objects.count() == 3


def test_one_bad_line_and_nothing_is_imported(editor: Client, course: Course) -> None:
    answer = upload(editor, CSV.format(extra="Broken?,One,Two,E,\n"), course=course.pk)
    html = editor.get(answer.url).content.decode()
    assert "line 3" in html
    assert "but that option doesn't exist." in unescape(html)
    editor.post(answer.url)
    assert Question.objects.count() == 0


def test_nothing_is_imported_into_a_locked_quiz(editor: Client, course: Course) -> None:
    quiz = assessments.make_quiz(course, assessments.make_question(course=course))
    answer = upload(editor, CSV.format(extra=""), course=course.pk, work=f"quiz-{quiz.pk}")
    Quiz.objects.filter(pk=quiz.pk).update(
        locked=True, locked_at=timezone.now(), locked_by=courses.make_manager()
    )
    editor.post(answer.url)
    assert f"“{quiz.title}” is locked." in editor.get(answer.url).content.decode()
    assert Question.objects.count() == 1


def test_a_large_file_is_imported_in_the_background(
    editor: Client, course: Course, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(QUESTION_IMPORTER, "max_at_once", 1)
    answer = upload(editor, CSV.format(extra="True or not?,,,true,\n"), course=course.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(answer.url).url == answer.url
        waiting = editor.get(answer.url)  # the report tells how far it is
        assert waiting["Refresh"] and "Importing: 0 of 2." in waiting.content.decode()
        assert not Question.objects.exists()
    assert "2 questions imported." in editor.get(answer.url).content.decode()
    assert Question.objects.filter(course=course).count() == 2


def test_rights_that_went_meanwhile_count(editor: Client, course: Course) -> None:
    answer = upload(editor, CSV.format(extra=""), course=course.pk)
    course.course_instructors.all().delete()
    assert editor.get(answer.url).status_code != 200
    editor.post(answer.url)
    assert Question.objects.count() == 0


def test_an_import_belongs_to_whoever_began_it(editor: Client, course: Course, client: Client) -> None:
    answer = upload(editor, CSV.format(extra=""), course=course.pk)
    client.force_login(courses.make_manager())
    assert client.get(answer.url).status_code == 404
    assert client.post(answer.url).status_code == 404
    assert Question.objects.count() == 0


def test_nobody_imports_into_other_courses_or_the_academy(editor: Client) -> None:
    other = courses.make_course()
    assert upload(editor, CSV.format(extra=""), course=other.pk).status_code == 422
    assert upload(editor, CSV.format(extra="")).status_code == 422


def test_a_file_that_is_none_is_told_so(editor: Client, course: Course) -> None:
    answer = upload(editor, "PK\x03\x04 no", course=course.pk)
    assert "office document" in editor.get(answer.url).content.decode()


def test_what_is_exported_is_imported_again(
    editor: Client, bank: dict[str, Question], course: Course
) -> None:
    address = reverse("assessments_authoring:export_bank", args=["csv"])
    text = editor.get(address, {"course": course.pk}).content.decode("utf-8-sig")
    assert "Mine of this course" in text
    assert "Kept by others" not in text
    answer = upload(editor, text, course=course.pk)
    editor.post(answer.url)
    again = Question.objects.exclude(pk=bank["mine"].pk).get(title="Mine of this course")
    words = [(each["text"], each["is_right"], each["feedback"]) for each in again.data["options"]]
    assert words == [
        (each["text"], each["is_right"], each["feedback"]) for each in bank["mine"].data["options"]
    ]


def test_what_a_file_cannot_hold_is_told_first(editor: Client, course: Course) -> None:
    quiz = assessments.make_quiz(
        course, assessments.make_question(course=course), assessments.make_question("ordering", course=course)
    )
    address = reverse("assessments_authoring:export_work", args=["quiz", quiz.pk, "gift"])
    html = editor.get(address).content.decode()
    assert "GIFT doesn't support ordering questions." in unescape(html)
    file = editor.get(address, {"anyway": "1"})
    assert file["Content-Type"].startswith("text/plain")
    assert "How many are two and two?" in file.content.decode()
