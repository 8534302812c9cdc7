"""Placing an order, and holding one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from commerce.catalogue.actions import CouponRefused, reserve_coupon
from commerce.catalogue.selectors import coupon_by_code
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.wallet.models import VoucherRedemption

from ..models import Basket, Order, OrderLine, OrderNumberSeries
from ..quotes import Quote, QuotedLine

#: How long an order waits to be paid when nobody says otherwise.
TIME_TO_PAY = timedelta(hours=24)


class UnknownOrder(LookupError):
    """There is no such order."""


class ForbiddenStep(Exception):
    """The order is in a state that this does not follow; nothing was written."""


class WrongAmount(ValueError):
    """An amount that is not the order's: below nought, of another currency, or more than there is."""


def hold_order(order_id: int) -> Order:
    """The order as it is now, held until the transaction ends. One query. Raises UnknownOrder."""
    try:
        return Order.objects.select_for_update().get(pk=order_id)
    except Order.DoesNotExist as error:
        raise UnknownOrder(f"there is no order {order_id}") from error


def place_order(
    *,
    customer: Customer,
    quote: Quote,
    at: datetime,
    basket: Basket | None = None,
    redemption: VoucherRedemption | None = None,
    public_id: UUID | None = None,
    expires_at: datetime | None = None,
    withdrawal_waived_at: datetime | None = None,
) -> Order:
    """Freeze a quote as an order that waits to be paid.

    What it costs is never asked again. basket: that it was made from; it's kept until the order is paid.
    redemption: the use of a voucher that opens what is ordered. public_id: of the order, by who repeats
    themselves: a second one with the same raises IntegrityError.
    withdrawal_waived_at: when the buyer gave up their right of withdrawal; None where they didn't.
    expires_at: when it has to be paid by (24 hours from now, and never later than the quote is valid). Its
    coupons are held for it. Raises WrongQuote, CouponRefused. Four queries, two more for the first order of
    a year, and some for each coupon.
    """
    quote.check()
    until = min(filter(None, (expires_at or at + TIME_TO_PAY, quote.valid_until)))
    with commerce_transaction():
        order = Order(
            customer=customer,
            basket=basket,
            redemption=redemption,
            currency=quote.currency,
            net_minor=quote.net.amount_minor,
            tax_minor=quote.tax.amount_minor,
            discount_minor=quote.discount.amount_minor,
            total_minor=quote.total.amount_minor,
            is_tax_included=quote.is_tax_included,
            coupon_codes=list(quote.coupon_codes),
            buyer=dict(quote.buyer) or _buyer(customer),
            evidence=dict(quote.evidence),
            public_id=public_id or uuid4(),
            placed_at=at,
            expires_at=until,
            withdrawal_waived_at=withdrawal_waived_at,
        )
        order.number = _next_number(at)
        order.save(force_insert=True)
        OrderLine.objects.bulk_create(
            [_line(order, position, line) for position, line in enumerate(quote.lines, start=1)]
        )
        for code in quote.coupon_codes:
            _reserve(order, code, at)
    return order


def _reserve(order: Order, code: str, at: datetime) -> None:
    """Hold a coupon for the order: it is the order's until that is paid or closed, whoever else asks."""
    coupon = coupon_by_code(code)
    if coupon is None:
        raise CouponRefused(_("This coupon is no longer available."))
    reserve_coupon(coupon=coupon, order_number=order.number, customer_id=order.customer.public_id, at=at)


def _next_number(at: datetime) -> str:
    """The next number of the year in which `at` lies for the academy: 2027-000123."""
    year = timezone.localtime(at, timezone.get_default_timezone()).year
    series = OrderNumberSeries.objects.select_for_update().filter(year=year).first()
    if series is None:
        OrderNumberSeries.objects.bulk_create([OrderNumberSeries(year=year)], ignore_conflicts=True)
        series = OrderNumberSeries.objects.select_for_update().get(year=year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return f"{year}-{series.last_number:06d}"


def _line(order: Order, position: int, line: QuotedLine) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        kind=line.kind,
        product_code=line.product_code,
        title=line.title[:255],
        supply=line.supply,
        unit_minor=line.unit_minor,
        discount_minor=line.discount_minor,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        total_minor=line.total_minor,
        tax=line.taxes_as_json(),
        payees=line.payees_as_json(),
        choices=list(line.choices),
        recipient_email=line.recipient_email,
        recipient_account_id=line.recipient_account_id,
    )


def _buyer(customer: Customer) -> dict[str, Any]:
    return BuyerDetails.from_json(vars(customer)).as_json()
