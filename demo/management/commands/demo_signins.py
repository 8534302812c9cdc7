from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from demo import build
from demo.plans import people


class Command(BaseCommand):
    help = "Print who may sign in to the demo academy."

    def handle(self, **options: Any) -> None:
        if build.is_built():
            self.stdout.write(people.sign_in_table())
        else:
            self.stdout.write(_("The demo academy isn't loaded. Run `manage.py seed_demo` to load it."))
