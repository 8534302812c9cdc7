"""Look at a file with courses and, when told to, import it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.courses.imports import Report, plan_file, write_courses
from learning.courses.policies import may_import_courses


class Command(BaseCommand):
    help = "Report row by row what a CSV file of courses would make. With --apply, import it as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="email", required=True, help="email address of who imports")
        parser.add_argument("--apply", action="store_true", help="import; without it, nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = get_user_model().objects.filter(email__iexact=options["email"], is_active=True).first()
        if actor is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        if not (verdict := may_import_courses(actor)):
            raise CommandError(verdict.sentence)
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        plan = plan_file(content, actor=actor)
        self._tell(plan.report)
        if not plan.report.is_fine:
            raise CommandError("With errors nothing is imported.")
        if options["apply"]:
            pages = write_courses(content, actor=actor, pictures=plan.pictures)
            for page in pages:
                self.stdout.write(f"created {page.slug}")
        else:
            self.stdout.write("Nothing was changed. Add --apply to import.")

    def _tell(self, report: Report) -> None:
        for row in report.rows:
            if row.makes:
                self.stdout.write(f"line {row.line}: {', '.join(row.makes)}")
        for problem in report.all_problems:
            kind = "error" if problem.is_error else "warning"
            found = f" Found: {problem.found!r}." if problem.found else ""
            line = f"line {problem.line}: {kind}: {problem.column} {problem.words} {problem.advice}{found}"
            self.stdout.write(line)
        self.stdout.write(f"{report.courses} courses, {report.modules} modules, {report.lessons} lessons")
