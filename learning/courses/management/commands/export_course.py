"""Write the outline of a course as CSV."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.exports.spreadsheets import csv_lines
from learning.courses.imports.export import outline_rows
from learning.courses.models import CoursePage


class Command(BaseCommand):
    help = "Write the outline of the course with this slug as CSV, in the form that import_courses reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        page = CoursePage.objects.filter(slug=options["slug"]).order_by("path").first()
        if page is None:
            raise CommandError(f"The course {options['slug']} doesn't exist.")
        for line in csv_lines(outline_rows(page)):
            self.stdout.write(line, ending="")
