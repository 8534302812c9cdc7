"""`manage.py check_books`: prove that the books balance."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commerce.ledger.selectors import check_books


class Command(BaseCommand):
    help = "Check that every journal entry balances and every wallet holds what was posted to it."

    def handle(self, **options: Any) -> None:
        """Ends with an error and a line for each fault, or says that there is none."""
        faults = check_books()
        for fault in faults:
            self.stdout.write(f"{fault.reference}: {fault.what}")
        if faults:
            raise CommandError(f"The books do not balance: {len(faults)} faults.")
        self.stdout.write("The books balance.")
