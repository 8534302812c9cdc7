"""The import of questions for the machinery that runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.imports.importer import Importer, OnProgress
from common.imports.report import ImportProblem, ImportReport, UnreadableFile
from common.imports.upload_store import StoredUpload, UploadStore
from common.verdict import Verdict
from learning.courses.models import Course

from ..models import Exam, Quiz
from ..permissions import rights_on_course
from .drafts import DraftQuestion
from .import_to_bank import import_questions
from .reading import read_questions

if TYPE_CHECKING:
    from accounts.models import User

_WORKS: dict[str, type[Quiz] | type[Exam]] = {"quiz": Quiz, "exam": Exam}


@dataclass(frozen=True, slots=True)
class QuestionTarget:
    """Where questions go. course: whose bank, None for the shared one. work: whose draft, if any."""

    course: Course | None
    graded_item: Quiz | Exam | None
    publishes: bool

    @classmethod
    def of(cls, upload: StoredUpload) -> QuestionTarget | None:
        """What was chosen with the file; None when it is gone. At most two queries."""
        options = upload.options
        course = Course.objects.filter(pk=options["course"]).first() if options["course"] else None
        if options["course"] and course is None:
            return None
        graded_item: Quiz | Exam | None = None
        if options["work"]:
            graded_items = _WORKS[options["work_kind"]].objects.filter(pk=options["work"], course=course)
            if (graded_item := graded_items.first()) is None:
                return None
        return cls(course, graded_item, options["publishes"])

    def accepts_from(self, person: User) -> Verdict:
        """Whether the person may write there. Asked anew each time: rights may have gone meanwhile."""
        if "change" in rights_on_course(person, self.course):
            return Verdict.yes()
        return Verdict.no("not_an_author", _("You can't import questions into this question bank."))


@dataclass(frozen=True, slots=True)
class QuestionImportPlan:
    """Questions that would be written, and where they go."""

    report: ImportReport
    questions: tuple[DraftQuestion, ...] = ()
    target: QuestionTarget | None = None


class QuestionImporter(Importer[QuestionImportPlan]):
    """Writes questions into a bank, and on to the end of a quiz's or exam's draft."""

    store = UploadStore("questions")
    max_at_once = 500

    def plan(self, upload: StoredUpload, *, actor: User) -> QuestionImportPlan:
        target = QuestionTarget.of(upload)
        if target is None:
            return _refused(_("The question bank, quiz or exam no longer exists."))
        if not (verdict := target.accepts_from(actor)):
            return _refused(verdict.sentence)
        try:
            reading = read_questions(upload.content, upload.file_name)
        except UnreadableFile as error:
            return QuestionImportPlan(ImportReport(problems=[error.problem]))
        report = reading.report
        lock = target.graded_item.get_lock() if target.graded_item else None
        if lock and lock.for_user(actor):
            words = _("“%(title)s” is locked.") % {"title": target.graded_item}
            advice = _("Unlock it first, or choose another quiz or exam.")
            report.problems.append(ImportProblem(0, words, advice))
        return QuestionImportPlan(report, reading.questions, target)

    def write(
        self,
        plan: QuestionImportPlan,
        upload: StoredUpload,
        *,
        actor: User,
        at: datetime,
        on_progress: OnProgress,
    ) -> Mapping[str, Any]:
        assert plan.target is not None  # it is importable
        made = import_questions(
            plan.questions,
            course=plan.target.course,
            person=actor,
            at=at,
            publishes=plan.target.publishes,
            into=plan.target.graded_item,
            on_progress=on_progress,
        )
        return {"questions": len(made)}


def _refused(words: str) -> QuestionImportPlan:
    return QuestionImportPlan(ImportReport(problems=[ImportProblem(0, words)]))


QUESTION_IMPORTER = QuestionImporter()
