"""Which orders of commerce have been settled: brought into grants."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderSettlement(models.Model):
    """That an order of commerce concerns this side. Its row is held while the order's grants are settled.

    order_id: the order's `public_id` in commerce. settled_at: when its grants last were made to agree.
    """

    order_id = models.UUIDField(_("order"), primary_key=True, editable=False)
    settled_at = models.DateTimeField(_("date"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.order_id)
