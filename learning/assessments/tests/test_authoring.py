"""Lists, choosers, editors and screens of authors: what each may see and do, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import ReferenceIndex

from learning.assessments.admin.forms import AssignmentForm
from learning.assessments.admin.quiz_checks import findings_about
from learning.assessments.admin.usage import use_of
from learning.assessments.models import Assignment, Question
from learning.courses.models import Course, LessonPage
from learning.testing import assessments, courses

from .banks import bank_beside

pytestmark = pytest.mark.django_db

SNIPPET = "/admin/snippets/assessments/"


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


def test_lists_and_choosers_show_what_one_may_see(editor: Client, bank: dict[str, Question]) -> None:
    for address in (SNIPPET + "question/", "/admin/snippets/choose/assessments/question/results/"):
        html = editor.get(address).content.decode()
        assert "Mine of this course" in html
        assert "Common to all" in html
        assert "Kept by others" not in html
        assert "live" in html


def test_the_list_of_questions_names_their_types(editor: Client, bank: dict[str, Question]) -> None:
    rows = editor.get(SNIPPET + "question/").content.decode().partition("<tbody>")[2]
    assert "Single choice" in rows


@pytest.mark.parametrize(
    ("which", "path", "opens"),
    [
        ("mine", "question/edit/{}/", True),
        ("academys", "question/edit/{}/", False),
        ("others", "question/edit/{}/", False),
        ("mine", "question/history/{}/", True),
        ("academys", "question/history/{}/", False),
        ("others", "question/history/{}/", False),
        ("others", "question/usage/{}/", False),
        ("academys", "question/delete/{}/", False),
        ("others", "question/delete/{}/", False),
        ("others", "question/unpublish/{}/", False),
        ("others", "question/copy/{}/", False),
        ("academys", "question/copy/{}/", True),
        ("mine", "question/unpublish/{}/", True),
        ("others", "question/preview/{}/", False),
    ],
)
def test_each_row_is_judged(
    editor: Client, bank: dict[str, Question], which: str, path: str, opens: bool
) -> None:
    answer = editor.get(SNIPPET + path.format(bank[which].pk))
    assert (answer.status_code == 200) == opens


def test_works_are_previewed_as_learners_meet_them(editor: Client, course: Course) -> None:
    question = assessments.make_question(course=course, explanation="<p>Count them.</p>")
    assessments.make_question(course=course, prompt="From the bank", tags=["sums"])
    quiz = assessments.make_quiz(course, question, draws=({"draw_count": 2, "draw_tag": "sums"},))
    assignment = assessments.make_assignment(course)
    request = RequestFactory().get("/")
    plain = quiz.make_preview_request(request, "").content.decode()
    assert "From the bank" in plain
    assert "The question bank needs 1 more question for random draws." in " ".join(plain.split())
    assert "Count them." not in plain
    assert "Count them." in quiz.make_preview_request(request, "answers").content.decode()
    alone = question.make_preview_request(request, "answers").content.decode()
    assert "How many are two and two?" in alone
    assert "Write a page." in assignment.make_preview_request(request, "").content.decode()


@pytest.mark.parametrize("verb", ["view", "revert", "unschedule"])
def test_revisions_of_others_stay_closed(editor: Client, bank: dict[str, Question], verb: str) -> None:
    told = {}
    for which in ("mine", "others"):
        revision = bank[which].save_revision()
        address = f"{SNIPPET}question/history/{bank[which].pk}/revisions/{revision.pk}/{verb}/"
        told[which] = editor.get(address).status_code
    assert told["others"] in (302, 403)
    assert told["mine"] == 200 or verb == "unschedule"


def test_others_are_neither_deleted_nor_chosen(editor: Client, bank: dict[str, Question]) -> None:
    others = bank["others"]
    editor.post(f"{SNIPPET}question/delete/{others.pk}/")
    editor.post(f"/admin/bulk/assessments/question/delete/?id={others.pk}")
    assert Question.objects.filter(pk=others.pk).exists()
    chosen = editor.get(f"/admin/snippets/choose/assessments/question/chosen/{others.pk}/")
    assert chosen.status_code == 404


def test_workflow_views_ask_for_the_row(editor: Client) -> None:
    quiz = assessments.make_quiz(courses.make_course())
    for path in ("quiz/workflow/confirm_cancellation/{}/", "quiz/workflow_history/{}/", "quiz/lock/{}/"):
        assert editor.post(SNIPPET + path.format(quiz.pk)).status_code in (302, 403)
    quiz.refresh_from_db()
    assert not quiz.locked


def test_a_question_is_written_in_the_editor_without_json(editor: Client, course: Course) -> None:
    data = {
        "kind": "multiple_choice",
        "course": course.pk,
        "marks": "2",
        "difficulty": "hard",
        "tags": "sums",
        "explanation": "null",
        "prompt-count": "1",
        "prompt-0-deleted": "",
        "prompt-0-order": "0",
        "prompt-0-type": "text",
        "prompt-0-id": "",
        "prompt-0-value": '{"entityMap": {}, "blocks": [{"key": "a", "text": "Which are even?",'
        ' "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}',
        "data-multiple_choice-option-0-text": "Two",
        "data-multiple_choice-option-1-text": "Three",
        "data-multiple_choice-right": "0",
        "data-multiple_choice-partial": "on",
        "action-publish": "action-publish",
    }
    wrong = data | {"data-multiple_choice-option-1-text": ""}
    answer = editor.post(SNIPPET + "question/add/", wrong)
    assert "Enter at least 2. You entered 1." in answer.content.decode()
    assert 'placeholder="Option" data-main>Two</textarea>' in answer.content.decode()
    assert Question.objects.count() == 0
    editor.post(SNIPPET + "question/add/", data)
    question = Question.objects.get()
    assert (question.live, question.title, question.data["partial"]) == (True, "Which are even?", True)
    assert [(option["text"], option["is_right"]) for option in question.data["options"]] == [
        ("Two", True),
        ("Three", False),
    ]
    html = editor.get(f"{SNIPPET}question/edit/{question.pk}/").content.decode()
    assert "data-main>Three</textarea>" in html


def test_instructors_write_no_questions_for_the_academy(editor: Client) -> None:
    html = editor.get(SNIPPET + "question/add/").content.decode()
    assert "Leave empty to share it with all courses." not in html


@pytest.mark.parametrize("model", ["quiz", "exam", "assignment"])
def test_editors_of_works_open(editor: Client, course: Course, model: str) -> None:
    makers = {
        "quiz": assessments.make_quiz,
        "exam": assessments.make_exam,
        "assignment": assessments.make_assignment,
    }
    graded_item = makers[model](course)
    for path in (
        "",
        "add/",
        f"edit/{graded_item.pk}/",
        f"history/{graded_item.pk}/",
        f"usage/{graded_item.pk}/",
        f"copy/{graded_item.pk}/",
    ):
        assert editor.get(f"{SNIPPET}{model}/{path}").status_code == 200, path


def test_a_question_tells_where_it_is_used(editor: Client, course: Course) -> None:
    question = assessments.make_question(course=course, tags=["Sums"], difficulty="easy")
    asked = assessments.make_quiz(course, question, title="Asks it")
    draws = ({"draw_count": 1, "draw_tag": "sums"},)
    drawn = assessments.make_quiz(course, title="Draws it", draws=draws)
    assessments.make_quiz(
        course, title="Draws hard ones", draws=({"draw_count": 1, "draw_difficulty": "hard"},)
    )
    assessments.make_quiz(courses.make_course(), title="Elsewhere", draws=draws)
    lesson = assessments.place(asked, title="Where it stands")
    ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(pk=lesson.pk))
    use = use_of(question)
    assert use.asked_in == (asked,)
    assert use.drawn_by == (drawn,)
    assert use.lessons == (LessonPage.objects.get(pk=lesson.pk),)
    html = editor.get(reverse("assessments_authoring:question", args=[question.pk])).content.decode()
    for told in ("Asks it", "Draws it", "Where it stands", "Four"):
        assert told in html
    assert "Draws hard ones" not in html


def test_what_keeps_a_quiz_from_working(course: Course) -> None:
    assert findings_about(assessments.make_quiz(course, title="Empty"))[0].is_error
    draws = ({"draw_count": 3, "draw_tag": "sums"},)
    assessments.make_question(course=course, tags=["sums"])
    short = findings_about(assessments.make_quiz(course, title="Short", draws=draws))
    assert [finding.words for finding in short] == [
        "A random draw asks for 3 questions (sums), but the question bank only has 1."
    ]
    whole = assessments.make_quiz(course, assessments.make_question(course=course), title="Whole")
    assert findings_about(whole) == []


def test_a_lesson_places_a_quiz_once_and_none_of_other_courses(course: Course) -> None:
    quiz = assessments.make_quiz(course, title="Ours")
    stranger = assessments.make_quiz(courses.make_course(title="Elsewhere"), title="Theirs")
    lesson = assessments.place(quiz)
    lesson.full_clean()
    lesson.body = courses.body(("quiz", {"work": quiz.pk}), ("quiz", {"work": quiz.pk}))
    with pytest.raises(ValidationError) as twice:
        lesson.full_clean()
    assert twice.value.message_dict["body"] == ["“Ours” appears twice. A lesson can include it only once."]
    lesson.body = courses.body(("quiz", {"work": stranger.pk}))
    with pytest.raises(ValidationError) as foreign:
        lesson.full_clean()
    assert foreign.value.message_dict["body"] == [
        "“Theirs” belongs to the course “Elsewhere”. Copy it to use it in this course."
    ]


def test_equal_titles_of_quizzes_and_assignments_get_slugs_by_themselves():
    course = courses.make_course(modules=0, lessons=1)
    for number in range(2):
        assessments.make_assignment(course, title="Tie one", slug=f"tie-one{'-2' * number}")
    meta = {"model": Assignment, "fields": ["title", "slug", "course", "takes_text"], "formsets": []}
    form = type("Form", (AssignmentForm,), {"Meta": type("Meta", (), meta)})
    made = form({"title": "Tie one", "slug": "tie-one", "course": course.pk, "takes_text": "on"})
    assert made.is_valid(), made.errors
    assert made.cleaned_data["slug"] == "tie-one-3"
    typed = form({"title": "Another", "slug": "tie-one", "course": course.pk, "takes_text": "on"})
    assert typed.errors["slug"] == ["This URL ending is already used in this course."]


def test_questions_and_courses_are_listed_as_people_count(editor: Client, teacher: Any) -> None:
    for number in (10, 2, 1):
        course = courses.make_course(title=f"Course {number}", owner=teacher)
        assessments.make_question(course=course, prompt=f"Question {number}")
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    for order, numbers in (("title", [1, 2, 10]), ("-title", [10, 2, 1]), ("course__title", [1, 2, 10])):
        rows = editor.get(address, {"ordering": order}).context["object_list"]
        assert [row.title for row in rows if row.title.startswith("Question ")] == [
            f"Question {number}" for number in numbers
        ]
    gradebooks = editor.get(reverse("assessments_grades:gradebooks")).content.decode()
    places = [gradebooks.index(f"Course {number}<") for number in (1, 2, 10)]
    assert places == sorted(places)
