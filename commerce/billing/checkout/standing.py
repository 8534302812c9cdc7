"""How an order stands, as its buyer is told: what is known, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.cache import cache
from django.urls import reverse

from commerce.catalogue import sellers
from commerce.catalogue.selectors import products_by_code
from commerce.catalogue.sellers import ProductFace
from commerce.gateways.base import (
    ForgedMessage,
    GatewayRefused,
    GatewayUnreachable,
    UnknownGateway,
    available,
    gateway_of,
)
from commerce.orders.models import Order, OrderLine

from .. import actions
from ..actions.settlement import WrongBinding
from ..models import Payment
from ..postings import WALLET
from .ways_to_pay import WaysToPay, ways_to_pay

#: No provider is asked more often than this about one payment, however often a page is loaded.
_PAUSE_SECONDS = 4
#: Of the fields of a payment that is opened from our page: where its form leads, and what isn't sent with it.
_ACTION = "form_action"
_NOT_SENT = frozenset((_ACTION, "script"))


class Step(StrEnum):
    """What the buyer's page of an order says."""

    PAID = "paid"
    WAITING = "waiting"  # for the provider's word
    TRANSFER = "transfer"  # for money that the buyer sends by hand
    FORM = "form"  # for the buyer to send a form to the provider
    UNPAID = "unpaid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of an order, and how its product is shown now."""

    line: OrderLine
    face: ProductFace


@dataclass(frozen=True, slots=True)
class Standing:
    """What templates/billing/checkout/standing.html draws.

    payment: the last try, if there was one. way_on: where an open payment goes on. transfer: what to write
    on a transfer, and where to send it. form_action, form_fields: the form that leads to the provider.
    ways: by which it can be paid now.
    """

    order: Order
    step: Step
    lines: tuple[SoldLine, ...]
    payment: Payment | None = None
    way_on: str = ""
    transfer: Mapping[str, str] | None = None
    form_action: str = ""
    form_fields: tuple[tuple[str, str], ...] = ()
    ways: WaysToPay = WaysToPay()

    @property
    def is_waiting(self) -> bool:
        """Whether something will happen without the buyer, so that the page looks again."""
        return self.step == Step.WAITING

    @property
    def can_be_paid(self) -> bool:
        return self.step in (Step.UNPAID, Step.FAILED, Step.WAITING, Step.TRANSFER, Step.FORM)

    @property
    def is_top_up(self) -> bool:
        return any(each.line.is_top_up for each in self.lines)

    @property
    def own_lines(self) -> list[SoldLine]:
        return [each for each in self.lines if not each.line.is_gift]

    @property
    def gifts(self) -> list[SoldLine]:
        return [each for each in self.lines if each.line.is_gift]


def standing_of(
    order: Order, at: datetime, *, has_left: bool = False, has_returned: bool = False
) -> Standing:
    """How an order stands. has_left, has_returned: the buyer turned back at the provider, or comes from it.

    Two queries and the sellers'; one more where something is due.
    """
    payment = Payment.objects.filter(order=order).exclude(gateway=WALLET).order_by("-pk").first()
    step = _step(order, payment, has_left=has_left, has_returned=has_returned)
    is_live = payment is not None and payment.status in Payment.LIVE
    fields = payment.fields if payment is not None and is_live else {}
    return Standing(
        order=order,
        step=step,
        lines=sold_lines(order),
        payment=payment,
        way_on=payment.url if payment is not None and is_live else "",
        transfer=fields if step == Step.TRANSFER else None,
        form_action=fields.get(_ACTION, ""),
        form_fields=tuple((name, value) for name, value in fields.items() if name not in _NOT_SENT),
        ways=_ways(order, at),
    )


def _ways(order: Order, at: datetime) -> WaysToPay:
    if not order.due:
        return WaysToPay()
    return ways_to_pay(available(order.currency, order.due), order.customer.saved_methods.kept(), at)


def ask_provider(order: Order, at: datetime) -> bool:
    """Ask the provider of an open payment how it stands. Whether anything may have changed.

    A provider that gives no answer changes nothing: its message, or the sweep, will tell.
    """
    live = Payment.objects.live().filter(order=order).first()
    if live is None or not (live.gateway_reference or live.saved_method):
        return False
    if not cache.add(f"checkout.asked.{live.pk}", True, _PAUSE_SECONDS):
        return False
    try:
        actions.check_payment(payment_id=live.pk, at=at)
    except (GatewayUnreachable, GatewayRefused, UnknownGateway, WrongBinding):
        return False
    return True


def hear_provider(order: Order, posted: Mapping[str, str], at: datetime) -> None:
    """Settle what a provider sent with its buyer, if it is true. What is forged changes nothing."""
    live = Payment.objects.live().filter(order=order).exclude(gateway_reference="").first()
    if live is None:
        return
    try:
        state = gateway_of(live.gateway).come_back(live.gateway_reference, posted)
        actions.settle_payment(payment_id=live.pk, state=state, at=at)
    except (GatewayUnreachable, GatewayRefused, UnknownGateway, ForgedMessage, WrongBinding):
        return


def sold_lines(order: Order) -> tuple[SoldLine, ...]:
    """The lines of an order with their products' addresses. Two queries and the sellers'."""
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    products = products_by_code({line.product_code for line in lines})
    faces = sellers.addresses(products.values())
    return tuple(SoldLine(line, faces.get(line.product_code) or _own_face(line)) for line in lines)


def _own_face(line: OrderLine) -> ProductFace:
    """How a line is shown that is no product any more, or never was: a top-up leads to the wallet."""
    return ProductFace(line.title, reverse("wallet:own") if line.is_top_up else "")


def _step(order: Order, payment: Payment | None, *, has_left: bool, has_returned: bool) -> Step:
    closed = {
        Order.Status.PAID: Step.PAID,
        Order.Status.CANCELLED: Step.CANCELLED,
        Order.Status.EXPIRED: Step.EXPIRED,
    }
    if order.status in closed:
        return closed[Order.Status(order.status)]
    if payment is None:
        return Step.UNPAID
    if payment.status not in Payment.LIVE:
        return Step.FAILED if payment.status == Payment.Status.FAILED else Step.UNPAID
    if payment.fields.get(_ACTION):
        return Step.WAITING if has_returned else Step.FORM
    if payment.fields:
        return Step.TRANSFER
    return Step.UNPAID if has_left else Step.WAITING
