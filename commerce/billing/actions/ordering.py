"""Ordering products by their codes, once for each key: for programs, which have no basket on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from accounts.selectors import accounts_of_addresses
from commerce.catalogue.actions import CouponRefused
from commerce.catalogue.selectors import products_by_code
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.gateways.base import ForgedMessage, gateway_of
from commerce.orders.actions import add_to_basket, basket_for, change_basket, remove_from_basket
from commerce.orders.models import Basket, Order, OrderLine
from commerce.orders.quotes import Quote

from ..models import Payment
from ..quotes import Asker, Offer, offer_for
from ..sale_terms import needs_waiver
from .paying import check_payment
from .placing import BasketChanged, place_from_basket
from .settlement import settle_payment

_KEYS = UUID("5f2c8a54-3a0b-4d0f-9d3e-6f0f6a4f7f0e")


class OrderRefused(Exception):
    """Nothing was ordered.

    code: unknown_product, key_reused, own_gift, details, coupon, terms, withdrawal, or why not.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One product. recipient_email: of whom it is a gift for, in lower case; "" for the buyer."""

    product_code: str
    recipient_email: str = ""
    choices: tuple[str, ...] = ()


def order_products(
    *,
    customer: Customer,
    lines: Sequence[WantedLine],
    currency: str,
    key: UUID,
    at: datetime,
    coupon_code: str = "",
    expires_at: datetime | None = None,
    agrees_to_terms: bool = True,
    waives_withdrawal: bool = False,
) -> Order:
    """The order of these products at what they cost now. The same key again gives the same order.

    agrees_to_terms: or the site has none. waives_withdrawal: the buyer wants access right away and knows that
    this ends their right of withdrawal; kept where the law gives them that right, which is what the checkout
    asks by, too. It waits to be paid, or is one that was paid by now. Raises OrderRefused. Never within a
    transaction.
    """
    token = uuid5(_KEYS, f"{customer.public_id} {key}").hex
    basket = basket_for(token=f"key-{token}", currency=currency, at=at)
    if (known := _known(basket, lines, currency)) is not None:
        return known
    if not agrees_to_terms:
        raise OrderRefused("terms", _("Agree to the terms to continue."))
    products = products_by_code({line.product_code for line in lines})
    if any(line.product_code not in products for line in lines):
        raise OrderRefused("unknown_product", _("This product doesn't exist."))
    if customer.account_id in accounts_of_addresses({line.recipient_email for line in lines}).values():
        raise OrderRefused("own_gift", _("This is your own email address. A gift is for someone else."))
    _empty(basket, at)
    for line in lines:
        add_to_basket(
            basket=basket,
            product_code=line.product_code,
            recipient_email=line.recipient_email,
            choices=line.choices,
            at=at,
        )
    codes = [coupon_code.strip().upper()] if coupon_code.strip() else []
    basket = change_basket(basket=basket, coupon_codes=codes, currency=currency, at=at)
    buyer = BuyerDetails.from_json(vars(customer))
    asker = Asker(buyer=buyer, account_id=customer.account_id, customer_id=customer.public_id)
    offer = offer_for(basket=basket, asker=asker, moment=at)
    quote = _quote_of(offer, buyer)
    waived_at = _waived_at(quote, buyer, waives_withdrawal, at)
    try:
        return place_from_basket(
            basket=basket,
            customer=customer,
            quote=quote,
            at=at,
            expires_at=expires_at,
            withdrawal_waived_at=waived_at,
        )
    except CouponRefused as refusal:
        raise OrderRefused("coupon", str(refusal)) from refusal
    except BasketChanged as error:
        raise OrderRefused("key_reused", _("This key was used for another order.")) from error


def _quote_of(offer: Offer, buyer: BuyerDetails) -> Quote:
    """What everything costs. Raises OrderRefused where something can't be ordered like this."""
    if refused := next(iter(offer.refused), None):
        raise OrderRefused(refused.verdict.code, refused.verdict.sentence)
    if bad := next((each for each in offer.coupons if not each.verdict), None):
        raise OrderRefused("coupon", bad.verdict.sentence)
    if offer.quote is None or not (buyer.name and buyer.email):
        raise OrderRefused("details", _("Enter your details in the checkout first."))
    return offer.quote


def _waived_at(quote: Quote, buyer: BuyerDetails, waives: bool, at: datetime) -> datetime | None:
    """When a right of withdrawal was given up; None where there is none. Raises OrderRefused."""
    if not needs_waiver(buyer, (line.supply for line in quote.lines), is_free=not quote.total):
        return None
    if not waives:
        words = _("Confirm that you want access right away and that this ends your right of withdrawal.")
        raise OrderRefused("withdrawal", words)
    return at


def _empty(basket: Basket, at: datetime) -> None:
    """Take out what an order that was refused has left in it."""
    for line_id in list(basket.lines.values_list("pk", flat=True)):
        remove_from_basket(basket=basket, line_id=line_id, at=at)


def verify_payment(*, order: Order, posted: Mapping[str, str], at: datetime) -> Order:
    """Settle what a provider answered a buyer, if it is signed, or ask the provider. The order as it is then.

    Raises ForgedMessage for what isn't signed for this order's payment, GatewayUnreachable, GatewayRefused
    and UnknownGateway where nobody answers; what was known stays. Never within a transaction.
    """
    live = Payment.objects.live().filter(order=order).exclude(gateway_reference="").first()
    if live is None and posted:
        last = Payment.objects.filter(order=order).exclude(gateway_reference="").order_by("-pk").first()
        if last is None:
            raise ForgedMessage("nothing is to be paid by it")
        gateway_of(last.gateway).come_back(last.gateway_reference, posted)
    elif live is not None and posted:
        state = gateway_of(live.gateway).come_back(live.gateway_reference, posted)
        settle_payment(payment_id=live.pk, state=state, at=at)
    elif live is not None:
        check_payment(payment_id=live.pk, at=at)
    return Order.objects.select_related("customer").get(pk=order.pk)


def _known(basket: Basket, lines: Sequence[WantedLine], currency: str) -> Order | None:
    """The order that this key made; None for a new one, or one that waited in vain."""
    known = Order.objects.filter(basket=basket).order_by("-pk").first()
    if known is None:
        return None
    there = set(OrderLine.objects.filter(order=known).values_list("product_code", "recipient_email"))
    if there != {(line.product_code, line.recipient_email) for line in lines} or known.currency != currency:
        raise OrderRefused("key_reused", _("This key was used for another order."))
    return known
