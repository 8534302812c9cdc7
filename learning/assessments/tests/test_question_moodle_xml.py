"""Questions in Moodle's XML: the right value of each type, and what is told of the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from learning.assessments.imports import read_questions
from learning.assessments.tests.readings import key_of, only, read, right


def _moodle(inside: str, kind: str, form: str = "html", asked: str = "Which?") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><quiz><question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="{form}"><text><![CDATA[{asked}]]></text></questiontext>{inside}'
        "</question></quiz>"
    )


def _answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text><![CDATA[{text}]]></text>{more}</answer>'


ONE_RIGHT = _answer("0", "a") + _answer("100", "b")


class TestMoodleXml:
    @pytest.mark.parametrize(
        ("kind", "inside", "is_kind", "key"),
        [
            ("multichoice", ONE_RIGHT, "single_choice", ["b"]),
            (
                "multichoice",
                "<single>false</single>" + _answer("50", "a") + _answer("50", "b") + _answer("-100", "c"),
                "multiple_choice",
                ["a", "b"],
            ),
            ("truefalse", _answer("0", "true") + _answer("100", "false"), "true_false", ["False"]),
            ("truefalse", _answer("0", "Wahr") + _answer("100", "Falsch"), "true_false", ["False"]),
            ("shortanswer", _answer("100", "frog") + _answer("0", "*"), "short_text", ["frog"]),
            ("shortanswer", _answer("100", "2 \\* 3"), "short_text", ["2 * 3"]),
            ("numerical", _answer("100", "3.14", "<tolerance>0.01</tolerance>"), "numeric", ["3.14 ± 0.01"]),
            (
                "matching",
                "<subquestion><text>dog</text><answer><text>woof</text></answer></subquestion>"
                "<subquestion><text>cat</text><answer><text>miaow</text></answer></subquestion>"
                "<subquestion><text></text><answer><text>moo</text></answer></subquestion>",
                "matching",
                ["dog → woof", "cat → miaow"],
            ),
            ("ordering", _answer("1.0", "one") + _answer("2.0", "two"), "ordering", ["one", "two"]),
            ("essay", "<minwordlimit>10</minwordlimit>", "essay", []),
        ],
    )
    def test_reads_each_type_with_its_key(self, kind, inside, is_kind, key) -> None:
        question = only(_moodle(inside, kind), "bank.xml")
        assert question.kind == is_kind and question.title == "Q"
        assert key_of(question) == key

    def test_reads_what_stands_around_the_answers(self) -> None:
        path = "<category><text>$course$/top/Biology/Frogs</text></category>"
        head = f'<quiz><question type="category">{path}</question>'
        more = (
            "<generalfeedback format='html'><text>&lt;p&gt;Because.&lt;/p&gt;</text></generalfeedback>"
            "<defaultgrade>2.5000000</defaultgrade><tags><tag><text>pond</text></tag></tags>"
        )
        text = head + _moodle(ONE_RIGHT + more, "multichoice").partition("<quiz>")[2]
        question = only(text, "bank.xml")
        assert (question.marks, question.explanation) == (Decimal("2.5"), "Because.")
        assert set(question.tags) == {"pond", "Frogs"}

    def test_parts_inherit_the_format_of_the_question(self) -> None:
        answers = _answer("0", "<p>a</p>") + _answer("100", "1 < 2 &amp; 3")
        assert right(only(_moodle(answers, "multichoice"), "bank.xml")) == ["1 < 2 & 3"]
        plain = _moodle(_answer("100", "<p>b</p>") + _answer("0", "a"), "multichoice", "plain_text")
        assert right(only(plain, "bank.xml")) == ["<p>b</p>"]

    def test_blanks_of_a_cloze_are_typed_into(self) -> None:
        asked = r"<p>{1:SHORTANSWER:=Paris~%50%Lyon#no} and {2:SA:=a\}b~%100%c} are <b>old</b>.</p>"
        question = only(_moodle("", "cloze", asked=asked), "bank.xml")
        assert question.data["text"] == "{{1}} and {{2}} are old."
        assert [blank["accepted"] for blank in question.data["blanks"]] == [["Paris"], ["a}b", "c"]]

    @pytest.mark.parametrize(
        ("kind", "asked"),
        [("calculated", "2 {x}"), ("ddimageortext", "Where?"), ("cloze", "A {1:MULTICHOICE:=b~c}")],
    )
    def test_a_type_that_we_lack_is_left_out_and_told(self, kind, asked) -> None:
        text = _moodle("", kind, asked=asked).replace("</quiz>", _second() + "</quiz>")
        reading = read(text, "bank.xml")
        assert [question.kind for question in reading.questions] == ["single_choice"]
        assert reading.report.is_importable
        assert "aren't supported. This one was skipped." in reading.problems[0].words

    @pytest.mark.parametrize(
        ("inside", "kind", "words"),
        [
            (_answer("0", "a") + _answer("0", "b"), "multichoice", "No option is correct."),
            (_answer("lots", "a"), "multichoice", "isn't a percentage"),
            (_answer("50", "frog"), "shortanswer", "The correct answer is missing."),
            (_answer("100", "f*g"), "shortanswer", "The correct answer is missing."),
            (_answer("100", "many"), "numerical", "isn't a number"),
        ],
    )
    def test_tells_what_is_wrong_where_it_is(self, inside, kind, words) -> None:
        text = _moodle(inside, kind).replace("<question ", "\n<question ", 1)
        problem = next(problem for problem in read(text, "bank.xml").problems if problem.is_error)
        assert words in problem.words and problem.line == 2


def _second() -> str:
    return _moodle(ONE_RIGHT, "multichoice").partition("<quiz>")[2].removesuffix("</quiz>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_xml_is_read_in_the_encoding_that_it_names(encoding) -> None:
    text = _moodle(_answer("100", "Zürich") + _answer("0", "Bern"), "multichoice")
    content = text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    (question,) = read_questions(content, "bank.xml").questions
    assert right(question) == ["Zürich"]


def test_the_dry_run_shows_type_and_right_answer() -> None:
    report = read(_moodle(ONE_RIGHT, "multichoice"), "bank.xml").report
    assert report.rows[0].creates == ["Which?", "Single choice: b"]
