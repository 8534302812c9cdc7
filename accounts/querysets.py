"""Which suspensions."""

from typing import Self

from django.db import models


class SuspensionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Suspensions that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)
