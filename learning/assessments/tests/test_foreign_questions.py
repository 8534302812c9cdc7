"""Questions as other programs write them in text, tables and unknown XML: what is read, and what is told."""

from __future__ import annotations

import pytest

from common.imports.report import UnreadableFile
from learning.assessments.tests.readings import only, read, right, told


class TestGift:
    def test_parts_inherit_the_format_of_the_question(self) -> None:
        question = only(
            "::Web::[html]<p>What are threads?</p>{\n=<p>links</p>\n"
            "~<p><strong>cables</strong></p>#<p>No, cables carry them.</p>\n####<p>See <em>two</em>.</p>\n}",
            "a.gift",
        )
        links, cables = question.data["options"]
        assert (links["text"], cables["text"]) == ("links", "cables")
        assert (cables["feedback"], question.explanation) == ("No, cables carry them.", "See two.")

    @pytest.mark.parametrize(
        ("text", "kind", "data"),
        [
            ("Write one: {One}", "short_text", {"accepted": ["One"]}),
            ("Write one: {One#Yes}", "short_text", {"accepted": ["One"]}),
            ("Write one: {one =1}", "short_text", {"accepted": ["one", "1"]}),
            ("I am {one} here.", "fill_blank", {"text": "I am {{1}} here."}),
        ],
    )
    def test_text_before_the_first_sign_is_an_answer(self, text, kind, data) -> None:
        question = only(text, "a.gift")
        assert question.kind == kind and question.data.items() >= data.items()

    @pytest.mark.parametrize(
        "text",
        ["I drink {~=hardly any ~a few} coffee.", "I drink {a few ~=hardly any}", "{a few =hardly any ~x}?"],
    )
    def test_an_option_may_have_both_signs_or_none(self, text) -> None:
        question = only(text, "a.gift")
        assert (question.kind, right(question)) == ("single_choice", ["hardly any"])

    def test_lines_of_pre_keep_their_indent(self) -> None:
        question = only(
            "[html]<p>What?</p><pre>for i in range(2)\\:\n    print(i)</pre>{=0 1 ~1 2}", "a.gift"
        )
        assert question.prompt == "What?\n\nfor i in range(2):\n    print(i)"

    def test_html_without_a_format_is_read_as_moodle_shows_it(self) -> None:
        reading = read(
            "What is <b>2 + 2</b>?<br>Choose. {=<i>4</i> ~x<sup>2</sup> ~H<sub>2</sub>O}", "a.gift"
        )
        (question,) = reading.questions
        assert question.prompt == "What is 2 + 2?\nChoose."
        assert [option["text"] for option in question.data["options"]] == ["4", "x²", "H₂O"]
        assert told(reading) == [(1, "HTML formatting was removed. Only text is imported.")]

    @pytest.mark.parametrize("text", ["Is 1 < 2 and 3 > 2?", "What does <b> do?", "R&D or AT&T?"])
    def test_signs_that_are_no_html_stay(self, text) -> None:
        assert only(f"{text} {{T}}", "a.gift").prompt == text


class TestLettered:
    def test_needs_no_blank_behind_a_letter(self) -> None:
        question = only("Which is bigger?\nA)One\nB)Two\nANSWER: B\n", "a.aiken")
        assert (question.kind, right(question)) == ("single_choice", ["Two"])

    def test_an_abbreviation_is_no_option(self) -> None:
        question = only(
            "What is half past ten?\nA.M. and P.M. matter.\nA. 10:30\nB. 9:30\nANSWER: A", "a.aiken"
        )
        assert question.prompt.endswith("A.M. and P.M. matter.") and right(question) == ["10:30"]

    def test_is_recognised_in_small_letters(self) -> None:
        text = "1. What is 2+2?\na. 3\nb. 4\nAnswer: b\n\n2. What is 3+3?\na. 6\nb. 7\nAnswer: a\n"
        reading = read(text, "quiz.txt")
        assert [right(question) for question in reading.questions] == [["4"], ["6"]]


class TestTables:
    @pytest.mark.parametrize("head", ["option1,option2,option3", "Answer 1,Answer 2,Answer 3", "A,B,C"])
    @pytest.mark.parametrize("answer", ["Mars", "2", "B"])
    def test_options_may_have_numbers_or_bare_letters(self, head, answer) -> None:
        if answer == "2" and head == "A,B,C":
            return
        question = only(f"question,{head},answer\nWhich is red?,Venus,Mars,Saturn,{answer}\n")
        assert (question.kind, right(question)) == ("single_choice", ["Mars"])

    def test_reads_the_template_of_a_quiz_game(self) -> None:
        head = "Question,Answer 1,Answer 2,Answer 3,Answer 4,Time limit,Correct answer(s)"
        reading = read(f'{head}\nRed?,Venus,Mars,Saturn,Earth,20,2\nEven?,2,3,4,5,20,"1,3"\n')
        assert [right(question) for question in reading.questions] == [["Mars"], ["2", "4"]]

    @pytest.mark.parametrize(
        ("head", "row", "words"),
        [
            ("answer1,answer2,answer3", "Oslo,Bergen,Vardø,0", "The correct answer is 0, but that option"),
            ("answer1,answer2,answer3", "Oslo,Bergen,Vardø,4", "The correct answer is 4, but that option"),
            ("answer1,answer2,answer3", "2,3,4,2", "could mean option 2 or the text"),
            ("first,second,third", "Oslo,Bergen,Vardø,Oslo", "because some columns are unknown"),
        ],
    )
    def test_what_may_be_meant_otherwise_is_an_error(self, head, row, words) -> None:
        reading = read(f"question,{head},correct_answer\nThe capital?,{row}\n")
        assert not reading.questions
        assert any(words in problem.words for problem in reading.problems if problem.is_error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<quiz><question></quiz>", "This isn't well-formed XML."),
        ("<html><p>Hello</p></html>", "This XML holds no questions"),
        ('<!DOCTYPE quiz [<!ENTITY me "you">]><quiz>&me;</quiz>', "This XML can't be read."),
        ("<quiz/>", "This XML holds no questions"),
    ],
)
def test_other_xml_is_refused_with_a_reason(text, words) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(text, "bank.xml")
