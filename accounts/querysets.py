"""Which people, and which suspensions."""

from typing import Self

from django.db import models


class UserQuerySet(models.QuerySet):
    def in_role(self, role: str) -> Self:
        """People who are in the group of that name."""
        return self.filter(groups__name=role)


class SuspensionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Suspensions that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)
