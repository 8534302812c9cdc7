"""Lists, choosers, editors and screens of authors: what each may see and do, imports, statistics."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ReferenceIndex

from learning.assessments.admin.forms import AssignmentForm
from learning.assessments.admin.lists import with_use
from learning.assessments.admin.quiz_checks import findings_about
from learning.assessments.admin.usage import use_of
from learning.assessments.grading import question_statistics
from learning.assessments.imports.importer import QUESTION_IMPORTER
from learning.assessments.models import Assignment, Question, Quiz
from learning.courses.models import Course, LessonPage
from learning.testing import assessments, courses
from learning.testing.quiz_takers import QuizTaker

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
    return {
        "mine": assessments.make_question(course=course, prompt="Mine of this course"),
        "academys": assessments.make_question(prompt="Common to all"),
        "others": assessments.make_question(course=courses.make_course(), prompt="Kept by others"),
    }


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


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_discrimination_is_a_coefficient(pairs: list[tuple[float, float]]) -> None:
    told = question_statistics.discrimination_of(pairs)
    assert told is None or -1 <= told <= 1
    turned = question_statistics.discrimination_of([(1 - item, rest) for item, rest in pairs])
    if told is not None and turned is not None:
        assert turned == pytest.approx(-told, abs=1e-3)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(1.0, 1.0), (1.0, 0.9), (0.0, 0.1), (0.0, 0.0), (1.0, 1.0)], 0.99),
        ([(0.0, 1.0), (0.0, 0.9), (1.0, 0.1), (1.0, 0.0), (0.0, 1.0)], -0.99),
        ([(1.0, 0.2), (1.0, 0.9), (1.0, 0.4), (1.0, 0.5), (1.0, 0.7)], None),
        ([(1.0, 1.0), (0.0, 0.0)], None),
    ],
)
def test_discrimination_as_a_table(pairs: list[tuple[float, float]], told: float | None) -> None:
    found = question_statistics.discrimination_of(pairs)
    assert found == (pytest.approx(told, abs=0.02) if told is not None else None)


def test_statistics_of_a_quiz_come_from_first_attempts(
    editor: Client, course: Course, django_assert_num_queries: Any
) -> None:
    questions = [assessments.make_question(course=course, prompt=f"Question {number}") for number in range(3)]
    quiz = assessments.make_quiz(course, *questions)
    assessments.place(quiz)
    for number in range(6):
        taker = QuizTaker(quiz)
        taker.take(right=number % 4)
        taker.wait(60).take(right=3)
    ids = [question.public_id for question in questions]
    with django_assert_num_queries(2):
        told = question_statistics.statistics_of(ids)
    assert {each.seen for each in told.values()} == {12}
    assert {each.firsts for each in told.values()} == {6}
    facilities = sorted(each.facility for each in told.values() if each.facility is not None)
    assert facilities == [pytest.approx(1 / 6), pytest.approx(2 / 6), pytest.approx(4 / 6)]
    listed = with_use(Question.objects.all()).get(pk=questions[0].pk)
    assert (listed.used_in, listed.seen) == (1, 12)  # type: ignore[attr-defined]
    assert listed.facility == pytest.approx(4 / 6)  # type: ignore[attr-defined]
    html = editor.get(reverse("assessments_authoring:statistics", args=["quiz", quiz.pk])).content.decode()
    assert "Question 2" in html


def test_nobody_reads_the_statistics_of_others(editor: Client) -> None:
    quiz = assessments.make_quiz(courses.make_course())
    address = reverse("assessments_authoring:statistics", args=["quiz", quiz.pk])
    assert editor.get(address).status_code in (302, 403)
    assert Quiz.objects.count() == 1


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
