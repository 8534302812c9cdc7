"""What a dry run tells: for each row what would be made, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """line: of the file, from 1; 0 for the file as a whole. advice: what to do about it.

    An error keeps everything from being imported; a warning (`is_error` false) does not.
    """

    line: int
    column: str
    found: str
    words: str
    advice: str = ""
    is_error: bool = True


@dataclass(slots=True)
class RowReport:
    """line: where the row begins. makes: what would be made, in words."""

    line: int
    makes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(slots=True)
class Report:
    """The whole dry run. problems: those of the file itself; the others are with their rows."""

    rows: list[RowReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    courses: int = 0
    modules: int = 0
    lessons: int = 0

    @property
    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.all_problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.all_problems if not problem.is_error]

    @property
    def is_fine(self) -> bool:
        """Whether it may be imported: something to make, and no error."""
        return self.courses > 0 and not self.errors
