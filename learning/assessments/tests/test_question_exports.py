"""What is exported is read back as it was, and what a form cannot hold is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.exports.formulas import FORMULA
from learning.assessments.exports import to_csv, to_gift, to_moodle_xml, to_qti
from learning.assessments.exports.xml_text import held
from learning.assessments.imports import DraftQuestion, read_questions
from learning.assessments.tests import question_data
from learning.assessments.tests.strategies.drafts import drafts

FORMS = [(to_csv, "questions.csv"), (to_gift, "questions.gift")]
SHORT = question_data.short_text(["a"])


@pytest.mark.parametrize(("export", "name"), FORMS)
@given(st.lists(drafts(), max_size=4))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_exported_reads_back_the_same(export, name, questions) -> None:
    exported = export(questions)
    told = [left.question for left in exported.left_out]
    held = [question for question in questions if question not in told]
    assert exported.questions == len(questions) - len(told)
    if held:
        reading = read_questions(exported.content, name)
        assert list(reading.questions) == held
        assert not [problem for problem in reading.problems if problem.is_error]


def _squeezed(value: Any) -> Any:
    """Texts without runs of blanks, which HTML has not, and without the names that come of them."""
    if isinstance(value, str):
        return " ".join(held(value).split())
    if isinstance(value, Mapping):
        return {key: _squeezed(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list | tuple):
        return [_squeezed(each) for each in value]
    return value


def _told(question: DraftQuestion) -> tuple[Any, ...]:
    """A question as another system's file holds it: a text with blanks is one with its prompt."""
    data = dict(question.data)
    data |= {name: Decimal(data[name]) for name in ("answer", "tolerance") if name in data}
    prompt = f"{question.prompt} {data.pop('text')}" if "text" in data else question.prompt
    return (
        question.kind,
        _squeezed(prompt),
        _squeezed(data),
        question.marks,
        question.difficulty,
        sorted(_squeezed(tag).casefold() for tag in question.tags),
        _squeezed(question.explanation),
    )


@pytest.mark.parametrize(("export", "name"), [(to_moodle_xml, "questions.xml"), (to_qti, "questions.zip")])
@given(st.lists(drafts(), max_size=4))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_exported_for_other_systems_reads_back_the_same(export, name, questions) -> None:
    exported = export(questions)
    left_out = [left.question for left in exported.left_out]
    kept = [question for question in questions if question not in left_out]
    assert exported.questions == len(kept)
    if kept:
        reading = read_questions(exported.content, name)
        assert not [problem for problem in reading.problems if problem.is_error]
        assert [_told(question) for question in reading.questions] == [_told(question) for question in kept]


@given(st.lists(drafts(), min_size=1, max_size=3))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_no_cell_begins_like_a_formula(questions) -> None:
    content = to_csv(questions).content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        assert not [cell for cell in row if cell.startswith(FORMULA)]


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("ordering", question_data.ordering(["a", "b"]), "ordering"),
        ("numeric", question_data.numeric("1", "5%"), "GIFT doesn't support a tolerance in percent."),
        ("numeric", question_data.numeric("1", unit="m"), "GIFT doesn't support units."),
        (
            "short_text",
            question_data.short_text(["a"], is_case_sensitive=True),
            "GIFT doesn't support case-sensitive answers or typo tolerance.",
        ),
        ("short_text", question_data.short_text(["a -> b"]), "pair"),
        ("essay", {"least_words": 10, "most_words": 0}, "GIFT doesn't support word limits."),
        (
            "fill_blank",
            {"text": "{{1}} and {{2}}.", "blanks": [SHORT, SHORT]},
            "GIFT supports only one blank per text.",
        ),
        ("fill_blank", {"text": "It ends with {{1}}", "blanks": [SHORT]}, "GIFT needs text after a blank."),
        (
            "fill_blank",
            {"text": "One.\n\nTwo {{1}} too.", "blanks": [SHORT]},
            "GIFT doesn't support several paragraphs before a blank.",
        ),
        (
            "matching",
            question_data.matching([("a -> b", "c"), ("d", "e")], []),
            "The left side of a pair can't contain -> in an exported file.",
        ),
    ],
)
def test_gift_tells_what_it_cannot_hold(kind, data, words) -> None:
    question = DraftQuestion(kind, "Which?", data)
    exported = to_gift([question])
    assert exported.content == b""
    (left,) = exported.left_out
    assert left.question == question
    assert words in left.words


def test_csv_tells_what_it_cannot_hold() -> None:
    pairs = question_data.matching([(f"l{place}", f"r{place}") for place in range(10)], ["more"])
    blanks = [SHORT, question_data.short_text(["b"], typos=1)]
    questions = [
        DraftQuestion("matching", "Match", pairs),
        DraftQuestion("fill_blank", "", {"text": "{{1}} {{2}}", "blanks": blanks}),
    ]
    assert [left.question for left in to_csv(questions).left_out] == questions


def test_gift_is_what_other_programs_read() -> None:
    options = [
        question_data.Option("4", "Yes: 2 = 2", True),
        question_data.Option("5"),
        question_data.Option("{6}"),
    ]
    question = DraftQuestion(
        "single_choice", "2+2?", question_data.choice(options), title="Sum", explanation="Count."
    )
    assert to_gift([question]).content.decode() == (
        "::Sum::2+2? {\n\t=4#Yes\\: 2 \\= 2\n\t~5\n\t~\\{6\\}\n####Count.}\n"
    )
