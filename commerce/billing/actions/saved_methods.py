"""Ways to pay that buyers keep for next time: kept with a payment, offered first, removed for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.gateways.base import (
    GatewayRefused,
    GatewayUnreachable,
    MethodSummary,
    UnknownGateway,
    gateway_of,
)
from commerce.orders.models import Order
from common.background.durable import enqueue_durably

from .. import timing
from ..models import Payment, SavedPaymentMethod
from .erased_buyers import erase_at_providers

Kind = SavedPaymentMethod.Kind
_KINDS = {"card": Kind.CARD, "bank": Kind.BANK}


class UnknownMethod(LookupError):
    """The customer has no such payment method, or removed it."""


class ExpiredMethod(ValueError):
    """The card's last month is over: it is no default any more."""


def keep_method(
    *, order: Order, payment: Payment, told: MethodSummary, at: datetime, db: str
) -> SavedPaymentMethod | None:
    """Keep what an order was paid with, if the buyer asked for that; None where nothing is kept anew.

    A card that was kept before is renewed by what the provider says of it now. The same card kept twice is
    one: the older token goes. The first is the default. Called within the transaction that books the money,
    which holds the order; any number of times.
    """
    if payment.saved_method:
        _renew(payment, told)
        return None
    if not (told.token and payment.keeps_method):
        return None
    customer = _held(order.customer_id)
    year, month = told.expires or (None, None)
    method, is_new = SavedPaymentMethod.objects.get_or_create(
        gateway=payment.gateway,
        token=told.token,
        defaults={
            "customer": customer,
            "kind": _KINDS.get(told.kind, Kind.WALLET),
            "brand": told.brand[:60],
            "last_four": told.last_four[-4:],
            "expiry_year": year,
            "expiry_month": month,
            "buyer_reference": told.buyer_reference,
            "created_at": at,
        },
    )
    if not is_new:
        return None
    if customer.erased_at is not None:
        _remove(method, at=at, db=db)
        erase_at_providers(customer_id=customer.pk, at=at, db=db)
        return None
    _replace_twins(method, at=at, db=db)
    if not customer.saved_methods.filter(is_default=True).exists():
        method.is_default = True
        method.save(update_fields=["is_default"])
    return method


def set_default_method(*, account_id: UUID, public_id: UUID, at: datetime) -> SavedPaymentMethod:
    """Offer this one first from now on. Raises UnknownMethod, ExpiredMethod."""
    with commerce_transaction():
        method = _own(account_id, public_id)
        if method.has_expired_at(at):
            raise ExpiredMethod(str(method))
        SavedPaymentMethod.objects.filter(customer_id=method.customer_id, is_default=True).update(
            is_default=False
        )
        method.is_default = True
        method.save(update_fields=["is_default"])
    return method


def remove_method(*, account_id: UUID, public_id: UUID, at: datetime) -> SavedPaymentMethod:
    """Remove one here at once, and at its provider after the commit. Raises UnknownMethod.

    Where it was the default, the newest that can still be charged is it then.
    """
    with commerce_transaction() as db:
        method = _own(account_id, public_id)
        was_default = method.is_default
        _remove(method, at=at, db=db)
        if was_default:
            others = SavedPaymentMethod.objects.filter(customer_id=method.customer_id).kept()
            heir = next((each for each in others if not each.has_expired_at(at)), None)
            if heir is not None:
                heir.is_default = True
                heir.save(update_fields=["is_default"])
    return method


def remove_methods_of(*, customer_id: int, at: datetime) -> int:
    """Remove all that an erased customer kept, what it was recognised by, and whom providers know them as.

    Returns how many there were.
    """
    with commerce_transaction() as db:
        _held(customer_id)
        kept = list(SavedPaymentMethod.objects.filter(customer_id=customer_id).kept())
        for method in kept:
            _remove(method, at=at, db=db)
        SavedPaymentMethod.objects.filter(customer_id=customer_id).update(
            brand="", last_four="", expiry_year=None, expiry_month=None
        )
        erase_at_providers(customer_id=customer_id, at=at, db=db)
    return len(kept)


def move_methods(*, source_id: int, target_id: int) -> int:
    """Let what one customer kept be another's, whose default stays. Returns how many. A repeat moves none."""
    with commerce_transaction():
        target = _held(target_id)
        moved = SavedPaymentMethod.objects.filter(customer_id=source_id)
        if target.saved_methods.filter(is_default=True).exists():
            moved.update(is_default=False)
        return moved.update(customer=target)


def forget_method(*, method_id: int, now: datetime) -> None:
    """Have the provider forget what was removed here; one that gives no answer is asked again later.

    Never within a transaction. A repeat does no harm.
    """
    method = SavedPaymentMethod.objects.filter(pk=method_id, check_at__isnull=False).first()
    if method is None:
        return
    rows = SavedPaymentMethod.objects.filter(pk=method_id)
    try:
        gateway_of(method.gateway).forget_method(method.token)
    except (GatewayUnreachable, GatewayRefused, UnknownGateway):
        rows.update(check_at=now + timing.pause_after(method.checks), checks=min(method.checks + 1, 1_000))
        return
    rows.update(check_at=None, forgotten_at=now)


def forget_methods(*, now: datetime, limit: int = 200) -> int:
    """Have providers forget what nobody told them of. Returns how many they were asked about."""
    due = list(SavedPaymentMethod.objects.to_forget(now).values_list("pk", flat=True)[:limit])
    for method_id in due:
        forget_method(method_id=method_id, now=now)
    return len(due)


def _held(customer_id: int) -> Customer:
    """The customer's row is the lock under which one method of theirs is the default."""
    return Customer.objects.select_for_update(no_key=True).get(pk=customer_id)


def _own(account_id: UUID, public_id: UUID) -> SavedPaymentMethod:
    customer_id = Customer.objects.of_account(account_id).values_list("pk", flat=True).first()
    if customer_id is None:
        raise UnknownMethod(str(public_id))
    _held(customer_id)
    found = SavedPaymentMethod.objects.filter(customer_id=customer_id, public_id=public_id).kept().first()
    if found is None:
        raise UnknownMethod(str(public_id))
    return found


def _renew(payment: Payment, told: MethodSummary) -> None:
    """Banks prolong cards: what the provider says of one when it is charged is how it is now."""
    if told.expires is None:
        return
    year, month = told.expires
    SavedPaymentMethod.objects.filter(
        gateway=payment.gateway, token=payment.saved_method, removed_at__isnull=True
    ).update(expiry_year=year, expiry_month=month)


def _replace_twins(method: SavedPaymentMethod, *, at: datetime, db: str) -> None:
    twins = SavedPaymentMethod.objects.filter(
        customer_id=method.customer_id,
        gateway=method.gateway,
        kind=method.kind,
        brand=method.brand,
        last_four=method.last_four,
        expiry_year=method.expiry_year,
        expiry_month=method.expiry_month,
    )
    if not method.last_four:
        return
    for twin in twins.kept().exclude(pk=method.pk):
        was_default = twin.is_default
        _remove(twin, at=at, db=db)
        if was_default:
            method.is_default = True
            method.save(update_fields=["is_default"])


def _remove(method: SavedPaymentMethod, *, at: datetime, db: str) -> None:
    from ..tasks import forget_method as forgetting

    method.is_default, method.removed_at = False, at
    method.check_at = at + timing.MINUTE
    method.save(update_fields=["is_default", "removed_at", "check_at"])
    enqueue_durably(forgetting, method.pk, using=db)
