"""One order of the demo, from the basket to what became of it, by the actions of buyers and staff."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from commerce.billing import actions as billing
from commerce.billing.models import Payment, Refund
from commerce.billing.quotes import Asker, quote
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.gateways.actions import confirm_transfer
from commerce.gateways.sandbox.choices import choose
from commerce.gateways.selectors import waiting_messages
from commerce.orders.actions import add_to_basket, basket_for, change_basket
from commerce.orders.models import Order, OrderLine
from commerce.wallet.actions import redeem
from commerce.wallet.models import Voucher
from demo.academy import DemoAcademy
from demo.plans.orders import LaterPlan, OrderPlan
from learning.access.sales.settlement import settle_order_access

from .shop import FINANCE, Shop

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: The hours (UTC) at which people buy.
_HOURS = (7, 9, 11, 12, 15, 17, 19, 20)
_CARD, _TRANSFER = "sandbox", "bank_transfer"
_TRANSFER_WAITS = timedelta(days=14)
#: What a provider's page would be called, where nobody goes to it.
_WAY = billing.WayBack(return_url="https://example.org/checkout/", cancel_url="https://example.org/checkout/")


@dataclass
class OrderPlayer:
    """Plays one order. buyer: address and tax number. number: its place in the plan."""

    academy: DemoAcademy
    shop: Shop
    plan: OrderPlan
    buyer: dict[str, str]
    number: int

    def steps(self) -> Iterator[datetime]:
        """The moments at which something happens; each is done when the next is asked for."""
        placed_at = self._opening()
        if self.plan.voucher:
            yield placed_at - 10 * MINUTE
            self._redeem(placed_at - 10 * MINUTE)
        yield placed_at
        self.order = self._place(placed_at)
        yield from self._paying(placed_at)
        for later in self.plan.then:
            yield placed_at + later.after * DAY
            self._later(later, placed_at + later.after * DAY)

    def _opening(self) -> datetime:
        """A time of that day at which people buy."""
        dice = random.Random(f"order {self.number}")
        day, hour = self.academy.ago(self.plan.days_ago), dice.choice(_HOURS)
        moment = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
        return min(moment, self.academy.ago(0.2))

    def _customer(self, at: datetime) -> Customer:
        account = self.academy.accounts[self.plan.buyer]
        name = account.get_full_name()
        customer = customer_for(account_id=account.public_id, name=name, email=account.email, at=at)
        details = BuyerDetails(name=name, email=account.email, language="en", **self.buyer)
        return change_details(customer=customer, details=details)

    def _redeem(self, at: datetime) -> None:
        batch = self.shop.batches[self.plan.voucher]
        voucher = Voucher.objects.filter(batch=batch, uses_left__gt=0).order_by("pk").first()
        assert voucher is not None, f"{batch} has no voucher left"
        redeem(customer=self._customer(at), code=voucher.code, at=at)

    def _place(self, at: datetime) -> Order:
        plan, customer = self.plan, self._customer(at)
        basket = basket_for(customer=customer, currency=plan.currency, at=at)
        for slug in plan.buys:
            choices = [self.shop.product_code(picked) for picked in plan.picks]
            code = self.shop.product_code(slug)
            add_to_basket(basket=basket, product_code=code, choices=choices, recipient_email=plan.gift, at=at)
        coupons = [plan.coupon] if plan.coupon else []
        uses_wallet = plan.pays == "wallet"
        basket = change_basket(
            basket=basket, currency=plan.currency, coupon_codes=coupons, uses_wallet=uses_wallet, at=at
        )
        asker = Asker(
            buyer=BuyerDetails.from_json(vars(customer)),
            account_id=customer.account_id,
            customer_id=customer.public_id,
            network_country=customer.country,
        )
        return billing.place_from_basket(
            basket=basket,
            customer=customer,
            quote=quote(basket=basket, asker=asker, moment=at),
            at=at,
            expires_at=at + _TRANSFER_WAITS if plan.pays == "transfer" else None,
        )

    def _paying(self, at: datetime) -> Iterator[datetime]:
        if self.plan.pays == "free":
            self.order = billing.pay_free_order(order_id=self.order.pk, at=at)
        elif self.plan.pays == "transfer":
            yield from self._by_transfer(at)
        else:
            if self.plan.pays == "wallet":
                self.order = billing.pay_from_wallet(order_id=self.order.pk, at=at)
            if self.order.due:
                yield from self._by_card(at)
        self._settle_access(at)

    def _by_transfer(self, at: datetime) -> Iterator[datetime]:
        self._start(_TRANSFER, at)
        if self.plan.ends == "waiting":
            return
        arrives = at + self.plan.arrives * DAY + 2 * HOUR
        yield arrives
        finance = self.academy.accounts[FINANCE].public_id
        reference = f"{arrives:%Y%m%d}-{4100 + self.number}"
        billing.confirm_by_transfer(
            order_id=self.order.pk, bank_reference=reference, actor_id=finance, at=arrives
        )
        self._read_messages(arrives)
        self._settle_access(arrives)

    def _by_card(self, at: datetime) -> Iterator[datetime]:
        payment = self._start(_CARD, at)
        for turn in range(self.plan.declined + (self.plan.ends == "failed")):
            yield (moment := at + (2 + 3 * turn) * MINUTE)
            self._choose(payment.gateway_reference, "fail", moment)
            if turn < self.plan.declined:
                payment = self._start(_CARD, moment + MINUTE)
        if self.plan.ends == "cancelled":
            yield (moment := at + 5 * HOUR)
            billing.cancel_order(order_id=self.order.pk, at=moment, reason="Cancelled by the buyer")
        elif self.plan.ends:
            yield (moment := self.order.expires_at + 90 * MINUTE)
            billing.expire_orders(now=moment)
        else:
            yield (moment := at + (4 + 3 * self.plan.declined) * MINUTE)
            self._choose(payment.gateway_reference, "pay", moment)
            self._settle_access(moment)

    def _start(self, gateway: str, at: datetime) -> Payment:
        titles = OrderLine.objects.filter(order=self.order).order_by("position")
        description = ", ".join(titles.values_list("title", flat=True))
        return billing.start_payment(
            order_id=self.order.pk, gateway_code=gateway, way=_WAY, description=description, at=at
        )

    def _later(self, later: LaterPlan, at: datetime) -> None:
        if later.what == "refund":
            self._refund(later, at)
        elif later.what == "credit":
            finance = self.academy.accounts[FINANCE].public_id
            billing.credit_lost_dispute(order_id=self.order.pk, actor_id=finance, at=at)
        else:
            payment = Payment.objects.get(order=self.order, status=Payment.Status.CONFIRMED)
            reference = payment.gateway_reference
            about = reference if later.what == "dispute" else f"dispute_{reference}"
            self._choose(about, later.what, at)
        self._settle_access(at)

    def _refund(self, later: LaterPlan, at: datetime) -> None:
        lines = OrderLine.objects.filter(order=self.order)
        if later.only:
            lines = lines.filter(product_code=self.shop.product_code(later.only))
        refunds = billing.request_refund(
            order_id=self.order.pk,
            by_line={line.pk: line.total_minor * later.share // 100 for line in lines},
            withdraws_access=later.share == 100,
            reason=later.reason,
            note=later.note,
            actor_id=self.academy.accounts[FINANCE].public_id,
            at=at,
        )
        for refund in refunds:
            sent = billing.send_refund(refund_id=refund.pk, now=at)
            if sent.status == Refund.Status.PENDING:
                self._send_by_bank(sent, at)
        self._read_messages(at)

    def _send_by_bank(self, refund: Refund, at: datetime) -> None:
        finance = self.academy.accounts[FINANCE].public_id
        reference = f"{at:%Y%m%d}-R{self.number}"
        confirm_transfer(
            code=refund.gateway_reference, bank_reference=reference, actor_id=finance, at=at + 20 * MINUTE
        )
        billing.send_refund(refund_id=refund.pk, now=at + 20 * MINUTE)

    def _choose(self, reference: str, choice: str, at: datetime) -> None:
        choose(reference=reference, choice=choice, at=at)
        self._read_messages(at)

    def _read_messages(self, at: datetime) -> None:
        """Do what messages say that came by now. Their facts are told after the demo is built; they find it
        done."""
        for message in waiting_messages(before=at + HOUR):
            billing.handle_message(message_id=message.pk, at=max(at, message.received_at))

    def _settle_access(self, at: datetime) -> None:
        """What follows from money that came or went, at that moment: access, and invoices in their order.

        Nobody is written to about it.
        """
        settle_order_access(order_id=self.order.pk, at=at)
        billing.document_order(order_id=self.order.pk, at=at)
        billing.count_as_told(order_id=self.order.pk, at=at)
