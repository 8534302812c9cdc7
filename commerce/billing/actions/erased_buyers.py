"""Buyers who were erased are deleted at providers, too, however often these have to be asked."""

from __future__ import annotations

from datetime import datetime

from commerce.gateways.base import GatewayRefused, GatewayUnreachable, UnknownGateway, gateway_of
from common.background.durable import enqueue_durably

from .. import timing
from ..models import ErasedBuyer, SavedPaymentMethod


def erase_at_providers(*, customer_id: int, at: datetime, db: str) -> None:
    """Have providers delete whom they know an erased customer as. A repeat asks for nothing anew.

    Within the transaction that removes what they kept. What another customer pays by stays.
    """
    from ..tasks import forget_buyer as forgetting

    own = SavedPaymentMethod.objects.exclude(buyer_reference="")
    known = set(own.filter(customer_id=customer_id).values_list("gateway", "buyer_reference"))
    others = own.filter(buyer_reference__in={reference for _code, reference in known})
    shared = set(others.exclude(customer_id=customer_id).values_list("gateway", "buyer_reference"))
    for gateway, reference in sorted(known - shared):
        buyer, is_new = ErasedBuyer.objects.get_or_create(
            gateway=gateway,
            reference=reference,
            defaults={"erased_at": at, "check_at": at + timing.MINUTE},
        )
        if is_new:
            enqueue_durably(forgetting, buyer.pk, using=db)


def forget_buyer(*, buyer_id: int, now: datetime) -> None:
    """Have the provider delete a buyer; one that gives no answer is asked again later.

    Never within a transaction. A repeat does no harm.
    """
    rows = ErasedBuyer.objects.filter(pk=buyer_id, check_at__isnull=False)
    buyer = rows.first()
    if buyer is None:
        return
    try:
        gateway_of(buyer.gateway).forget_buyer(buyer.reference)
    except (GatewayUnreachable, GatewayRefused, UnknownGateway):
        rows.update(check_at=now + timing.pause_after(buyer.checks), checks=min(buyer.checks + 1, 1_000))
        return
    rows.update(check_at=None, forgotten_at=now)


def forget_buyers(*, now: datetime, limit: int = 200) -> int:
    """Have providers delete whom nobody told them of. Returns how many they were asked about."""
    due = ErasedBuyer.objects.filter(check_at__lte=now).order_by("check_at", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    for buyer_id in found:
        forget_buyer(buyer_id=buyer_id, now=now)
    return len(found)
