"""An invented question type: its folder, and its templates, are all that a type takes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from learning.assessments import question_types
from learning.assessments.exports.gift import to_gift
from learning.assessments.exports.spreadsheets import to_csv
from learning.assessments.imports import DraftQuestion, read_questions
from learning.assessments.models import MarkedQuestion, Question
from learning.assessments.question_types import question_type
from learning.testing import courses
from learning.testing.assessments import make_question
from learning.testing.clients import signed_in
from learning.testing.quiz_takers import QuizTaker, quiz_in

pytestmark = pytest.mark.django_db

FOLDER = '''
"""A colour, written as its code."""

from common.imports.columns import ImportColumn
from learning.assessments.question_types.author_form import AuthorForm, first_of
from learning.assessments.question_types.base import QuestionType, earned, first, unanswered
from learning.assessments.question_types.data_reader import DataReader
from learning.assessments.question_types.display import Display
from learning.assessments.question_types.file_format import FileFormat
from learning.assessments.question_types.gift import GiftContent


class ColourForm(AuthorForm):
    def read(self, written):
        return {"code": first_of(written, "code")}

    def write(self, data):
        return {"code": [data["code"]]}


class ColourDisplay(Display):
    def answer_lines(self, content, answer, parts):
        return [(f"the colour {answer}", parts[0] if parts else None)]


class ColourFiles(FileFormat):
    columns = (ImportColumn("colour", "The code of a colour."),)

    def is_implied_by(self, cells):
        return bool(cells["colour"])

    def from_cells(self, cells):
        return {"code": cells["colour"]}

    def to_cells(self, prompt, data):
        return {"colour": data["code"]}

    def reads_gift(self, body):
        return body.text.startswith("@")

    def from_gift(self, body):
        return GiftContent({"code": body.plain(body.text[1:])})

    def to_gift(self, data):
        return "@" + data["code"]


class ColourType(QuestionType):
    label = "Colour"
    order = 100
    form = ColourForm()
    display = ColourDisplay()
    files = ColourFiles()

    def from_data(self, data):
        reader = DataReader(data, ("code",))
        code = reader.text("code", 20)
        reader.check()
        return code

    def to_data(self, content):
        return {"code": content}

    def shown(self, content, shuffle):
        return {}

    def read_answer(self, content, raw):
        return first(raw, "text") or None

    def filled(self, content, answer):
        return {"text": [answer]} if answer else {}

    def score(self, content, answer, marks, penalty=0):
        is_right = answer == content
        return earned(int(is_right), marks, penalty, [is_right]) if answer else unanswered(1)

    def right_answer(self, content):
        return [content]


QUESTION_TYPE = ColourType()
'''
CONTROL = (
    '<input type="text" name="{{ row.prefix }}text" value="{{ row.control.value }}" aria-label="Colour">'
)
EDITOR = '<input name="{{ prefix }}code" value="{{ fields.values.code }}" data-main>'


@pytest.fixture
def colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = f"colour_{uuid.uuid4().hex[:8]}"
    folder, templates = tmp_path / "types" / name, tmp_path / "templates"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(FOLDER)
    own = templates / "assessments" / "question_types" / name
    own.mkdir(parents=True)
    (own / "control.html").write_text(CONTROL)
    (own / "editor.html").write_text(EDITOR)
    monkeypatch.setattr(question_types, "__path__", [*question_types.__path__, str(tmp_path / "types")])
    for engine in engines.all():
        engine.engine.dirs.append(str(templates))  # type: ignore[attr-defined]
    question_types.discover()
    yield name
    monkeypatch.undo()
    for engine in engines.all():
        engine.engine.dirs.remove(str(templates))  # type: ignore[attr-defined]
    question_types.discover()


def test_authors_are_offered_it_and_write_it_in_a_form(colour: str, client: Client) -> None:
    course = courses.make_course(owner=(teacher := courses.make_instructor()))
    client.force_login(teacher)
    form = client.get("/admin/snippets/assessments/question/add/").content.decode()
    assert f'<option value="{colour}">Colour</option>' in form
    assert f'name="data-{colour}-code"' in form
    sent: dict[str, Any] = {
        "kind": colour,
        "course": course.pk,
        "prompt-count": "1",
        "prompt-0-deleted": "",
        "prompt-0-order": "0",
        "prompt-0-type": "text",
        "prompt-0-id": str(uuid.uuid4()),
        "prompt-0-value": '{"blocks":[{"key":"a","text":"Snow?","type":"unstyled"}],"entityMap":{}}',
        f"data-{colour}-code": "#fff",
        "marks": "1",
        "difficulty": "easy",
        "tags": "",
        "explanation": '{"blocks":[],"entityMap":{}}',
        "action-publish": "action-publish",
    }
    client.post("/admin/snippets/assessments/question/add/", sent)
    question = Question.objects.get()
    assert (question.kind, question.data, question.get_kind_display()) == (colour, {"code": "#fff"}, "Colour")


@pytest.mark.parametrize(("answer", "earns"), [("#fff", "Correct"), ("#000", "Incorrect")])
def test_learners_take_it_and_are_shown_what_it_earned(colour: str, answer: str, earns: str) -> None:
    course = courses.make_course(modules=0, lessons=1)
    quiz = quiz_in(
        course,
        make_question(colour, data={"code": "#fff"}),
        show_answers="after_passing",
        show_outcomes="at_once",
    )
    taker = QuizTaker(quiz)
    attempt = taker.start()
    client = signed_in(taker.enrolment.person)
    address = reverse("classroom:attempt", args=[attempt.public_id])
    paper = client.get(address).content.decode()
    assert 'name="q1-text"' in paper
    assert "#fff" not in paper
    client.post(address, {"q1-text": answer, "submit": "1"})
    result = client.get(address).content.decode()
    assert earns in result
    assert f"the colour {answer}" in result
    assert MarkedQuestion.objects.get().score == (Decimal(1) if earns == "Correct" else Decimal(0))


@pytest.mark.parametrize(("write", "name"), [(to_csv, "q.csv"), (to_gift, "q.gift")])
def test_files_carry_it_there_and_back(colour: str, write: Any, name: str) -> None:
    draft = DraftQuestion(colour, "Snow?", {"code": "fff"})
    exported = write([draft])
    assert exported.left_out == ()
    assert read_questions(exported.content, name).questions == (draft,)


def test_it_stands_where_its_order_puts_it(colour: str) -> None:
    assert list(question_types.question_types())[-1] == colour
    assert question_type(colour).name == colour
