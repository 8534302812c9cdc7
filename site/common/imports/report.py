"""The report of a dry run: for each row what would be created, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

_LONGEST_EXCERPT = 80  # characters


def excerpt(text: str) -> str:
    """As much of a text as a report shows, on one line."""
    text = " ".join(text[: _LONGEST_EXCERPT * 4].split())
    return text if len(text) <= _LONGEST_EXCERPT else text[:_LONGEST_EXCERPT] + "…"


def place_in_file(line: int, page: int = 0, item: int = 0) -> str:
    """A place in a file, in words. line, page, item: from 1; 0 where there is none.

    item: which one it is in an archive, where lines tell nobody anything.
    """
    if item:
        return _("item %(item)d") % {"item": item}
    if page and line:
        return _("page %(page)d, line %(line)d") % {"page": page, "line": line}
    if page:
        return _("page %(page)d") % {"page": page}
    return _("line %(line)d") % {"line": line} if line else _("entire file")


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing that is wrong with a file. An error prevents the import, a warning does not.

    line: of the file (of the page, in a PDF), from 1; 0 for the whole. item: its number in an archive.
    advice: what to do about it.
    column: the name of the column, in a table. found: an excerpt of what the file says there.
    """

    line: int
    words: str
    advice: str = ""
    is_error: bool = True
    page: int = 0
    column: str = ""
    found: str = ""
    item: int = 0

    def __str__(self) -> str:
        """All of it on one line, for the message of a form."""
        place = [f"{capfirst(self.where)}:"] if self.line or self.page or self.item else []
        return " ".join(filter(None, [*place, self.words, self.advice]))

    @property
    def where(self) -> str:
        return place_in_file(self.line, self.page, self.item)


class UnreadableFile(Exception):
    """The file can't be read at all. `problem` says why."""

    def __init__(
        self, words: str, advice: str = "", *, line: int = 0, column: str = "", found: str = ""
    ) -> None:
        super().__init__(words)
        self.problem = ImportProblem(line, words, advice, column=column, found=excerpt(found))


@dataclass(slots=True)
class RowReport:
    """One row or place of a file: what would be created from it, in words, and its problems."""

    line: int
    page: int = 0
    creates: list[str] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    item: int = 0

    @property
    def where(self) -> str:
        return place_in_file(self.line, self.page, self.item)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(slots=True)
class ImportReport:
    """The whole dry run. problems: those of the file as a whole; the others are with their rows.

    created: how many of what would be created, by a name that the importer chooses.
    """

    rows: list[RowReport] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    created: Counter[str] = field(default_factory=Counter)

    @property
    def all_problems(self) -> list[ImportProblem]:
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    @property
    def errors(self) -> list[ImportProblem]:
        return [problem for problem in self.all_problems if problem.is_error]

    @property
    def warnings(self) -> list[ImportProblem]:
        return [problem for problem in self.all_problems if not problem.is_error]

    @property
    def is_importable(self) -> bool:
        """Whether there is something to create, and no error."""
        return self.created.total() > 0 and not self.errors

    def file_problems(self, problems: Iterable[ImportProblem]) -> None:
        """Put each problem with the row that stands at its place; rows end up in the order of the file."""
        rows = {(row.item, row.page, row.line): row for row in self.rows}
        for problem in problems:
            place = (problem.item, problem.page, problem.line)
            if not any(place):
                self.problems.append(problem)
            else:
                row = RowReport(problem.line, problem.page, item=problem.item)
                rows.setdefault(place, row).problems.append(problem)
        self.rows = [rows[place] for place in sorted(rows)]
