"""The screen that writes a quiz: what is saved, published, kept on an error, and refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from learning.assessments.models import Exam, Question, Quiz
from learning.courses.models import Course
from learning.testing import assessments, courses
from learning.testing.access import enrolled
from learning.testing.graded_work import graded_attempt, handed_in_submission

from .typed_quizzes import NEW, SETTINGS, choice, empty, posted

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


def test_a_quiz_and_its_questions_are_saved_as_drafts(editor: Client, course: Course, teacher: Any) -> None:
    answer = editor.post(NEW, posted(course, choice()))
    quiz = Quiz.objects.get()
    assert answer.url == reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    assert (quiz.live, quiz.slug, quiz.author, quiz.course) == (False, "numbers", teacher, course)
    question = Question.objects.get()
    assert (question.live, question.title, question.marks, question.difficulty) == (
        False,
        "How many are two and two?",
        2,
        "easy",
    )
    assert sorted(question.tags.names()) == ["easy ones", "sums"]
    assert [option["is_right"] for option in question.data["options"]] == [False, True]
    assert [item.question for item in quiz.get_latest_revision_as_object().items.all()] == [question]


def test_publishing_publishes_the_questions_too(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, choice(), do="publish"))
    quiz, question = Quiz.objects.get(), Question.objects.get()
    assert quiz.live
    assert question.live
    assert [item.question for item in quiz.items.all()] == [question]


def test_saving_what_was_opened_changes_no_question(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, choice(), do="publish"))
    quiz, question = Quiz.objects.get(), Question.objects.get()
    row = quiz.items.get().pk
    again = choice() | {"i1-id": str(question.pk), "i1-base": str(question.latest_revision_id)}
    names = [option["id"] for option in question.data["options"]]
    again |= {"i1-option-0-id": names[0], "i1-option-1-id": names[1]}
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    editor.post(address, posted(course, again, do="publish", base=str(quiz.latest_revision_id)))
    question.refresh_from_db()
    assert question.revisions.count() == 1
    assert [option["id"] for option in question.data["options"]] == names
    assert quiz.items.get().pk == row


def test_an_error_keeps_everything_and_saves_nothing(editor: Client, course: Course) -> None:
    wrong = choice(2, right="", prompt="Which of these?")
    answer = editor.post(NEW, posted(course, choice(), wrong, do="publish"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "No option is marked as correct." in html
    assert html.count("How many are two and two?") >= 1
    assert "Which of these?" in html
    assert (Quiz.objects.count(), Question.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("do", "told"),
    [
        ("add:matching", "i2-pair-0-left"),
        ("add:draw", "i2-count"),
        ("remove:1", 'name="i1-removed" value="1"'),
        ("search", 'name="bank_q"'),
        ("nonsense:7", "How many are two and two?"),
    ],
)
def test_buttons_work_without_a_script_and_lose_nothing(
    editor: Client, course: Course, do: str, told: str
) -> None:
    html = editor.post(NEW, posted(course, choice(), do=do)).content.decode()
    assert told in html
    assert "How many are two and two?" in html
    assert Quiz.objects.count() == 0


def test_pasted_questions_take_the_place_of_the_empty_first_one(editor: Client, course: Course) -> None:
    pasted = "What first?\n*Water\nSalt\n\nWhich two?\n*Light\nNoise\n*Warmth"
    answer = editor.post(NEW, posted(course, empty(), do="paste", pasted=pasted))
    entries = answer.context["entries"]
    assert [(entry.kind, entry.first("prompt")) for entry in entries] == [
        ("single_choice", "What first?"),
        ("multiple_choice", "Which two?"),
    ]
    assert answer.context["pasted"] == ""
    assert "2 questions added. Not saved yet." in answer.content.decode()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("One?\n*a\nb\n\nTwo?\nc\nd", "Line 5: No correct answer is marked."),
        ("Only some words.", "No correct answer is marked."),
    ],
)
def test_what_cannot_be_read_adds_nothing_and_stays_in_its_field(
    editor: Client, course: Course, pasted: str, words: str
) -> None:
    answer = editor.post(NEW, posted(course, choice(), do="paste", pasted=pasted))
    assert [entry.first("prompt") for entry in answer.context["entries"]] == ["How many are two and two?"]
    assert answer.context["pasted"] == pasted
    assert words in answer.content.decode()


def test_items_move(editor: Client, course: Course) -> None:
    parts = choice(1), choice(2, prompt="And three?")
    html = editor.post(NEW, posted(course, *parts, do="up:2")).content.decode()
    assert html.index("And three?") < html.index("How many are two and two?")


def test_what_is_removed_leaves_the_quiz_and_stays_in_the_bank(editor: Client, course: Course) -> None:
    question = assessments.make_question(course=course)
    quiz = assessments.make_quiz(course, question)
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    gone = choice() | {"i1-id": str(question.pk), "i1-base": "", "i1-removed": "1"}
    editor.post(address, posted(course, gone, choice(2, prompt="Another?"), do="publish", slug=quiz.slug))
    quiz.refresh_from_db()
    assert [str(item) for item in quiz.items.all()] == ["Another?"]
    assert Question.objects.filter(pk=question.pk, live=True).exists()


def test_a_draw_says_how_many_the_bank_has(editor: Client, course: Course) -> None:
    assessments.make_question(course=course, tags=["sums"], difficulty="easy")
    assessments.make_question(course=course, tags=["sums"], difficulty="hard")
    assessments.make_question(course=courses.make_course(), tags=["sums"])
    address = reverse("assessments_authoring:in_bank")
    assert editor.get(address, {"course": course.pk, "tag": "SUMS"}).json()["count"] == 2
    assert editor.get(address, {"course": course.pk, "difficulty": "hard"}).json()["count"] == 1
    assert editor.get(address, {"course": courses.make_course().pk}).status_code in (302, 403)
    draw = {"i1-what": "draw", "i1-count": "2", "i1-tag": "sums", "i1-difficulty": ""}
    editor.post(NEW, posted(course, draw, do="publish"))
    item = Quiz.objects.get().items.get()
    assert (item.draw_count, item.draw_tag, item.question) == (2, "sums", None)


def test_the_academys_questions_are_used_and_not_changed(editor: Client, course: Course) -> None:
    academys = assessments.make_question(prompt="Of the academy")
    forged = choice() | {"i1-id": str(academys.pk), "i1-prompt": "Changed", "i1-what": "question"}
    editor.post(NEW, posted(course, forged, do="publish"))
    academys.refresh_from_db()
    assert academys.title == "Of the academy"
    assert academys.revisions.count() == 0
    assert [item.question for item in Quiz.objects.get().items.all()] == [academys]


def test_questions_of_other_courses_cannot_be_taken_or_changed(editor: Client, course: Course) -> None:
    others = assessments.make_question(course=courses.make_course(), prompt="Of others")
    forged = choice() | {"i1-id": str(others.pk), "i1-prompt": "Changed"}
    editor.post(NEW, posted(course, forged, choice(2), do="publish"))
    others.refresh_from_db()
    assert others.title == "Of others"
    assert others not in [item.question for item in Quiz.objects.get().items.all()]


def test_nobody_writes_into_a_course_that_they_do_not_teach(editor: Client, course: Course) -> None:
    other = courses.make_course()
    quiz = assessments.make_quiz(other, assessments.make_question(course=other))
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    for answer in (editor.get(address), editor.post(address, posted(other, choice(), do="publish"))):
        assert answer.status_code in (302, 403)
    assert editor.post(NEW, posted(other, choice())).status_code == 200
    assert Quiz.objects.count() == 1
    assert quiz.revisions.count() == 0


def test_somebody_elses_save_is_not_written_over_unseen(editor: Client, course: Course, teacher: Any) -> None:
    editor.post(NEW, posted(course, choice()))
    quiz, question = Quiz.objects.get(), Question.objects.get()
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    old = str(quiz.latest_revision_id)
    mine = choice(prompt="Mine") | {"i1-id": str(question.pk), "i1-base": str(question.latest_revision_id)}
    quiz.get_latest_revision_as_object().save_revision(user=teacher)
    first = editor.post(address, posted(course, mine, base=old, slug="numbers"))
    assert "Someone else saved changes after you opened this page." in first.content.decode()
    question.refresh_from_db()
    assert question.get_latest_revision_as_object().title == "How many are two and two?"
    quiz.refresh_from_db()
    editor.post(address, posted(course, mine, base=str(quiz.latest_revision_id), slug="numbers"))
    question.refresh_from_db()
    assert question.get_latest_revision_as_object().title == "Mine"


def test_autosave_tells_the_names_of_what_it_made(editor: Client, course: Course) -> None:
    told = editor.post(NEW, posted(course, choice(), do="autosave")).json()
    question, quiz = Question.objects.get(), Quiz.objects.get()
    assert told["saved"] is True
    assert told["items"] == {"1": [str(question.pk), str(question.latest_revision_id)]}
    assert told["base"] == str(quiz.latest_revision_id)
    elsewhere = posted(course, choice(), do="autosave") | {"course": ""}
    assert editor.post(NEW, elsewhere).json()["saved"] is False
    assert Quiz.objects.count() == 1


def test_a_second_active_exam_is_an_error_of_the_form(editor: Client, course: Course) -> None:
    assessments.make_exam(course, title="The first")
    fields = SETTINGS | {"is_active": "on", "unlock_days": "0", "title": "The second"}
    data = posted(course, choice(), do="publish") | fields
    answer = editor.post("/admin/academy/exams/write/", data)
    assert answer.status_code == 200
    assert "“The first” is already the active exam of this course." in answer.content.decode()
    assert Exam.objects.count() == 1


def test_an_address_twice_in_a_course_is_an_error_of_the_form(editor: Client, course: Course) -> None:
    assessments.make_quiz(course, title="Numbers", slug="numbers")
    assessments.make_quiz(course, title="Sums", slug="sums")
    answer = editor.post(NEW, posted(course, choice(), slug="sums", do="publish"))
    assert "This URL ending is already used in this course." in answer.content.decode()
    assert Quiz.objects.count() == 2
    editor.post(NEW, posted(course, choice(), do="publish"))
    assert Quiz.objects.get(live=True, title="Numbers", slug="numbers-2")


def test_answers_after_the_deadline_need_a_deadline(editor: Client, course: Course) -> None:
    answer = editor.post(NEW, posted(course, choice(), show_answers="after_deadline", do="publish"))
    assert "Set a deadline. Correct answers are shown after it." in answer.content.decode()
    assert not Quiz.objects.exists()


def test_the_full_editor_keeps_the_questions_of_a_quiz(editor: Client, course: Course, teacher: Any) -> None:
    questions = [assessments.make_question(course=course) for _number in range(2)]
    quiz = assessments.make_quiz(course, *questions)
    before = list(quiz.items.values_list("pk", "question_id"))
    address = reverse(quiz.snippet_viewset.get_url_name("edit"), args=[quiz.pk])
    form = editor.get(address).context["form"]
    fields = {f"{form.prefix}-{name}" if form.prefix else name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in fields.items() if value is not False}
    for formset in form.formsets.values():
        sent |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for each in formset.forms:
            sent |= {each.add_prefix(name): each[name].value() or "" for name in each.fields}
    response = editor.post(
        address, sent | {"title": "Renamed", "description": rich_text(""), "action-publish": "1"}
    )
    assert response.status_code == 302, response.context["form"].errors
    quiz.refresh_from_db()
    assert quiz.title == "Renamed"
    assert list(quiz.items.values_list("pk", "question_id")) == before


def test_a_locked_quiz_is_not_saved(editor: Client, course: Course) -> None:
    quiz = assessments.make_quiz(course, assessments.make_question(course=course))
    Quiz.objects.filter(pk=quiz.pk).update(locked=True, locked_by=courses.make_manager())
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    html = editor.post(address, posted(course, choice(), slug=quiz.slug)).content.decode()
    assert "This is locked." in html
    assert quiz.revisions.count() == 0


def test_prompts_with_more_than_text_are_kept(editor: Client, course: Course) -> None:
    question = assessments.make_question(course=course, prompt="Some <b>bold</b> words")
    quiz = assessments.make_quiz(course, question)
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    assert "Some <b>bold</b> words" in editor.get(address).content.decode()
    fields = choice(prompt="Flat") | {"i1-id": str(question.pk), "i1-base": ""}
    editor.post(address, posted(course, fields, do="publish", slug=quiz.slug))
    question.refresh_from_db()
    assert "<b>bold</b>" in question.prompt.get_prep_value()[0]["value"]
    assert question.marks == 2


def test_a_draft_survives_a_question_that_was_deleted(editor: Client, course: Course) -> None:
    editor.post(NEW, posted(course, choice(), choice(2, prompt="Another?")))
    quiz = Quiz.objects.get()
    quiz.items.all().delete()
    Question.objects.get(title="Another?").delete()
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    html = editor.get(address).content.decode()
    assert "How many are two and two?" in html
    assert "Another?" not in html


def test_more_questions_cost_few_more_queries(
    editor: Client, course: Course, django_assert_max_num_queries: Any
) -> None:
    quiz = assessments.make_quiz(course, *(assessments.make_question(course=course) for _number in range(30)))
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    editor.get(address)
    with django_assert_max_num_queries(80):  # tags are read for each question
        editor.get(address)


def test_a_lower_passing_score_that_is_published_is_offered_to_those_graded_before(
    editor: Client, course: Course
) -> None:
    editor.post(NEW, posted(course, choice(), do="publish"))
    quiz = Quiz.objects.get()
    graded_attempt(enrolled(course), quiz, score=60)
    address = reverse("assessments_authoring:write", args=["quiz", quiz.pk])
    offered = reverse("assessments_marking:lower_passing_score", args=[quiz.graded_item.public_id])

    def save(do: str, passing_score: str) -> str:
        quiz.refresh_from_db()
        question, base = Question.objects.get(), str(quiz.latest_revision_id)
        again = choice() | {"i1-id": str(question.pk), "i1-base": str(question.latest_revision_id)}
        sent = posted(course, again, do=do, base=base, passing_score=passing_score)
        return editor.post(address, sent, follow=True).content.decode()

    assert offered not in save("publish", "65")  # nobody reaches it
    assert offered not in save("save", "55")  # a draft asks nothing yet
    page = save("publish", "55")
    assert offered in page and "1 earlier result reaches the passing score of 55%" in page


def test_the_same_of_an_assignment(editor: Client, course: Course) -> None:
    essay = assessments.make_assignment(course, passing_score=80)
    assessments.place(essay)
    handed_in_submission(enrolled(course), essay, score=60)
    address = reverse(essay.snippet_viewset.get_url_name("edit"), args=[essay.pk])
    form = editor.get(address).context["form"]
    sent: dict[str, Any] = {"passing_score": "60", "action-publish": "1"}
    for field in form:
        value = field.value()
        if field.name != "passing_score" and value not in (None, False):
            sent[field.html_name] = value
    sent |= nested_form_data({"instructions": streamfield([("text", rich_text("<p>Write it.</p>"))])})
    sent |= {"rubric-count": "0"}
    for formset in form.formsets.values():
        sent |= {f"{formset.prefix}-TOTAL_FORMS": "0", f"{formset.prefix}-INITIAL_FORMS": "0"}
    page = editor.post(address, sent, follow=True).content.decode()
    offered = reverse("assessments_marking:lower_passing_score", args=[essay.graded_item.public_id])
    assert offered in page
