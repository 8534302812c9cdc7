"""Two customers became one: what was in the wallets of the first is in those of the second."""

from __future__ import annotations

from django.utils import timezone

from commerce.customers.events import CustomersMerged
from commerce.customers.models import Customer
from common.events import handles

from . import actions


@handles(CustomersMerged)
def move_wallets(fact: CustomersMerged) -> None:
    source, target = Customer.objects.get(pk=fact.source_id), Customer.objects.get(pk=fact.target_id)
    actions.move_wallets(source=source, target=target, at=timezone.now())
