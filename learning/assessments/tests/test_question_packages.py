"""Archives of questions: which files are read, in which order, and how a problem names its item."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from common.imports.report import UnreadableFile
from learning.assessments.imports import Reading, read_questions
from learning.assessments.tests.qti_files import LIST, choices, declared, equal, qti12, qti21, scores


def _package(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


class TestPackages:
    def test_items_come_in_the_order_of_the_manifest_and_are_counted(self) -> None:
        items = {
            f"items/{name}.xml": qti21(choices("choiceInteraction", "1"), declared(name)).replace("one", name)
            for name in "ABC"
        }
        listed = "".join(f'<resource href="items/{name}.xml"><file href="x"/></resource>' for name in "CAB")
        manifest = {"imsmanifest.xml": f"<manifest><resources>{listed}</resources></manifest>"}
        reading = read_questions(_package(manifest | items), "quiz.zip")
        assert [question.prompt for question in reading.questions] == ["Which C?", "Which A?", "Which B?"]
        assert [row.where for row in reading.report.rows] == ["item 1", "item 2", "item 3"]

    def test_of_two_files_of_one_quiz_canvas_own_is_read(self) -> None:
        whole = qti12(LIST.format("Single"), scores(equal("2")))
        files = {
            "imsmanifest.xml": "<manifest/>",
            "g1/assessment_qti.xml": whole,
            "g1/assessment_meta.xml": "<quiz><title>Quiz</title></quiz>",
            "non_cc_assessments/g1.xml.qti": whole,
        }
        assert len(_read_package(files).questions) == 1

    def test_problems_name_their_item(self) -> None:
        bad = qti12(LIST.format("Single"), "")
        good = qti12(LIST.format("Single"), scores(equal("2")))
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
