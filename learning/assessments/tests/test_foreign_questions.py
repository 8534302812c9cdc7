"""Questions as other programs write them: the right value of each form, and what is told of the rest."""

from __future__ import annotations

import io
from decimal import Decimal
from zipfile import ZipFile

import pytest

from common.imports.report import UnreadableFile
from learning.assessments.imports import DraftQuestion, Reading, read_questions
from learning.assessments.tests.readings import only, read, right, told


def _moodle(inside: str, kind: str, form: str = "html", asked: str = "Which?") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><quiz><question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="{form}"><text><![CDATA[{asked}]]></text></questiontext>{inside}'
        "</question></quiz>"
    )


def _answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text><![CDATA[{text}]]></text>{more}</answer>'


ONE_RIGHT = _answer("0", "a") + _answer("100", "b")


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
        assert _key(question) == key

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


def _key(question: DraftQuestion) -> list[str]:
    if question.data.get("tolerance", "0") != "0":
        return ["{answer} ± {tolerance}".format_map(question.data)]
    return question.key.partition(": ")[2].split("; ") if ": " in question.key else []


def _label(name: str, text: str, form: str = "plain") -> str:
    mattext = f'<mattext texttype="text/{form}">{text}</mattext>'
    return f'<response_label ident="{name}"><material>{mattext}</material></response_label>'


def _qti12(shown: str, scoring: str, kind: str = "", points: str = "") -> str:
    fields = {"question_type": kind, "points_possible": points}
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in fields.items()
        if value
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">\n<questestinterop>'
        '<item ident="i" title="Q">'
        f"<itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata><presentation><material>"
        f'<mattext texttype="text/html">&lt;p&gt;Which?&lt;/p&gt;</mattext></material>{shown}</presentation>'
        f"<resprocessing>{scoring}</resprocessing></item></questestinterop>"
    )


def _scores(condition: str, score: str = "100", action: str = "Set") -> str:
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{score}</setvar></respcondition>'
    )


def _equal(value: str, response: str = "r") -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


LABELS = _label("1", "a") + _label("2", "&lt;b&gt;b&lt;/b&gt;", "html") + _label("3", "c")
LIST = (
    '<response_lid ident="r" rcardinality="{}"><render_choice>' + LABELS + "</render_choice></response_lid>"
)
FIB = '<response_str ident="r"><render_fib fibtype="{}"/></response_str>'


class TestQti12:
    @pytest.mark.parametrize(
        ("shown", "scoring", "is_kind", "key"),
        [
            (LIST.format("Single"), _scores(_equal("2")), "single_choice", ["b"]),
            (
                LIST.format("Multiple"),
                _scores(f"<and>{_equal('1')}{_equal('2')}<not>{_equal('3')}</not></and>"),
                "multiple_choice",
                ["a", "b"],
            ),
            (
                LIST.format("Multiple"),
                _scores(_equal("1"), "50", "Add") + _scores(_equal("3"), "50", "Add"),
                "multiple_choice",
                ["a", "c"],
            ),
            (
                LIST.format("Ordered"),
                _scores(_equal("3") + _equal("1") + _equal("2")),
                "ordering",
                ["c", "a", "b"],
            ),
            (FIB.format("String"), _scores(_equal("frog") + _equal("toad")), "short_text", ["frog", "toad"]),
            (FIB.format("Decimal"), _scores(_equal("42")), "numeric", ["42"]),
            (
                FIB.format("Decimal"),
                _scores('<vargte respident="r">1</vargte><varlte respident="r">3</varlte>'),
                "numeric",
                ["2 ± 1"],
            ),
            (FIB.format("String"), "", "essay", []),
        ],
    )
    def test_reads_each_interaction_with_its_key(self, shown, scoring, is_kind, key) -> None:
        question = only(_qti12(shown, scoring), "quiz.xml")
        assert (question.kind, question.prompt) == (is_kind, "Which?")
        assert _key(question) == key

    def test_what_pays_less_is_no_right_answer(self) -> None:
        scoring = _scores(_equal("1"), "5") + _scores(_equal("2"), "10")
        reading = read(_qti12(LIST.format("Single"), scoring), "quiz.xml")
        assert right(reading.questions[0]) == ["b"]
        assert told(reading) == [(3, "Options with partial marks count as incorrect here.")]

    def test_a_question_without_a_key_is_an_error(self) -> None:
        problem = read(_qti12(LIST.format("Single"), ""), "quiz.xml").problems[0]
        assert problem.is_error and problem.words == "No option is correct."

    def test_reads_how_canvas_writes_matching(self) -> None:
        sides = _label("8", "woof") + _label("9", "miaow") + _label("7", "moo") + _label("6", "")
        rows = "".join(
            f'<response_lid ident="response_{place}"><material><mattext>{left}</mattext></material>'
            f"<render_choice>{sides}</render_choice></response_lid>"
            for place, left in ((1, "dog"), (2, "cat"), (3, ""))  # Canvas keeps rows that were left empty
        )
        scoring = _scores(_equal("8", "response_1"), "50.00", "Add") + _scores(
            _equal("9", "response_2"), "50.00", "Add"
        )
        question = only(_qti12(rows, scoring, "matching_question", "2.0"), "quiz.xml")
        assert _key(question) == ["dog → woof", "cat → miaow"]
        assert [item["text"] for item in question.data["distractors"]] == ["moo"]
        assert question.marks == 2

    def test_reads_how_canvas_writes_blanks(self) -> None:
        rows = "".join(
            f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material>'
            f"<render_choice>{labels}</render_choice></response_lid>"
            for name, labels in (
                ("c1", _label("1", "red") + _label("2", "crimson")),
                ("c2", _label("3", "blue")),
            )
        )
        text = _qti12(rows, _scores(_equal("1", "response_c1")), "fill_in_multiple_blanks_question")
        question = only(text.replace("Which?", "Roses are [c1], violets [c2]."), "quiz.xml")
        assert question.data["text"] == "Roses are {{1}}, violets {{2}}."
        assert [blank["accepted"] for blank in question.data["blanks"]] == [["red", "crimson"], ["blue"]]

    @pytest.mark.parametrize(
        "kind", ["multiple_dropdowns_question", "calculated_question", "hot_spot_question"]
    )
    def test_a_type_that_we_lack_is_left_out_and_told(self, kind) -> None:
        reading = read(_qti12(LIST.format("Single"), _scores(_equal("1")), kind), "quiz.xml")
        assert not reading.questions and not reading.report.is_importable
        assert kind in reading.problems[0].words


def _qti21(body: str, declaration: str, scoring: str = "", version: str = "imsqti_v2p1") -> str:
    return (
        f'<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/{version}" identifier="i" '
        f'title="Q" adaptive="false" timeDependent="false">{declaration}'
        f"<itemBody><p>Which <b>one</b>?</p>{body}</itemBody>{scoring}</assessmentItem>"
    )


def _declared(values: str, cardinality: str = "single", base: str = "identifier", more: str = "") -> str:
    inside = "".join(f"<value>{value}</value>" for value in values.split("|") if value)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{inside}</correctResponse>{more}</responseDeclaration>"
    )


def _choices(tag: str, most: str) -> str:
    options = "".join(f'<simpleChoice identifier="{name}">{name.lower()}</simpleChoice>' for name in "ABC")
    return f'<{tag} responseIdentifier="RESPONSE" maxChoices="{most}">{options}</{tag}>'


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
            (_choices("choiceInteraction", "1"), _declared("B"), "", "single_choice", ["b"]),
            (
                _choices("choiceInteraction", "0"),
                _declared("A|C", "multiple"),
                "",
                "multiple_choice",
                ["a", "c"],
            ),
            (
                _choices("orderInteraction", "0"),
                _declared("C|A|B", "ordered"),
                "",
                "ordering",
                ["c", "a", "b"],
            ),
            (
                _matches("AB", "XYZ"),
                _declared("A Y|B X", "multiple", "directedPair"),
                "",
                "matching",
                ["a → y", "b → x"],
            ),
            (ENTRY.format(""), _declared("York", base="string"), "", "short_text", ["York"]),
            (ENTRY.format(" indeed"), _declared("York", base="string"), "", "fill_blank", ["York"]),
            (ENTRY.format(""), _declared("7.4", base="float"), OFF, "numeric", ["7.4 ± 0.5"]),
            ('<extendedTextInteraction responseIdentifier="RESPONSE"/>', _declared(""), "", "essay", []),
        ],
    )
    @pytest.mark.parametrize("version", ["imsqti_v2p0", "imsqti_v2p1", "imsqti_v2p2"])
    def test_reads_each_interaction_with_its_key(
        self, body, declaration, scoring, is_kind, key, version
    ) -> None:
        question = only(_qti21(body, declaration, scoring, version), "item.xml")
        assert question.kind == is_kind and _key(question) == key
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
        body = _choices("choiceInteraction", "1").replace(
            "a</simple",
            'a<feedbackInline identifier="A" outcomeIdentifier="F">No.</feedbackInline></simple',
            1,
        )
        option = only(_qti21(body, _declared("B")), "item.xml").data["options"][0]
        assert (option["text"], option["feedback"]) == ("a", "No.")

    @pytest.mark.parametrize("tag", ["hottextInteraction", "gapMatchInteraction", "sliderInteraction"])
    def test_a_type_that_we_lack_is_left_out_and_told(self, tag) -> None:
        reading = read(_qti21(f'<{tag} responseIdentifier="RESPONSE"/>', _declared("A")), "item.xml")
        assert not reading.questions and tag in reading.problems[0].words


def _package(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


class TestPackages:
    def test_items_come_in_the_order_of_the_manifest_and_are_counted(self) -> None:
        items = {
            f"items/{name}.xml": _qti21(_choices("choiceInteraction", "1"), _declared(name)).replace(
                "one", name
            )
            for name in "ABC"
        }
        listed = "".join(f'<resource href="items/{name}.xml"><file href="x"/></resource>' for name in "CAB")
        manifest = {"imsmanifest.xml": f"<manifest><resources>{listed}</resources></manifest>"}
        reading = read_questions(_package(manifest | items), "quiz.zip")
        assert [question.prompt for question in reading.questions] == ["Which C?", "Which A?", "Which B?"]
        assert [row.where for row in reading.report.rows] == ["item 1", "item 2", "item 3"]

    def test_of_two_files_of_one_quiz_canvas_own_is_read(self) -> None:
        whole = _qti12(LIST.format("Single"), _scores(_equal("2")))
        files = {
            "imsmanifest.xml": "<manifest/>",
            "g1/assessment_qti.xml": whole,
            "g1/assessment_meta.xml": "<quiz><title>Quiz</title></quiz>",
            "non_cc_assessments/g1.xml.qti": whole,
        }
        assert len(_read_package(files).questions) == 1

    def test_problems_name_their_item(self) -> None:
        bad = _qti12(LIST.format("Single"), "")
        good = _qti12(LIST.format("Single"), _scores(_equal("2")))
        reading = _read_package({"a.xml": good, "b.xml": bad})
        (problem,) = reading.problems
        assert problem.where == "item 2" and str(problem).startswith("Item 2:")

    def test_what_isnt_an_archive_or_has_no_questions_is_refused(self) -> None:
        with pytest.raises(UnreadableFile, match="contains no questions"):
            _read_package({"a.xml": "<html/>"})
        with pytest.raises(UnreadableFile):
            read_questions(b"PK\x03\x04 no archive", "quiz.zip")


def _read_package(files: dict[str, str]) -> Reading:
    return read_questions(_package(files), "quiz.zip")


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_xml_is_read_in_the_encoding_that_it_names(encoding) -> None:
    text = _moodle(_answer("100", "Zürich") + _answer("0", "Bern"), "multichoice")
    content = text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    (question,) = read_questions(content, "bank.xml").questions
    assert right(question) == ["Zürich"]


def test_the_dry_run_shows_type_and_right_answer() -> None:
    report = read(_moodle(ONE_RIGHT, "multichoice"), "bank.xml").report
    assert report.rows[0].creates == ["Which?", "Single choice: b"]
