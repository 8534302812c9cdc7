"""Ordering and paying: `/api/v1/payments/`. What an order is called here stands in docs/commerce.md."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema

from api.problems import ProblemDetail, Refusal
from commerce.billing import actions, policies, selectors
from commerce.billing.checkout.paying import description_of, time_to_pay, way_back
from commerce.billing.checkout.ways_to_pay import PayingBy
from commerce.billing.models import Payment
from commerce.billing.sale_terms import sale_terms
from commerce.customers.actions import customer_for
from commerce.customers.models import Customer
from commerce.gateways.base import (
    ForgedMessage,
    GatewayRefused,
    GatewayUnreachable,
    UnknownGateway,
    available,
)
from commerce.orders.models import Order
from common.http.limits import RateLimit, person
from learning.courses.models import COURSE_PRODUCT

router = Router(tags=["payments"])

#: Of one person: each asks a provider.
CHECKS = RateLimit("api.payment_checks", allowed=30)
ORDERS = RateLimit("api.orders", allowed=30)
MOST_ITEMS = 50

Code = Annotated[str, Field(max_length=160)]


class ItemIn(Schema):
    """What is ordered: `product` by its code, or `course` by its id. `recipient_email`: of a gift."""

    product: Code = ""
    course: UUID | None = None
    recipient_email: Annotated[str, Field(max_length=254)] = ""
    choices: Annotated[list[Code], Field(max_length=MOST_ITEMS)] = []


class OrderIn(Schema):
    """`gateway`: the provider's code; where it is missing, the only one there is. `currency`: ISO 4217.

    `agrees_to_terms`: needed where the site has terms of sale or a refund policy (else 422 `terms`, whose
    `next_url` leads to them). `waives_withdrawal`: the buyer wants access right away and knows that this ends
    their 14-day right of withdrawal; needed of consumers in the European Union and the United Kingdom who pay
    for recorded content (else 422 `withdrawal`). Ask the buyer for both: neither is yours to give.
    """

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=MOST_ITEMS)]
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    coupon: Annotated[str, Field(max_length=40)] = ""
    gateway: Annotated[str, Field(max_length=30)] = ""
    agrees_to_terms: bool = False
    waives_withdrawal: bool = False


class OrderOut(Schema):
    """An order and how it is paid. `amount`: what is due, in minor units.

    `status`: PENDING, FAILED, SUCCESS or REFUNDED. `payment_url`: where the buyer pays. `fields`: what the
    provider's script needs instead (Razorpay: `key`, `order_id` and more).
    """

    order: UUID
    number: str
    status: str
    amount: int
    currency: str
    order_url: str
    gateway: str = ""
    gateway_reference: str = ""
    payment_url: str = ""
    fields: dict[str, str] = {}


class VerifyIn(Schema):
    """`posted`: what the provider's script answered, by its names (`razorpay_payment_id`, …), or nothing."""

    order: UUID
    posted: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=500)]],
        Field(max_length=20),
    ] = {}


class VerifiedOut(Schema):
    """`status`: PENDING, FAILED, SUCCESS or REFUNDED. `amount`: what the order costs, in minor units."""

    order: UUID
    number: str
    status: str
    amount: int
    refunded: int
    currency: str


_REFUSALS = {
    400: ProblemDetail,
    401: ProblemDetail,
    403: ProblemDetail,
    404: ProblemDetail,
    409: ProblemDetail,
    422: ProblemDetail,
    429: ProblemDetail,
    503: ProblemDetail,
}


@router.post("/order", response={200: OrderOut, **_REFUSALS}, summary="Order products and start to pay")
def order_and_pay(
    request: HttpRequest, data: OrderIn, key: Annotated[UUID, Header(alias="Idempotency-Key")]
) -> OrderOut:
    """The price is what the products cost now, with tax. `Idempotency-Key`: a UUID; the same one again gives
    the same order and payment. What costs nothing is complete at once."""
    _count(request, ORDERS)
    now, customer = timezone.now(), _customer(request)
    currency = data.currency.upper()
    if currency not in settings.CURRENCIES:
        raise Refusal(422, "currency", _("Nothing is sold in this currency."))
    terms = sale_terms(request)
    try:
        order = actions.order_products(
            customer=customer,
            lines=[_wanted(item) for item in data.items],
            currency=currency,
            coupon_code=data.coupon,
            key=key,
            expires_at=time_to_pay(data.gateway, now),
            agrees_to_terms=data.agrees_to_terms or not terms,
            waives_withdrawal=data.waives_withdrawal,
            at=now,
        )
    except actions.OrderRefused as refusal:
        status = {"unknown_product": 404, "key_reused": 409}.get(refusal.code, 422)
        url = terms.links[0].url if refusal.code == "terms" else reverse("checkout:page")
        raise Refusal(status, refusal.code, str(refusal), next_url=url) from refusal
    return _started(request, order, data.gateway)


def _wanted(item: ItemIn) -> actions.WantedLine:
    email = item.recipient_email.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refusal(422, "recipient_email", _("Enter a valid email address.")) from error
    code = item.product or (f"{COURSE_PRODUCT}:{item.course}" if item.course is not None else "")
    return actions.WantedLine(code, email, tuple(item.choices))


def _started(request: HttpRequest, order: Order, gateway: str) -> OrderOut:
    """The order with the payment that was started for it. Nothing is started for one that isn't due."""
    now = timezone.now()
    try:
        if order.status == Order.Status.PLACED and not order.total_minor:
            order = actions.pay_free_order(order_id=order.pk, at=now)
        if not order.due:
            return _told(order, None)
        code = gateway or _only_gateway(order)
        payment = actions.start_payment(
            order_id=order.pk,
            gateway_code=code,
            way=way_back(request, order, PayingBy(code)),
            description=description_of(order),
            at=now,
        )
    except actions.NothingToPay:
        return _told(Order.objects.get(pk=order.pk), None)
    except UnknownGateway as error:
        raise Refusal(422, "gateway", _("This payment method isn't available.")) from error
    except actions.PaymentUnavailable as error:
        words = _("This payment method isn't available right now. Nothing was charged. Choose another one.")
        raise Refusal(503, "unavailable", words) from error
    return _told(order, payment)


def _only_gateway(order: Order) -> str:
    found = available(order.currency, order.due)
    if len(found) != 1:
        raise Refusal(422, "gateway", _("Choose how to pay."))
    return found[0].code


def _told(order: Order, payment: Payment | None) -> OrderOut:
    told = OrderOut(
        order=order.public_id,
        number=order.number,
        status=selectors.status_word(order),
        amount=order.due.amount_minor,
        currency=order.currency,
        order_url=settings.SITE_URL + reverse("checkout:order", args=[order.public_id]),
    )
    if payment is not None:
        told.gateway, told.gateway_reference = payment.gateway, payment.gateway_reference
        told.payment_url = payment.url
        told.fields = {name: str(value) for name, value in payment.fields.items()}
    return told


@router.post("/verify", response={200: VerifiedOut, **_REFUSALS}, summary="Whether an order is paid")
def verify(request: HttpRequest, data: VerifyIn) -> VerifiedOut:
    """What the provider answered is believed if it is signed; without it the provider is asked. A provider
    that gives no answer changes nothing: what is known is told, and it is asked again later."""
    _count(request, CHECKS)
    order = Order.objects.select_related("customer").filter(public_id=data.order).first()
    if order is None or not policies.may_see_order(request.user, order):
        raise Refusal(404, "not_found", _("This order doesn't exist."))
    try:
        order = actions.verify_payment(order=order, posted=data.posted, at=timezone.now())
    except ForgedMessage as error:
        raise Refusal(400, "not_signed", _("The payment provider didn't sign this.")) from error
    except (GatewayUnreachable, GatewayRefused, UnknownGateway, actions.WrongBinding):
        order.refresh_from_db()
    return VerifiedOut(
        order=order.public_id,
        number=order.number,
        status=selectors.status_word(order),
        amount=order.total_minor,
        refunded=order.refunded_minor,
        currency=order.currency,
    )


def _customer(request: HttpRequest) -> Customer:
    account = request.user
    return customer_for(
        account_id=account.public_id,  # type: ignore[union-attr]
        name=account.get_display_name(),  # type: ignore[union-attr]
        email=account.email,  # type: ignore[union-attr]
        at=timezone.now(),
    )


def _count(request: HttpRequest, limit: RateLimit) -> None:
    if seconds := limit.count(person(request.user.pk)):  # type: ignore[arg-type]
        words = _("That was too many requests. Wait a minute and try again.")
        raise Refusal(429, "too_many", words, retry_after=seconds)
