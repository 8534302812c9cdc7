"""Which vouchers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Voucher  # noqa: F401


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def usable_at(self, moment: datetime) -> VoucherQuerySet:
        """Those that somebody may still use at `moment`; the end of a batch is exclusive."""
        not_over = Q(batch__expires_at=None) | Q(batch__expires_at__gt=moment)
        return self.filter(not_over, uses_left__gt=0, batch__disabled_at=None)
