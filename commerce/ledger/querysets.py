"""Which entries and postings."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Sum

from common.append_only import AppendOnlyQuerySet


class JournalEntryQuerySet(AppendOnlyQuerySet):
    def of_order(self, number: str) -> Self:
        """What was posted for one order, the oldest first."""
        return self.filter(order_number=number).order_by("at", "pk")


class PostingQuerySet(AppendOnlyQuerySet):
    def of_account(self, kind: str, owner: str, currency: str) -> Self:
        """The postings of one account."""
        return self.filter(account__kind=kind, account__owner=owner, account__currency=currency)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those posted from `start` on and before `end`."""
        return self.filter(entry__at__gte=start, entry__at__lt=end)

    def total_minor(self) -> int:
        """Their sum, 0 for none."""
        return int(self.aggregate(total=Sum("amount_minor"))["total"] or 0)
