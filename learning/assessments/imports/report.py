"""What a dry run tells: for each question what would be made, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_QUESTIONS = 2_000
_SHOWN = 80  # characters of the file in a report


def shown(text: str) -> str:
    """As much of a text as a report shows, on one line."""
    text = " ".join(text[: _SHOWN * 4].split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def where(line: int, page: int = 0) -> str:
    """A place in a file, in words. line, page: from 1; 0 where there is none."""
    if page and line:
        return _("page %(page)d, line %(line)d") % {"page": page, "line": line}
    if page:
        return _("page %(page)d") % {"page": page}
    return _("line %(line)d") % {"line": line} if line else _("entire file")


@dataclass(frozen=True, slots=True)
class Problem:
    """line: of the file (of the page, in a PDF), from 1; 0 for the whole. advice: what to do about it.

    An error keeps everything from being imported; a warning (`is_error` false) does not.
    found: the words of the file that it is about.
    """

    line: int
    words: str
    advice: str = ""
    is_error: bool = True
    page: int = 0
    found: str = ""

    @property
    def where(self) -> str:
        return where(self.line, self.page)


class Unreadable(Exception):
    """The file cannot be read at all. `problem` says why."""

    def __init__(self, words: str, advice: str = "", *, line: int = 0, found: str = "") -> None:
        super().__init__(words)
        self.problem = Problem(line, words, advice, found=shown(found))


class Misread(ValueError):
    """A part of a question that says nothing we understand. words: what is wrong. advice: what to do."""

    def __init__(self, words: str, advice: str = "", *, found: str = "") -> None:
        super().__init__(words)
        self.words, self.advice, self.found = words, advice, found


@dataclass(slots=True)
class LineReport:
    """One place of the file: what would be made of it (kind and the words that ask), and its problems."""

    line: int
    page: int = 0
    kind: str = ""
    prompt: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def where(self) -> str:
        return where(self.line, self.page)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(slots=True)
class Report:
    """The whole dry run, in the order of the file. questions: how many would be made."""

    lines: list[LineReport] = field(default_factory=list)
    questions: int = 0

    @property
    def problems(self) -> list[Problem]:
        return [problem for line in self.lines for problem in line.problems]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def is_fine(self) -> bool:
        """Whether it may be imported: something to make, and no error."""
        return self.questions > 0 and not self.errors
