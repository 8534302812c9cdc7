"""What becomes of orders when their buyer is erased, or is one with another."""

from __future__ import annotations

from commerce.customers.models import Customer
from commerce.databases import commerce_transaction

from ..models import Basket, BasketLine, Order, OrderLine

#: What is kept of a buyer: where they were, which is what the tax was worked out by.
_KEPT = ("country", "region")
_SIZE = 200


def erase_buyer(*, customer_id: int) -> int:
    """Forget who placed these orders; they stay, so that books add up. Returns how many there were.

    Addresses of people they gave something to go, too, once the gift has an account. Baskets go. Done in
    batches, and safe to repeat. Invoices are billing's.
    """
    Basket.objects.filter(customer_id=customer_id).delete()
    count, last = 0, 0
    while orders := _next_orders(customer_id, last):
        with commerce_transaction():
            for order in Order.objects.select_for_update().filter(pk__in=orders).order_by("pk"):
                order.buyer = {name: order.buyer[name] for name in _KEPT if name in order.buyer}
                order.evidence = {}
                order.save(update_fields=["buyer", "evidence"])
            lines = OrderLine.objects.filter(order_id__in=orders).exclude(recipient_email="")
            lines.filter(recipient_account_id__isnull=False).update(recipient_email="")
        count, last = count + len(orders), orders[-1]
    return count


def move_orders(*, source_id: int, target_id: int) -> int:
    """Let one customer's orders and basket be another's. Returns how many orders. A repeat moves nothing."""
    with commerce_transaction():
        target = Customer.objects.get(pk=target_id)
        moved = 0
        for order in Order.objects.select_for_update().filter(customer_id=source_id).order_by("pk"):
            order.customer = target
            order.save(update_fields=["customer"])
            moved += 1
        _move_basket(source_id, target)
    return moved


def _next_orders(customer_id: int, after: int) -> list[int]:
    rows = Order.objects.filter(customer_id=customer_id, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_SIZE])


def _move_basket(source_id: int, target: Customer) -> None:
    source = Basket.objects.filter(customer_id=source_id).first()
    if source is None:
        return
    own = Basket.objects.filter(customer=target).first()
    if own is None:
        Basket.objects.filter(pk=source.pk).update(customer=target)
        return
    has = set(own.lines.values_list("product_code", "recipient_email"))
    for line in BasketLine.objects.filter(basket=source):
        if (line.product_code, line.recipient_email) not in has:
            BasketLine.objects.filter(pk=line.pk).update(basket=own)
    source.delete()
