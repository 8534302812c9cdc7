"""The demo's content: lessons, questions and what they refer to, before any of it is in the database."""

import random
import re
from decimal import Decimal
from itertools import product

import pytest

from demo.authoring.content_blocks import block_of
from demo.learners.answers import fields_for
from demo.plans import courses, markup
from demo.plans.media import FilmPlan, all_diagrams
from demo.plans.questions import QuestionPlan
from learning.assessments.question_types import question_type
from learning.assessments.quizzes.snapshots import QuestionText, take_snapshots
from learning.courses.models import LessonPage

COURSES = courses.all_courses()
LESSONS = [(course, lesson) for course in COURSES for lesson in course.lessons]


WITH_FILMS = [pair for pair in LESSONS if pair[1].film]


def named(course_and_lesson: object) -> str:
    return getattr(course_and_lesson, "title", "")


def test_a_body_is_read_into_pieces() -> None:
    read = markup.pieces(
        "## Title\n\nOne **two**\nthree.\n\n- a\n- b & c\n  d\n\n> tip: Do *it*.\n\n{picture: x | Words}"
    )
    assert read == [
        ("heading", "Title", ""),
        ("text", "<p>One <b>two</b> three.</p><ul><li>a</li><li>b &amp; c d</li></ul>", ""),
        ("callout", "<p>Do <i>it</i>.</p>", "tip"),
        ("picture", "x", "Words"),
    ]


def test_code_keeps_its_empty_lines() -> None:
    assert markup.pieces("```python\na = 1\n\n\nb = 2\n```\n\nEnd.") == [
        ("code", "a = 1\n\n\nb = 2", "python"),
        ("text", "<p>End.</p>", ""),
    ]


def test_captions_last_as_long_as_the_film_shows_their_words() -> None:
    film = FilmPlan("Two points", ["The first one", "The second one"])
    assert film.captions.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nTwo points")
    assert film.captions.rstrip().endswith("00:00:05.500 --> 00:00:08.500\nThe second one")
    assert film.length_seconds == 10


#: Blocks whose files a test of the words alone does not have.
WITH_FILES = {"audio", "gallery", "before_after"}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)
def test_a_course_has_the_size_that_was_promised(course: courses.CoursePlan) -> None:
    assert 3 <= len(course.modules) <= 6 and 12 <= len(course.lessons) <= 30
    assert any(lesson.preview for lesson in course.lessons)
    assert len(course.short) <= 240


def test_a_diagram_is_described() -> None:
    assert all(len(diagram.alt) > 20 for diagram in all_diagrams().values())


def test_no_paragraph_stands_in_two_lessons() -> None:
    seen: dict[str, str] = {}
    for course in COURSES:
        for lesson in course.lessons:
            for piece in markup.pieces(lesson.body):
                if piece.kind == "text" and len(piece.value) > 80:
                    assert piece.value not in seen, (lesson.title, seen.get(piece.value))
                    seen[piece.value] = lesson.title


@pytest.mark.parametrize(("course", "lesson"), LESSONS, ids=named)
def test_what_a_lesson_refers_to_exists(course: courses.CoursePlan, lesson: courses.LessonPlan) -> None:
    kept = {*course.handouts, *course.files}
    read = markup.pieces(lesson.body)
    drawn = {*all_diagrams(), *course.pictures}
    assert {piece.value for piece in read if piece.kind == "picture"} <= drawn
    for piece in (piece for piece in read if piece.kind == "block"):
        name, value = block_of(piece.detail, piece.value, picture=drawn.__contains__, sound=course.sounds.get)
        if name not in WITH_FILES:
            LessonPage._meta.get_field("body").stream_block.child_blocks[name].clean(value)
    assert {name for p in read if p.kind in {"handout", "downloads"} for name in p.value.split(", ")} <= kept
    assert any(piece.kind == "film" for piece in read) == bool(lesson.film) == (lesson.kind == "video")
    assert not [p for p in read if p.kind == "text" and re.search(r"\*\*|^\{|\n#|```", p.value)]


@pytest.mark.parametrize(("course", "lesson"), WITH_FILMS, ids=named)
def test_a_film_says_what_its_font_can_write(course: courses.CoursePlan, lesson: courses.LessonPlan) -> None:
    assert lesson.film is not None
    assert (lesson.film.title + "".join(lesson.film.points)).isascii()
    assert 8 <= lesson.film.length_seconds <= 20


ASKED = [
    (course, question)
    for course in COURSES
    for question in (
        *course.assessments.bank,
        *(question for quiz in course.assessments.quizzes for question in quiz.questions),
        *(course.assessments.exam.questions if course.assessments.exam else ()),
    )
]


@pytest.mark.parametrize(
    ("course", "question"), ASKED, ids=lambda made: getattr(made, "slug", "") or made.kind
)
def test_a_question_can_be_asked_answered_and_learnt_from(
    course: courses.CoursePlan, question: QuestionPlan
) -> None:
    kind, marks = question_type(question.kind), Decimal(question.marks)
    content = kind.from_data(question.data)
    asked = QuestionText("name", question.kind, question.prompt, kind.to_data(content), marks)
    (frozen,) = take_snapshots([asked], seed="seed", shuffles_questions=False, shuffles_options=True)
    for is_right, throw in product((True, False), range(40)):  # every slip, and every wrong option
        fields = fields_for(frozen, question, is_right=is_right, dice=random.Random(throw))
        scored = kind.score(content, kind.read_answer(content, fields), marks).score
        assert scored == (marks if is_right and not kind.is_scored_by_hand else 0), fields
    assert question.tags and len(question.why) > 40
    texts = [block["value"] for block in question.prompt if block["type"] == "text"]
    assert texts and not re.search(r"[*`]", "".join(texts) + question.explanation)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)
def test_what_there_is_to_take_has_its_place(course: courses.CoursePlan) -> None:
    titles = [lesson.title for lesson in course.lessons]
    assessments = course.assessments
    assert all(quiz.lesson in titles for quiz in assessments.quizzes)
    assert all(plan.lesson in ("", *titles) for plan in assessments.assignments)
    for plan in assessments.assignments:
        assert all(len(sample.levels) == len(plan.rubric) for sample in plan.samples)
        assert all(bool(sample.levels) != bool(sample.points) for sample in plan.samples)
    for lesson in course.lessons:
        assert (lesson.kind != "quiz") or assessments.placed_in(lesson.title), lesson.title


def test_the_program_of_the_course_prints_what_the_lesson_says(tmp_path, monkeypatch, capsys) -> None:
    course = next(course for course in COURSES if course.slug == "from-spreadsheet-to-python")
    (tmp_path / "sales.csv").write_text(course.files["sales.csv"].text, "utf-8")
    monkeypatch.chdir(tmp_path)
    read = [markup.pieces(lesson.body) for lesson in course.lessons]
    programs = [[piece.value for piece in pieces if piece.kind == "code"] for pieces in read]
    exec("\n".join([programs[1][0], programs[2][0], programs[3][0]]), {})  # noqa: S102 (our own lesson)
    printed = capsys.readouterr().out
    assert "8 rows\n" + programs[1][1] in printed
    assert "6 good rows; please look at lines [6, 9]" in printed
    assert printed.endswith(programs[3][1] + "\n")
