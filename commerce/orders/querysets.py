"""Which baskets and orders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

if TYPE_CHECKING:
    from .models import Basket, Order  # noqa: F401


class BasketQuerySet(models.QuerySet["Basket"]):
    def of_visitor(self, token: str) -> BasketQuerySet:
        """The basket of somebody who has not signed in: one or none."""
        return self.filter(token=token) if token else self.none()

    def abandoned_before(self, moment: datetime) -> BasketQuerySet:
        """Baskets of visitors that nobody touched since."""
        return self.filter(customer__isnull=True, changed_at__lt=moment)


class OrderQuerySet(models.QuerySet["Order"]):
    def of_customer(self, customer_id: int) -> OrderQuerySet:
        """Their orders, newest first."""
        return self.filter(customer_id=customer_id).order_by("-placed_at", "-pk")

    def of_account(self, account_id: UUID) -> OrderQuerySet:
        """The orders that an account placed, newest first."""
        return self.filter(customer__account_id=account_id).order_by("-placed_at", "-pk")

    def placed_before(self, order: Order) -> OrderQuerySet:
        """Those that come after an order where the newest come first."""
        older = models.Q(placed_at__lt=order.placed_at)
        return self.filter(older | models.Q(placed_at=order.placed_at, pk__lt=order.pk))

    def placed(self) -> OrderQuerySet:
        """Orders that wait to be paid."""
        return self.filter(status=self.model.Status.PLACED)

    def paid(self) -> OrderQuerySet:
        return self.filter(status=self.model.Status.PAID)

    def overdue_at(self, moment: datetime) -> OrderQuerySet:
        """Orders that wait to be paid, and may not any more at `moment`; the longest overdue first."""
        return self.placed().filter(expires_at__lte=moment).order_by("expires_at", "pk")
