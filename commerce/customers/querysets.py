"""Which customers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

if TYPE_CHECKING:
    from .models import Customer  # noqa: F401


class CustomerQuerySet(models.QuerySet["Customer"]):
    def of_account(self, account_id: UUID) -> CustomerQuerySet:
        """The customer that an account buys as: one or none."""
        return self.filter(account_id=account_id)
