"""Questions in QTI, as Canvas and others write it: the right value of each type; the rest is told."""

from __future__ import annotations

import pytest

from learning.assessments.tests.qti_files import (
    FIB,
    LIST,
    choices,
    declared,
    equal,
    label,
    qti12,
    qti21,
    scores,
)
from learning.assessments.tests.readings import key_of, only, read, right, told


class TestQti12:
    @pytest.mark.parametrize(
        ("shown", "scoring", "is_kind", "key"),
        [
            (LIST.format("Single"), scores(equal("2")), "single_choice", ["b"]),
            (
                LIST.format("Multiple"),
                scores(f"<and>{equal('1')}{equal('2')}<not>{equal('3')}</not></and>"),
                "multiple_choice",
                ["a", "b"],
            ),
            (
                LIST.format("Multiple"),
                scores(equal("1"), "50", "Add") + scores(equal("3"), "50", "Add"),
                "multiple_choice",
                ["a", "c"],
            ),
            (
                LIST.format("Ordered"),
                scores(equal("3") + equal("1") + equal("2")),
                "ordering",
                ["c", "a", "b"],
            ),
            (FIB.format("String"), scores(equal("frog") + equal("toad")), "short_text", ["frog", "toad"]),
            (FIB.format("Decimal"), scores(equal("42")), "numeric", ["42"]),
            (
                FIB.format("Decimal"),
                scores('<vargte respident="r">1</vargte><varlte respident="r">3</varlte>'),
                "numeric",
                ["2 ± 1"],
            ),
            (FIB.format("String"), "", "essay", []),
        ],
    )
    def test_reads_each_interaction_with_its_key(self, shown, scoring, is_kind, key) -> None:
        question = only(qti12(shown, scoring), "quiz.xml")
        assert (question.kind, question.prompt) == (is_kind, "Which?")
        assert key_of(question) == key

    def test_what_pays_less_is_no_right_answer(self) -> None:
        scoring = scores(equal("1"), "5") + scores(equal("2"), "10")
        reading = read(qti12(LIST.format("Single"), scoring), "quiz.xml")
        assert right(reading.questions[0]) == ["b"]
        assert told(reading) == [(3, "Options with partial marks count as incorrect here.")]

    def test_a_question_without_a_key_is_an_error(self) -> None:
        problem = read(qti12(LIST.format("Single"), ""), "quiz.xml").problems[0]
        assert problem.is_error and problem.words == "No option is correct."

    def test_reads_how_canvas_writes_matching(self) -> None:
        sides = label("8", "woof") + label("9", "miaow") + label("7", "moo") + label("6", "")
        rows = "".join(
            f'<response_lid ident="response_{place}"><material><mattext>{left}</mattext></material>'
            f"<render_choice>{sides}</render_choice></response_lid>"
            for place, left in ((1, "dog"), (2, "cat"), (3, ""))  # Canvas keeps rows that were left empty
        )
        scoring = scores(equal("8", "response_1"), "50.00", "Add") + scores(
            equal("9", "response_2"), "50.00", "Add"
        )
        question = only(qti12(rows, scoring, "matching_question", "2.0"), "quiz.xml")
        assert key_of(question) == ["dog → woof", "cat → miaow"]
        assert [item["text"] for item in question.data["distractors"]] == ["moo"]
        assert question.marks == 2

    def test_reads_how_canvas_writes_blanks(self) -> None:
        rows = "".join(
            f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material>'
            f"<render_choice>{labels}</render_choice></response_lid>"
            for name, labels in (
                ("c1", label("1", "red") + label("2", "crimson")),
                ("c2", label("3", "blue")),
            )
        )
        text = qti12(rows, scores(equal("1", "response_c1")), "fill_in_multiple_blanks_question")
        question = only(text.replace("Which?", "Roses are [c1], violets [c2]."), "quiz.xml")
        assert question.data["text"] == "Roses are {{1}}, violets {{2}}."
        assert [blank["accepted"] for blank in question.data["blanks"]] == [["red", "crimson"], ["blue"]]

    @pytest.mark.parametrize(
        "kind", ["multiple_dropdowns_question", "calculated_question", "hot_spot_question"]
    )
    def test_a_type_that_we_lack_is_left_out_and_told(self, kind) -> None:
        reading = read(qti12(LIST.format("Single"), scores(equal("1")), kind), "quiz.xml")
        assert not reading.questions and not reading.report.is_importable
        assert kind in reading.problems[0].words


def _side(names: str) -> str:
    inside = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name.lower()}</simpleAssociableChoice>'
        for name in names
    )
    return f"<simpleMatchSet>{inside}</simpleMatchSet>"


def _matches(left: str, right: str) -> str:
    return (
        '<matchInteraction responseIdentifier="RESPONSE">'
        + _side(left)
        + _side(right)
        + "</matchInteraction>"
    )


ENTRY = '<p>It is <textEntryInteraction responseIdentifier="RESPONSE"/>{}</p>'


OFF = '<responseProcessing><equal toleranceMode="absolute" tolerance="0.5 0.5"/></responseProcessing>'


class TestQti21:
    @pytest.mark.parametrize(
        ("body", "declaration", "scoring", "is_kind", "key"),
        [
            (choices("choiceInteraction", "1"), declared("B"), "", "single_choice", ["b"]),
            (
                choices("choiceInteraction", "0"),
                declared("A|C", "multiple"),
                "",
                "multiple_choice",
                ["a", "c"],
            ),
            (
                choices("orderInteraction", "0"),
                declared("C|A|B", "ordered"),
                "",
                "ordering",
                ["c", "a", "b"],
            ),
            (
                _matches("AB", "XYZ"),
                declared("A Y|B X", "multiple", "directedPair"),
                "",
                "matching",
                ["a → y", "b → x"],
            ),
            (ENTRY.format(""), declared("York", base="string"), "", "short_text", ["York"]),
            (ENTRY.format(" indeed"), declared("York", base="string"), "", "fill_blank", ["York"]),
            (ENTRY.format(""), declared("7.4", base="float"), OFF, "numeric", ["7.4 ± 0.5"]),
            ('<extendedTextInteraction responseIdentifier="RESPONSE"/>', declared(""), "", "essay", []),
        ],
    )
    @pytest.mark.parametrize("version", ["imsqti_v2p0", "imsqti_v2p1", "imsqti_v2p2"])
    def test_reads_each_interaction_with_its_key(
        self, body, declaration, scoring, is_kind, key, version
    ) -> None:
        question = only(qti21(body, declaration, scoring, version), "item.xml")
        assert question.kind == is_kind and key_of(question) == key
        assert (question.prompt or question.data["text"]).startswith("Which one?")

    def test_reads_the_names_of_version_3(self) -> None:
        text = (
            '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" title="Q">'
            '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
            "<qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>"
            "<qti-item-body><p>Which?</p>"
            '<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">'
            '<qti-simple-choice identifier="A">a</qti-simple-choice>'
            '<qti-simple-choice identifier="B">b</qti-simple-choice>'
            "</qti-choice-interaction></qti-item-body></qti-assessment-item>"
        )
        assert right(only(text, "item.xml")) == ["b"]

    def test_feedback_of_an_option_stays_with_it(self) -> None:
        body = choices("choiceInteraction", "1").replace(
            "a</simple",
            'a<feedbackInline identifier="A" outcomeIdentifier="F">No.</feedbackInline></simple',
            1,
        )
        option = only(qti21(body, declared("B")), "item.xml").data["options"][0]
        assert (option["text"], option["feedback"]) == ("a", "No.")

    @pytest.mark.parametrize("tag", ["hottextInteraction", "gapMatchInteraction", "sliderInteraction"])
    def test_a_type_that_we_lack_is_left_out_and_told(self, tag) -> None:
        reading = read(qti21(f'<{tag} responseIdentifier="RESPONSE"/>', declared("A")), "item.xml")
        assert not reading.questions and tag in reading.problems[0].words
