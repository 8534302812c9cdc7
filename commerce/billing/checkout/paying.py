"""From an order that was placed to where it is paid."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commerce.gateways.base import UnknownGateway, gateway_of
from commerce.ledger.actions import NotEnoughBalance
from commerce.orders.models import Order, OrderLine

from .. import actions
from .ways_to_pay import PayingBy

#: Money that is sent by hand takes its time.
BY_HAND = timedelta(days=14)
_MOST_DESCRIPTION = 200


def time_to_pay(gateway_code: str, at: datetime) -> datetime | None:
    """Until when an order may be paid by this provider; None for as long as others."""
    try:
        is_by_hand = bool(gateway_code) and gateway_of(gateway_code).by_hand
    except UnknownGateway:
        return None
    return at + BY_HAND if is_by_hand else None


def pay_order(request: HttpRequest, order: Order, by: PayingBy, *, uses_wallet: bool = False) -> HttpResponse:
    """Pay what is due of an order: from the wallet, by the provider, or nothing; and lead there.

    A kept card is charged at once, and the order's page says what came of it; where its bank asks for the
    buyer, that leads there.
    """
    page = reverse("checkout:order", args=[order.public_id])
    now = timezone.now()
    try:
        if order.status == Order.Status.PLACED and not order.total_minor:
            actions.pay_free_order(order_id=order.pk, at=now)
            return redirect(page)
        if uses_wallet and order.due:
            order = actions.pay_from_wallet(order_id=order.pk, at=now)
        if not order.due:
            return redirect(page)
        payment = actions.start_payment(
            order_id=order.pk,
            gateway_code=by.gateway_code,
            way=way_back(request, order, by),
            description=description_of(order),
            at=now,
        )
    except actions.NothingToPay:
        return redirect(page)
    except actions.ChargeUnknown:
        words = _("We don't know yet whether your card was charged. This page says so within a few minutes.")
        messages.warning(request, words)
        return redirect(page)
    except (actions.PaymentUnavailable, UnknownGateway, NotEnoughBalance):
        words = _("This payment method isn't available right now. Nothing was charged. Choose another one.")
        messages.error(request, words)
        return redirect(page)
    return redirect(payment.url or page)


def way_back(request: HttpRequest, order: Order, by: PayingBy) -> actions.WayBack:
    """Where a provider sends the buyer of an order: our page of it, which asks how it stands."""
    page = reverse("checkout:order", args=[order.public_id])
    back = f"{page}?returned=1"
    if gateway_of(by.gateway_code).shows_script:
        back = reverse("checkout:come_back", args=[order.public_id])
    return actions.WayBack(
        return_url=request.build_absolute_uri(back),
        cancel_url=request.build_absolute_uri(f"{page}?left=1"),
        keeps_method=by.keeps,
        saved_method=by.method.token if by.method is not None else "",
        buyer_reference=_buyer_reference(order, by),
        language=get_language() or "en",
    )


def _buyer_reference(order: Order, by: PayingBy) -> str:
    """Whose the kept method is at its provider; of who keeps another one there, what they are known by."""
    if by.method is not None:
        return by.method.buyer_reference
    if not by.keeps:
        return ""
    known = order.customer.saved_methods.kept().filter(gateway=by.gateway_code).exclude(buyer_reference="")
    return known.values_list("buyer_reference", flat=True).first() or ""


def description_of(order: Order) -> str:
    """What a provider shows of an order: what is in it. One query."""
    titles = OrderLine.objects.filter(order=order).order_by("position").values_list("title", flat=True)
    return ", ".join(titles)[:_MOST_DESCRIPTION]
