"""Reactions: a provider's message was kept, a customer goes, a gift is to be told, money came or went."""

from __future__ import annotations

from django.utils import timezone

from commerce.customers.events import CustomerErased, CustomersMerged
from commerce.databases import commerce_database
from commerce.gateways.events import GatewayEventReceived
from commerce.orders import actions as orders
from commerce.orders.events import GiftAnnounced, OrderHeld, OrderPaid, OrderRefunded, OrderReleased
from common.background.durable import enqueue_durably
from common.events import handles

from . import actions, messages, tasks
from .events import RefundFailed, SurplusReturned
from .models import Refund


@handles(GatewayEventReceived)
def handle_message(fact: GatewayEventReceived) -> None:
    """At once, unless its provider has to be asked first: that is no work for within a transaction."""
    if not actions.handle_message(message_id=fact.message_id, at=timezone.now(), may_ask=False):
        enqueue_durably(tasks.look_into_message, fact.message_id, using=commerce_database())


@handles(CustomerErased)
def remove_methods(fact: CustomerErased) -> None:
    actions.remove_methods_of(customer_id=fact.customer_id, at=timezone.now())


@handles(CustomerErased)
def end_open_orders(fact: CustomerErased) -> None:
    actions.end_open_orders(customer_id=fact.customer_id, at=timezone.now())


@handles(CustomersMerged)
def move_methods(fact: CustomersMerged) -> None:
    actions.move_methods(source_id=fact.source_id, target_id=fact.target_id)


@handles(GiftAnnounced)
def write_of_gift(fact: GiftAnnounced) -> None:
    orders.let_known_have(gift_id=fact.gift_id, at=timezone.now())
    messages.send_gift(gift_id=fact.gift_id)


@handles(OrderPaid, OrderRefunded, SurplusReturned, OrderHeld, OrderReleased)
def document_order(
    fact: OrderPaid | OrderRefunded | SurplusReturned | OrderHeld | OrderReleased,
) -> None:
    tasks.document_order.enqueue(fact.order_id)


@handles(RefundFailed)
def tell_of_failed_refund(fact: RefundFailed) -> None:
    tasks.document_order.enqueue(Refund.objects.values_list("order_id", flat=True).get(pk=fact.refund_id))
