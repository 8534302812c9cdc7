"""Questions as a file has them, before anything is written, and what collects them while it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from common.imports.report import ImportProblem, ImportReport, RowReport, UnreadableFile, excerpt
from learning.assessments.question_types import InvalidContent, question_type

MOST_QUESTIONS = 2_000  # of a file
EASY, MEDIUM, HARD = "easy", "medium", "hard"
DIFFICULTIES = (EASY, MEDIUM, HARD)
LONGEST_TEXT = 20_000  # characters of a prompt or an explanation
LONGEST_TITLE = 255
LONGEST_TAG = 100
MOST_TAGS = 20
MOST_MARKS = Decimal(1000)


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question that may be written as it stands.

    kind: the stable name of its kind. data: what `to_data` of the kind gives. prompt: plain text; only where
    text with gaps asks by itself may it be empty. title: a name for authors. line, page: where it begins (a
    page only in a PDF). item: its number in an archive. source: the form of the file (csv, gift, aiken,
    moodle_xml, qti, pdf). Where it came from does not
    make it another question.
    """

    kind: str
    prompt: str
    data: Mapping[str, Any]
    marks: Decimal = Decimal(1)
    difficulty: str = MEDIUM
    tags: tuple[str, ...] = ()
    explanation: str = ""
    title: str = ""
    line: int = field(default=0, compare=False)
    page: int = field(default=0, compare=False)
    item: int = field(default=0, compare=False)
    source: str = field(default="", compare=False)

    @property
    def asks(self) -> str:
        """The words by which a person recognises it."""
        return self.prompt or self.data.get("text", "") or self.title

    @property
    def key(self) -> str:
        """Its type, and what is right, in words."""
        kind = question_type(self.kind)
        right = "; ".join(kind.right_answer(kind.from_data(dict(self.data))))
        names = {"type": kind.label, "answer": right}
        return _("%(type)s: %(answer)s") % names if right else str(kind.label)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. questions: those without an error; problems: everything else there is to say."""

    questions: tuple[DraftQuestion, ...]
    problems: tuple[ImportProblem, ...]
    source: str

    @property
    def report(self) -> ImportReport:
        """Place by place, questions and problems together."""
        rows = [
            RowReport(draft.line, draft.page, [excerpt(draft.asks), excerpt(draft.key)], item=draft.item)
            for draft in self.questions
        ]
        report = ImportReport(rows, created=Counter(questions=len(rows)))
        report.file_problems(self.problems)
        return report


class Collection:
    """Takes questions and problems as a reader finds them."""

    def __init__(self, source: str, *, has_lines: bool = True) -> None:
        """has_lines: whether the lines mean something to a person; without, questions are counted."""
        self.source, self.has_lines = source, has_lines
        self.questions: list[DraftQuestion] = []
        self.problems: list[ImportProblem] = []
        self.has_skipped = False
        self._met = 0

    def meet(self, line: int) -> None:
        """Count a question, good or bad. Raises UnreadableFile when there are too many."""
        self._met += 1
        if self._met > MOST_QUESTIONS:
            raise UnreadableFile(
                _("The file has more than %(count)d questions.") % {"count": MOST_QUESTIONS},
                _("Split the questions into several files."),
                line=line,
            )

    def error(self, line: int, words: str, advice: str = "", *, page: int = 0, found: str = "") -> None:
        self._tell(ImportProblem(line, words, advice, page=page, found=excerpt(found)))

    def warn(self, line: int, words: str, advice: str = "", *, page: int = 0, found: str = "") -> None:
        self._tell(ImportProblem(line, words, advice, is_error=False, page=page, found=excerpt(found)))

    def skip(self, line: int, words: str, *, found: str = "") -> None:
        """Tell that a question was left out though nothing is wrong with it."""
        self.has_skipped = True
        self.warn(line, words, found=found)

    def invalid(self, line: int, error: InvalidCell, *, page: int = 0) -> None:
        self.error(line, error.words, error.advice, page=page, found=error.found)

    def add(self, draft: DraftQuestion) -> None:
        """Keep the question, in the canonical form of its kind, or say all that is wrong with it."""
        problems = [ImportProblem(draft.line, words, page=draft.page) for words in _wrong_with(draft)]
        data = draft.data
        try:
            kind = question_type(draft.kind)
            data = kind.to_data(kind.from_data(dict(draft.data)))
        except InvalidContent as error:
            problems += [ImportProblem(draft.line, str(words), page=draft.page) for words in error.messages]
        for problem in problems:
            self._tell(problem)
        if not problems:
            draft = replace(draft, data=data, source=self.source)
            self.questions.append(draft if self.has_lines else replace(draft, line=0, item=self._met))

    def _tell(self, problem: ImportProblem) -> None:
        self.problems.append(problem if self.has_lines else replace(problem, line=0, item=self._met))

    def take_over(self, other: Collection) -> None:
        """Add what another collection holds."""
        self.questions += other.questions
        self.problems += other.problems

    def result(self) -> Reading:
        has_errors = any(problem.is_error for problem in self.problems)
        if not (self.questions or self.has_skipped or has_errors):
            raise UnreadableFile(_("This file contains no questions."))
        return Reading(tuple(self.questions), tuple(self.problems), self.source)


def _wrong_with(draft: DraftQuestion) -> list[str]:
    wrong = []
    if not draft.prompt and not question_type(draft.kind).asks_by_itself:
        wrong.append(_("The question text is missing."))
    if len(draft.prompt) > LONGEST_TEXT:
        wrong.append(_("The question is longer than %(count)d characters.") % {"count": LONGEST_TEXT})
    if len(draft.explanation) > LONGEST_TEXT:
        wrong.append(_("The explanation is longer than %(count)d characters.") % {"count": LONGEST_TEXT})
    if len(draft.title) > LONGEST_TITLE:
        wrong.append(_("The title is longer than %(count)d characters.") % {"count": LONGEST_TITLE})
    return wrong
