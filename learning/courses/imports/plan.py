"""From rows to what would be written, and the report about it. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, minutes_of, yes_or_no
from common.imports.report import ImportProblem, ImportReport, RowReport, UnreadableFile, excerpt
from common.imports.table_reader import TableRow, read_table
from common.imports.text_reader import read_text
from common.money import Money
from learning.courses.models import CoursePage

from . import cells
from .columns import COLUMNS, COURSE_COLUMNS, LESSON_COLUMNS
from .pictures import MOST_PICTURES, Picture, fetch_picture

if TYPE_CHECKING:
    from accounts.models import User

Read = TypeVar("Read")
#: Answers the picture at an address. Raises InvalidCell.
Fetch = Callable[[str], Picture]


@dataclass(slots=True)
class LessonImportPlan:
    title: str
    kind: str
    video_url: str = ""
    minutes: int | None = None
    is_preview: bool = False


@dataclass(slots=True)
class ModuleImportPlan:
    title: str
    lessons: list[LessonImportPlan] = field(default_factory=list)


@dataclass(slots=True)
class CourseImportPlan:
    """A course as it would be written. items: modules, and lessons that stand directly below it, in order."""

    line: int
    title: str
    short: str = ""
    paragraphs: tuple[str, ...] = ()
    prices: tuple[Money, ...] = ()
    picture_url: str = ""
    instructors: tuple[User, ...] = ()
    items: list[ModuleImportPlan | LessonImportPlan] = field(default_factory=list)


@dataclass(slots=True)
class CourseFilePlan:
    """pictures: by address, fetched."""

    report: ImportReport
    courses: list[CourseImportPlan] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)


def plan_file(
    content: bytes,
    *,
    actor: User,
    pictures: Mapping[str, Picture] | None = None,
    fetch: Fetch = fetch_picture,
) -> CourseFilePlan:
    """What importing these bytes as `actor` would make. Whatever they are, this only reports.

    pictures: those that were fetched before, by address. fetch: is asked for others; no screen waits for one
    that asks outside.
    """
    plan = CourseFilePlan(ImportReport(), pictures=dict(pictures or {}))
    try:
        table = read_table(read_text(content), COLUMNS)
    except UnreadableFile as error:
        plan.report.problems.append(error.problem)
        return plan
    _Planner(plan, actor, table.rows, fetch).run()
    plan.report.file_problems(table.problems)
    if not table.rows:
        words = _("There are no rows below the column names.")
        plan.report.problems.append(ImportProblem(0, words, _("Add one row per lesson.")))
    return plan


class _Planner:
    """Goes through the rows once. The row that is being read and its report are at hand for complaints."""

    def __init__(self, plan: CourseFilePlan, actor: User, rows: list[TableRow], fetch: Fetch) -> None:
        self.plan, self.actor, self.rows, self.fetch = plan, actor, rows, fetch
        self.may_name_anybody = actor.has_perm("courses.manage_course")
        self.courses: dict[str, CourseImportPlan] = {}
        self.first_rows: dict[str, TableRow] = {}
        self.seen_modules: dict[str, set[str]] = {}
        self.accounts = self._accounts()
        titles = {" ".join(row.cells["course"].split()) for row in rows}
        self.taken: dict[str, set[int]] = {}
        for title, owner in _existing():
            if title in titles:
                self.taken.setdefault(title, set()).add(owner)

    def run(self) -> None:
        for row in self.rows:
            self.row, self.report = row, RowReport(row.line, problems=list(row.problems))
            self.plan.report.rows.append(self.report)
            if not row.problems:
                self._read_row()
        self.plan.courses = list(self.courses.values())

    def _read_row(self) -> None:
        title = self._cell("course", cells.title_of, "")
        if not title:
            if not self.report.has_errors:
                self._complain(
                    "course", _("The row has no course."), _("Repeat the course title in every row.")
                )
            return
        course = self.courses.get(title)
        if course is None:
            course = self._begin_course(title)
        else:
            self._compare_with_first_row(title)
        self._read_lesson(course)

    def _begin_course(self, title: str) -> CourseImportPlan:
        course = CourseImportPlan(self.row.line, title)
        self.courses[title], self.first_rows[title] = course, self.row
        self.seen_modules[title] = set()
        nothing: tuple[str, tuple[str, ...]] = ("", ())
        course.short, course.paragraphs = self._cell("description", cells.description_of, nothing)
        if not course.short:
            course.short = title[: cells.LONGEST_SHORT].strip()
            words = _("The course has no description, so its title is used as the short description.")
            self._complain("description", words, _("Add one or two sentences."), is_error=False)
        course.prices = self._cell("price", cells.prices_of, ())
        course.picture_url = self._cell("picture address", self._picture, "")
        course.instructors = self._cell("instructor", self._instructors, ())
        if course.instructors and (owners := self.taken.get(title)):
            self._complain_of_title(course.instructors[0].pk in owners)
        self._make(_("Course “%(title)s”") % {"title": title}, "courses")
        return course

    def _complain_of_title(self, is_same_owner: bool) -> None:
        if is_same_owner:
            words = _("This owner already has a course with this title.")
            self._complain(
                "course", words, _("Choose another title. Existing courses are never overwritten.")
            )
        else:
            words = _("Another instructor has a course with this title.")
            advice = _("This course gets its own URL. Consider a different title to tell them apart.")
            self._complain("course", words, advice, is_error=False)

    def _compare_with_first_row(self, title: str) -> None:
        first = self.first_rows[title]
        for name in COURSE_COLUMNS:
            if self.row.cells[name] and self.row.cells[name] != first.cells[name]:
                words = _("This differs from the course's first row, line %(line)d.") % {"line": first.line}
                self._complain(
                    name, words, _("Enter it in the first row, then leave it empty or the same here.")
                )

    def _read_lesson(self, course: CourseImportPlan) -> None:
        module_title = self._cell("module", cells.title_of, "")
        lesson_title = self._cell("lesson", cells.title_of, "")
        if lesson_title:
            lesson = self._lesson(lesson_title)
            if module_title:
                self._module(course, module_title).lessons.append(lesson)
            else:
                course.items.append(lesson)
            self._make(_("Lesson “%(title)s”") % {"title": lesson_title}, "lessons")
        elif any(self.row.cells[name] for name in LESSON_COLUMNS):
            self._complain("lesson", _("The lesson has no title."), _("Add a title."))
        elif module_title:
            self._begin_module(course, module_title)
        elif course.line != self.row.line:
            words = _("The row has no module and no lesson.")
            self._complain("lesson", words, _("Add one, or remove the row."))

    def _module(self, course: CourseImportPlan, title: str) -> ModuleImportPlan:
        last = course.items[-1] if course.items else None
        if isinstance(last, ModuleImportPlan) and last.title == title:
            return last
        if title in self.seen_modules[course.title]:
            words = _("A second module with this title starts here.")
            advice = _("If it's the same module, put its rows together.")
            self._complain("module", words, advice, is_error=False)
        return self._begin_module(course, title)

    def _begin_module(self, course: CourseImportPlan, title: str) -> ModuleImportPlan:
        module = ModuleImportPlan(title)
        course.items.append(module)
        self.seen_modules[course.title].add(title)
        self._make(_("Module “%(title)s”") % {"title": title}, "modules")
        return module

    def _lesson(self, title: str) -> LessonImportPlan:
        video = self._cell("video URL", cells.video_of, "")
        has_video = bool(self.row.cells["video URL"])
        kind = self._cell("type", lambda cell: cells.kind_of(cell, has_video=has_video), "text")
        if kind in ("video", "replay") and not has_video:
            advice = _("Add a URL here, or add the video later in the editor.")
            self._complain("video URL", _("The lesson has no video yet."), advice, is_error=False)
        if kind == "live":
            advice = _("Set the start time in the editor before you submit the course.")
            self._complain("type", _("The live lesson has no start time yet."), advice, is_error=False)
        return LessonImportPlan(
            title,
            kind,
            video,
            self._cell("minutes", minutes_of, None),
            self._cell("preview", yes_or_no, False),
        )

    def _picture(self, address: str) -> str:
        if address and address not in self.plan.pictures:
            if len(self.plan.pictures) >= MOST_PICTURES:
                words = _("A file can include up to %(count)d images.") % {"count": MOST_PICTURES}
                raise InvalidCell(words, _("Split the courses across several files."))
            self.plan.pictures[address] = self.fetch(address)
        return address

    def _accounts(self) -> dict[str, User]:
        """The accounts that the file names, by address, in one question."""
        emails = {email for row in self.rows for email in _emails(row.cells["instructor"])}
        found: dict[str, User] = {}
        asked = sorted(emails)
        for begin in range(0, len(asked), 500):
            people = get_user_model().objects.filter(email__in=asked[begin : begin + 500], is_active=True)
            found |= {person.email.lower(): person for person in people}
        return found

    def _instructors(self, cell: str) -> tuple[User, ...]:
        emails = list(dict.fromkeys(_emails(cell)))
        people = (
            [self.accounts[email] for email in emails if email in self.accounts] if emails else [self.actor]
        )
        strangers = [email for email in emails if email not in self.accounts]
        strangers += [person.email for person in people if not person.has_perm("courses.author_course")]
        if strangers:
            raise InvalidCell(
                _("Not an instructor: %(emails)s.") % {"emails": excerpt(", ".join(strangers))},
                _("Enter the sign-in email addresses of people with the instructor role."),
            )
        if people[0].pk != self.actor.pk and not self.may_name_anybody:
            words = _("Only administrators can import courses owned by others.")
            raise InvalidCell(words, _("Enter your own email address first, then co-instructors."))
        return tuple(people)

    def _cell(self, name: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        """What the cell says; `otherwise`, with a complaint, when it says nothing we understand."""
        try:
            return read(self.row.cells[name])
        except InvalidCell as error:
            self._complain(name, error.words, error.advice)
            return otherwise

    def _complain(self, name: str, words: str, advice: str = "", *, is_error: bool = True) -> None:
        found = excerpt(self.row.cells[name])
        problem = ImportProblem(self.row.line, words, advice, is_error, column=name, found=found)
        self.report.problems.append(problem)

    def _make(self, words: str, what: str) -> None:
        self.report.creates.append(words)
        self.plan.report.created[what] += 1


def _emails(cell: str) -> list[str]:
    return [email for part in cell.split("|") if (email := part.strip().lower())]


def _existing() -> list[tuple[str, int]]:
    """Title and owning account of every course there is."""
    pages = CoursePage.objects.filter(course__course_instructors__is_owner=True)
    return list(pages.values_list("draft_title", "course__course_instructors__account_id"))
