from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from demo import build
from demo.authoring.site_pages import follow_address
from demo.plans import people


class Command(BaseCommand):
    help = (
        "Load the demo academy: people, courses and half a year of learning. Run again, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--yes",
            action="store_true",
            help="also on a site that is not for development: its passwords are public",
        )

        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            help="so many times the learners and of each course (copies are numbered): for long lists",
        )

    def handle(self, *, yes: bool, scale: int, verbosity: int, **options: Any) -> None:
        if scale < 1:
            raise CommandError(_("The scale must be a number, 1 or higher."))
        if not settings.DEBUG and not yes:
            raise CommandError(
                _(
                    "This isn't a development site, and the demo passwords are public. Add --yes to load "
                    "the demo anyway."
                )
            )
        if build.is_built():
            if settings.DEBUG:
                follow_address()
            self._say(_("The demo academy is already loaded. Nothing was changed."), verbosity)
            return
        build.build(at=timezone.now(), scale=scale, report=lambda step: self._say(step, verbosity))
        self._say(people.sign_in_table(), verbosity)

    def _say(self, words: str, verbosity: int) -> None:
        if verbosity:
            self.stdout.write(words)
