"""What somebody bought, their wallet and vouchers: `/api/v1/me/…`, `/api/v1/vouchers/redeem`."""

from __future__ import annotations

import datetime as dates
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from api.problems import ProblemDetail, Refusal
from commerce.billing import selectors
from commerce.billing.models import Invoice
from commerce.customers.actions import customer_for
from commerce.customers.models import Customer
from commerce.orders.models import Order
from commerce.wallet.actions import VoucherRefused, redeem
from commerce.wallet.product_vouchers import what_opened
from commerce.wallet.selectors import balances_of, movements_of, statement_line
from commerce.wallet.tries import count_try

router = Router(tags=["payments"])

ROWS_A_PAGE = 50
_READ = {401: ProblemDetail, 404: ProblemDetail, 422: ProblemDetail}


class AmountOut(Schema):
    """Money in minor units of a currency (ISO 4217)."""

    amount: int
    currency: str


class PurchaseLineOut(Schema):
    """One product of an order. `amount`: what it cost, in minor units. `state`: open, locked or closed."""

    product: str
    title: str
    amount: int
    recipient_email: str
    state: str


class PurchaseOut(Schema):
    """One order. `status`: PENDING, FAILED, SUCCESS or REFUNDED. Amounts in minor units."""

    order: UUID
    number: str
    status: str
    amount: int
    refunded: int
    currency: str
    placed_at: datetime
    paid_at: datetime | None
    lines: list[PurchaseLineOut]


class PurchasesOut(Schema):
    """Orders, newest first. `next`: hand it on as `before` for the page after this one; null on the last."""

    items: list[PurchaseOut]
    next: UUID | None


class InvoiceOut(Schema):
    """An invoice or credit note (`kind`). Amounts in minor units; a credit note says what goes back."""

    invoice: UUID
    number: str
    kind: str
    order: UUID
    date: dates.date
    net: int
    tax: int
    amount: int
    currency: str
    pdf_url: str


class InvoicesOut(Schema):
    """Documents, newest first. `next`: hand it on as `before` for the page after this one."""

    items: list[InvoiceOut]
    next: UUID | None


class MovementOut(Schema):
    """Money that came into the wallet, or went (below nought), in minor units."""

    at: datetime
    label: str
    order_number: str
    amount: int
    currency: str


class WalletOut(Schema):
    """What is in the wallet, and its statement, newest first. `next`: as `before` for the page after this."""

    balances: list[AmountOut]
    statement: list[MovementOut]
    next: int | None


class RedeemIn(Schema):
    """`code`: as it is printed, in any case, with or without dashes."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class OpenedOut(Schema):
    """The product that a voucher opened. `url`: its page on the site, "" where it has none."""

    title: str
    url: str


class RedeemedOut(Schema):
    """What a voucher did: `money` is in the wallet, or `product` is open. The other one is null."""

    money: AmountOut | None
    product: OpenedOut | None


@router.get("/me/purchases", response={200: PurchasesOut, **_READ}, summary="All that I ordered")
def my_purchases(request: HttpRequest, before: UUID | None = None) -> PurchasesOut:
    """Fifty orders at a time, with what each opens now."""
    own = Order.objects.of_account(request.user.public_id)  # type: ignore[union-attr]
    if before is not None:
        last = own.filter(public_id=before).first()
        if last is None:
            raise Refusal(404, "not_found", _("This order doesn't exist."))
        own = own.placed_before(last)
    page = list(own[: ROWS_A_PAGE + 1])
    shown = page[:ROWS_A_PAGE]
    lines, words = selectors.bought_lines(shown), selectors.status_words(shown)
    items = [
        PurchaseOut(
            order=order.public_id,
            number=order.number,
            status=words[order.pk],
            amount=order.total_minor,
            refunded=order.refunded_minor,
            currency=order.currency,
            placed_at=order.placed_at,
            paid_at=order.paid_at,
            lines=[
                PurchaseLineOut(
                    product=line.product_code,
                    title=line.title,
                    amount=line.total_minor,
                    recipient_email=line.recipient_email,
                    state=state,
                )
                for line, state in lines[order.pk]
            ],
        )
        for order in shown
    ]
    return PurchasesOut(items=items, next=shown[-1].public_id if len(page) > ROWS_A_PAGE else None)


@router.get("/me/invoices", response={200: InvoicesOut, **_READ}, summary="My invoices and credit notes")
def my_invoices(request: HttpRequest, before: UUID | None = None) -> InvoicesOut:
    """Fifty documents at a time, newest first."""
    own = Invoice.objects.of_account(request.user.public_id)  # type: ignore[union-attr]
    if before is not None:
        last = own.filter(public_id=before).first()
        if last is None:
            raise Refusal(404, "not_found", _("This invoice doesn't exist."))
        own = own.filter(pk__lt=last.pk)
    page = list(own[: ROWS_A_PAGE + 1])
    shown = page[:ROWS_A_PAGE]
    items = [
        InvoiceOut(
            invoice=each.public_id,
            number=each.number,
            kind=each.kind,
            order=each.order.public_id,
            date=each.issue_date,
            net=each.net_minor,
            tax=each.tax_minor,
            amount=each.total_minor,
            currency=each.currency,
            pdf_url=settings.SITE_URL + reverse("invoices:pdf", args=[each.number]),
        )
        for each in shown
    ]
    return InvoicesOut(items=items, next=shown[-1].public_id if len(page) > ROWS_A_PAGE else None)


@router.get("/me/wallet", response={200: WalletOut, **_READ}, summary="My wallet")
def my_wallet(
    request: HttpRequest, before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
) -> WalletOut:
    """What is in it, and fifty movements at a time."""
    customer = Customer.objects.of_account(request.user.public_id).first()  # type: ignore[union-attr]
    if customer is None:
        return WalletOut(balances=[], statement=[], next=None)
    rows = movements_of(customer)
    page = list((rows.filter(pk__lt=before) if before is not None else rows)[: ROWS_A_PAGE + 1])
    shown = page[:ROWS_A_PAGE]
    return WalletOut(
        balances=[
            AmountOut(amount=money.amount_minor, currency=money.currency) for money in balances_of(customer)
        ],
        statement=[
            MovementOut(
                at=line.at,
                label=line.label,
                order_number=line.order_number,
                amount=line.money.amount_minor,
                currency=line.money.currency,
            )
            for line in map(statement_line, shown)
        ],
        next=shown[-1].pk if len(page) > ROWS_A_PAGE else None,
    )


@router.post(
    "/vouchers/redeem",
    response={
        200: RedeemedOut,
        400: ProblemDetail,
        401: ProblemDetail,
        403: ProblemDetail,
        409: ProblemDetail,
        422: ProblemDetail,
        429: ProblemDetail,
    },
    summary="Redeem a voucher",
)
def redeem_voucher(request: HttpRequest, data: RedeemIn) -> RedeemedOut:
    """Ten tries a minute for a person, thirty for a network. A voucher that was used by you already: 409."""
    if seconds := count_try(request):
        words = _("That was too many tries. Wait a minute and try again.")
        raise Refusal(429, "too_many", words, retry_after=seconds)
    account = request.user
    customer = customer_for(
        account_id=account.public_id,  # type: ignore[union-attr]
        name=account.get_display_name(),  # type: ignore[union-attr]
        email=account.email,  # type: ignore[union-attr]
        at=timezone.now(),
    )
    try:
        used = redeem(customer=customer, code=data.code, at=timezone.now())
    except VoucherRefused as refused:
        status = 409 if refused.code in ("already_yours", "owned") else 422
        raise Refusal(status, refused.code, str(refused)) from refused
    money, opened = used.voucher.batch.money, what_opened(used)
    return RedeemedOut(
        money=AmountOut(amount=money.amount_minor, currency=money.currency) if money else None,
        product=OpenedOut(title=opened.title, url=opened.url) if opened else None,
    )
