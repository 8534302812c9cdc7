"""Questions as people type them: the question, lettered options, a line with the answer (Aiken, and PDFs)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types.lettered_options import LetteredOption
from learning.assessments.question_types.text_normalisation import cleaned

from .cells import guessed
from .drafts import MEDIUM, Collection, DraftQuestion
from .values import difficulty_of, marks_of, tags_of

_NUMBERED = re.compile(r"(?:Q(?:uestion)?\s*)?(\d{1,4})\s*[.):]\s*(?!\d)(.*)", re.IGNORECASE)
# Behind a capital letter no blank is needed, unless what follows looks like an abbreviation: `A.M.`
_OPTION = re.compile(r"\(?(?:([A-Za-z])[.)](?:\s+(.*))?|([A-Z])[.)](?!\w?[.)])(\S.*))")
_BESIDE = re.compile(r"(?:\t| {2,})\s*(?=\(?[B-Jb-j][.)]\s)")
_ANSWER = re.compile(r"(?:(?:correct|right)\s+)?(?:answers?|ans\.?)\s*[:=]\s*(.*)", re.IGNORECASE)
_MORE = re.compile(r"(explanation|feedback|marks|points|difficulty|tags?)\s*:\s*(.*)", re.IGNORECASE)
_MOST_SKIPPED = 2  # letters that an option may be ahead of the one before it and still be one
_NAMES = {"feedback": "explanation", "points": "marks", "tag": "tags"}


def begins_something(text: str) -> bool:
    """Whether a line looks like the beginning of a question, an option, an answer or what goes with them."""
    return any(form.fullmatch(text) for form in (_NUMBERED, _OPTION, _ANSWER, _MORE))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, with where it stands."""

    text: str
    line: int
    page: int = 0


@dataclass(slots=True)
class _Typed:
    """A question while it is being read."""

    line: int
    page: int
    number: int = 0
    prompt: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    answer: str | None = None
    more: dict[str, list[str]] = field(default_factory=dict)


class LetteredReader:
    """Takes one line after another. is_numbered: whether each question begins with its number.

    joint: what stands between the lines of a text that goes over several.
    """

    def __init__(self, collection: Collection, *, is_numbered: bool, joint: str) -> None:
        self.collection, self.is_numbered, self.joint = collection, is_numbered, joint
        self.question: _Typed | None = None
        self.open_text: list[str] | None = None  # what a line that begins nothing new goes on with
        self.was_blank = self.is_skipping = False

    def feed(self, line: Line) -> None:
        text = cleaned(line.text)
        if not text:
            self.was_blank = True
            return
        if not (
            self._begins_question(text, line)
            or self._is_answer(text, line)
            or self._is_more(text)
            or self._is_option(text, line)
        ):
            self._goes_on(text, line)
        else:
            self.is_skipping = False
        self.was_blank = False

    def end(self) -> None:
        """Close the question that is still open."""
        question, self.question, self.open_text = self.question, None, None
        if question is not None:
            self._take(question)

    def _start(self, line: Line, number: int, text: str) -> None:
        self.end()
        self.collection.meet(line.line)
        self.question = _Typed(line.line, line.page, number, [text] if text else [])
        self.open_text = self.question.prompt

    def _begins_question(self, text: str, line: Line) -> bool:
        question = self.question
        if self.is_numbered:
            match = _NUMBERED.fullmatch(text)
            if not match or not self._may_be(int(match[1])):
                return False
            self._start(line, int(match[1]), match[2])
            return True
        is_word_of_ours = _ANSWER.fullmatch(text) or question is not None and _MORE.fullmatch(text)
        if question is None or question.answer is not None:
            is_new = not is_word_of_ours
        else:  # a blank line after the options: the answer was forgotten
            is_new = bool(self.was_blank and question.options and not is_word_of_ours)
            is_new = is_new and not self._letter_of(text, question)
        if is_new:
            self._start(line, 0, text)
        return is_new

    def _may_be(self, number: int) -> bool:
        """Whether a number at the beginning of a line begins the next question."""
        if self.question is None:
            return True
        is_next = number == self.question.number + 1
        return is_next or self.question.answer is not None and (number == 1 or number > self.question.number)

    def _is_answer(self, text: str, line: Line) -> bool:
        match = _ANSWER.fullmatch(text)
        if not match:
            return False
        if self.question is None or self.question.answer is not None:
            self.collection.error(
                line.line,
                _("This answer doesn't belong to a question."),
                _("Start each question with its number, or after the answer of the previous question."),
                page=line.page,
                found=text,
            )
            return True
        self.question.answer, self.open_text = match[1], None
        return True

    def _is_more(self, text: str) -> bool:
        match = _MORE.fullmatch(text)
        if not match or self.question is None or self.question.answer is None and not self.question.options:
            return False
        name = match[1].casefold()
        values = self.question.more.setdefault(_NAMES.get(name, name), [])
        values.append(match[2])
        self.open_text = values if _NAMES.get(name, name) == "explanation" and self.is_numbered else None
        return True

    def _is_option(self, text: str, line: Line) -> bool:
        question = self.question
        if question is None or question.answer is not None:
            return False
        if not self.is_numbered and question.options and text[:2].upper() in ("A.", "A)"):
            lines = question.options[-1][1]
            if len(lines) > 1:  # the answer was forgotten: what went on after the last option is a question
                asked = lines[1:]
                del lines[1:]
                self._start(Line("", line.line - len(asked), line.page), 0, "")
                assert self.question is not None
                question = self.question
                question.prompt += asked
        is_option = False
        for part in _BESIDE.split(text) if self._letter_of(text, question) else []:
            letter = self._letter_of(part, question)
            if letter:
                found = _OPTION.fullmatch(part)
                rest = found[2] or found[4] if found else ""
                question.options.append((letter, [rest] if rest else []))
                self.open_text, is_option = question.options[-1][1], True
            elif self.open_text is not None:
                self.open_text.append(part)
        return is_option

    def _letter_of(self, text: str, question: _Typed) -> str:
        """The letter of the option that a line begins; empty if it begins none."""
        match = _OPTION.fullmatch(text)
        if not match:
            return ""
        letter = (match[1] or match[3]).upper()
        ahead = ord(letter) - ord("A") - len(question.options)
        most = _MOST_SKIPPED if question.options else 0
        return letter if 0 <= ahead <= most else ""

    def _goes_on(self, text: str, line: Line) -> None:
        if self.open_text is not None:
            self.open_text.append(text)
        elif not self.is_skipping:  # one word is enough for all that follows
            self.is_skipping = True
            self._skip(text, line)

    def _skip(self, text: str, line: Line) -> None:
        self.collection.warn(
            line.line,
            _("This text doesn't belong to a question and was skipped."),
            _("Start each question with its number, for example “12.”."),
            page=line.page,
            found=text,
        )

    def _take(self, question: _Typed) -> None:
        before = len(self.collection.problems)
        kind, data = self._kind_and_data(question)
        marks, difficulty = Decimal(1), MEDIUM
        tags: tuple[str, ...] = ()
        try:
            marks = marks_of(" ".join(question.more.get("marks", [])))
            difficulty = difficulty_of(" ".join(question.more.get("difficulty", [])))
            tags = tags_of(tag for cell in question.more.get("tags", []) for tag in re.split("[,;|]", cell))
        except InvalidCell as error:
            self.collection.invalid(question.line, error, page=question.page)
        if len(self.collection.problems) > before:
            return
        draft = DraftQuestion(
            kind,
            self._joined(question.prompt),
            data,
            marks,
            difficulty,
            tags,
            self._joined(question.more.get("explanation", [])),
            line=question.line,
            page=question.page,
        )
        self.collection.add(draft)

    def _kind_and_data(self, question: _Typed) -> tuple[str, dict[str, object]]:
        letters = [letter for letter, _lines in question.options]
        gaps = [chr(ord("A") + place) for place in range(len(letters))]
        problems = []
        if letters != gaps:
            missing = next(gap for gap, letter in zip(gaps, letters, strict=True) if gap != letter)
            problems.append(
                InvalidCell(
                    _("Option %(letter)s is missing.") % {"letter": missing},
                    _("Label the options A, B, C and so on, each at the start of a line."),
                )
            )
        if not self.is_numbered and not letters:
            advice = _("Put each option on its own line, starting with A., B. and so on.")
            problems.append(InvalidCell(_("The question has no options."), advice))
        if question.answer is None:
            advice = _("Add a line such as “ANSWER: B” after the options.")
            problems.append(InvalidCell(_("The answer is missing."), advice))
        try:
            options = [
                LetteredOption(self._joined(lines), letter=letter) for letter, lines in question.options
            ]
            if question.answer is not None and not problems:
                return guessed(options, question.answer)
        except InvalidCell as error:
            problems.append(error)
        for problem in problems:
            problem.found = problem.found or self._joined(question.prompt)
            self.collection.invalid(question.line, problem, page=question.page)
        return "", {}

    def _joined(self, lines: list[str]) -> str:
        return self.joint.join(line for line in lines if line).strip()
