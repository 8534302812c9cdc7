"""Look at a file with courses and, when told to, import it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.imports.report import ImportReport
from learning.courses.imports import plan_file, write_courses
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
            raise CommandError(f"No account has the email address {options['email']}.")
        if not (verdict := may_import_courses(actor)):
            raise CommandError(verdict.sentence)
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        plan = plan_file(content, actor=actor)
        self._tell(plan.report)
        if not plan.report.is_importable:
            raise CommandError("The file has errors, so nothing was imported.")
        if options["apply"]:
            pages = write_courses(content, actor=actor, pictures=plan.pictures)
            for page in pages:
                self.stdout.write(f"created {page.slug}")
        else:
            self.stdout.write("Nothing was changed. Add --apply to import.")

    def _tell(self, report: ImportReport) -> None:
        for row in report.rows:
            if row.creates:
                self.stdout.write(f"line {row.line}: {', '.join(row.creates)}")
        for problem in report.all_problems:
            kind = "error" if problem.is_error else "warning"
            found = f" Found: {problem.found!r}." if problem.found else ""
            words = f"{problem.column} {problem.words} {problem.advice}".strip()
            self.stdout.write(f"{problem.where}: {kind}: {words}{found}")
        counts = (f"{report.created[name]} {name}" for name in ("courses", "modules", "lessons"))
        self.stdout.write(", ".join(counts))
