"""The quiz writer keeps unfinished questions: in their places, for all authors, and out of every attempt."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from learning.assessments.models import Question, Quiz
from learning.assessments.question_types import question_types
from learning.courses.models import Course
from learning.testing import assessments, courses

from .typed_quizzes import NEW, choice, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> Any:
    return courses.make_instructor()


@pytest.fixture
def course(teacher: Any) -> Course:
    return courses.make_course(owner=teacher)


@pytest.fixture
def editor(client: Client, teacher: Any) -> Client:
    client.force_login(teacher)
    return client


def address_of(quiz: Quiz) -> str:
    return reverse("assessments_authoring:write", args=["quiz", quiz.pk])


def half(key: int, prompt: str = "Which of these?", **fields: str) -> dict[str, Any]:
    """A question whose correct option nobody has chosen yet."""
    return choice(key, prompt=prompt, right="", **fields)


def shown(editor: Client, quiz: Quiz) -> list[str]:
    """The prompts on the screen, in their order."""
    return [entry.first("prompt") for entry in editor.get(address_of(quiz)).context["entries"]]


@pytest.mark.parametrize("do", ["save", "autosave"])
def test_a_draft_keeps_them_in_their_places(editor: Client, course: Course, do: str) -> None:
    parts = [half(1, "First?"), choice(2, prompt="Second?"), half(3, ""), {"i4-what": "draw", "i4-count": ""}]
    answer = editor.post(NEW, posted(course, *parts, do=do))
    quiz = Quiz.objects.get()
    if do == "autosave":
        assert answer.json()["saved"]
        assert answer.json()["words"] == "Draft saved. 3 questions are unfinished."
    assert [str(question) for question in Question.objects.all()] == ["Second?"]
    assert shown(editor, quiz) == ["First?", "Second?", "", ""]
    html = unescape(editor.get(address_of(quiz)).content.decode())
    assert "No option is marked as correct." in html
    assert "3 questions are unfinished and aren't shown to learners." in html
    assert "Three" in html and "Four" in html


@pytest.mark.parametrize("kind", list(question_types()))
def test_of_every_type(editor: Client, course: Course, kind: str) -> None:
    begun = {"i1-what": "question", "i1-kind": kind, "i1-prompt": "", "i1-explanation": "Because."}
    editor.post(NEW, posted(course, begun, do="autosave"))
    entry = editor.get(address_of(Quiz.objects.get())).context["entries"][0]
    assert (entry.kind, entry.first("explanation")) == (kind, "Because.")
    assert not Question.objects.exists()


def test_one_that_is_finished_becomes_a_question_once(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, half(1, "Which?")))
    quiz = Quiz.objects.get()
    entry = editor.get(address_of(quiz)).context["entries"][0]
    done = choice(1, prompt=entry.first("prompt"))
    data = posted(course, done, base=str(quiz.latest_revision_id), slug=quiz.slug, do="publish")
    assert editor.post(address_of(quiz), data).status_code == 302
    quiz.refresh_from_db()
    assert [str(item) for item in quiz.items.all()] == ["Which?"]
    assert (quiz.unfinished, shown(editor, quiz)) == ([], ["Which?"])


def test_a_question_that_was_opened_again_stays_as_it_was_beside_what_was_begun(
    editor: Client, course: Course
) -> None:
    editor.post(NEW, posted(course, choice(1, prompt="As it was"), do="publish"))
    quiz, question = Quiz.objects.get(), Question.objects.get()
    begun = half(1, "Better", id=str(question.pk), base=str(question.latest_revision_id))
    data = posted(course, begun, base=str(quiz.latest_revision_id), slug=quiz.slug)
    assert editor.post(address_of(quiz), data).status_code == 302
    question.refresh_from_db()
    assert (str(question), question.revisions.count()) == ("As it was", 1)
    assert [item.question for item in quiz.get_latest_revision_as_object().items.all()] == [question]
    assert shown(editor, quiz) == ["Better"]


def test_other_authors_find_them(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, half(1, "Which?")))
    other = Client()
    other.force_login(courses.make_manager())
    assert shown(other, Quiz.objects.get()) == ["Which?"]


def test_an_empty_question_is_nothing_to_keep(editor: Client, course: Course) -> None:
    blank = {"i2-what": "question", "i2-kind": "single_choice", "i2-marks": "1", "i2-difficulty": "medium"}
    blank |= {"i2-prompt": " ", "i2-option-0-text": "", "i2-option-0-id": "x"}
    editor.post(NEW, posted(course, choice(1), blank))
    assert Quiz.objects.get().unfinished == []


def test_publishing_asks_for_all_of_them(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, half(1)))
    quiz = Quiz.objects.get()
    data = posted(course, half(1), base=str(quiz.latest_revision_id), slug=quiz.slug, do="publish")
    answer = editor.post(address_of(quiz), data)
    assert answer.status_code == 200
    assert "No option is marked as correct." in answer.content.decode()
    quiz.refresh_from_db()
    assert not quiz.live


def test_settings_that_can_not_be_saved_lose_no_question(editor: Client, course: Course) -> None:
    wrong = {"title": "", "passing_score": "300", "show_answers": "after_deadline"}
    told = editor.post(NEW, posted(course, choice(1), half(2), do="autosave", **wrong)).json()
    quiz = Quiz.objects.get()
    assert (quiz.title, quiz.passing_score, quiz.show_answers) == ("Untitled quiz", 70, "after_passing")
    assert told["words"].startswith("Draft saved. 1 question is unfinished. These settings weren't saved: ")
    for name in ("Title", "Passing score in %"):
        assert name in told["words"]
    assert len(shown(editor, quiz)) == 2


def test_nothing_is_kept_for_a_course_that_is_not_theirs(editor: Client, course: Course) -> None:
    other = courses.make_course()
    assert editor.post(NEW, posted(other, half(1))).status_code == 200
    assert not Quiz.objects.exists()


def test_learners_are_asked_only_what_is_finished(editor: Client, course: Course) -> None:
    quiz = assessments.make_quiz(course, assessments.make_question(course=course))
    item = quiz.items.get()
    kept = choice(1, id=str(item.question_id), base="")
    data = posted(course, kept, half(2), base="", slug=quiz.slug)
    assert editor.post(address_of(quiz), data).status_code == 302
    quiz.refresh_from_db()
    quiz.latest_revision.publish()
    quiz.refresh_from_db()
    assert [each.question_id for each in quiz.items.all()] == [item.question_id]
