"""The screen of one order in the Wagtail admin, and what staff do about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from commerce.gateways.actions import TransferRefused
from commerce.orders.models import Order, OrderLine
from commerce.orders.openings import open_now
from commerce.orders.selectors import entitlements
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.money import Money
from common.personal_data import name_person
from common.verdict import Verdict

from .. import actions, policies
from ..checkout.countries import place_name
from ..checkout.history import documents_of, gateway_label, state_of
from ..models import PaymentCapture
from .lists import order_url
from .order_forms import CancelForm, RefundForm, RefundPreview, TransferForm, WithdrawForm
from .timeline import timeline_of

ORDERS = "academy_orders_modeladmin_index"


class RefundRefused(Exception):
    """Why a refund isn't made, in a sentence for staff."""


class _OfOrder:
    """The order that the address names."""

    kwargs: dict[str, Any]

    request: HttpRequest

    @cached_property
    def order(self) -> Order:
        """The row; whose it is, is told to the security log."""
        orders = Order.objects.select_related("customer")
        found = get_object_or_404(orders, public_id=self.kwargs["public_id"])
        account = User.objects.filter(public_id=found.customer.account_id).first()
        if account is not None:
            name_person(self.request, account)
        return found

    @cached_property
    def lines(self) -> list[OrderLine]:
        return list(OrderLine.objects.filter(order=self.order).order_by("position"))

    def get_page_subtitle(self) -> str:
        return self.order.number


class OrderView(_OfOrder, AdminView):
    """All that is known of an order: lines and what they open, payments, refunds, and what happened when."""

    template_name = "billing/admin/order.html"
    page_title = gettext_lazy("Order")
    header_icon = "doc-full"

    def may(self) -> Verdict:
        return policies.may_see_orders(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Orders"), reverse(ORDERS))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opened = {each.line_id: each for each in entitlements(self.order.pk)}
        states = {"open": _("Open"), "locked": _("Locked"), "closed": _("Closed")}
        buyer = self.order.buyer
        return super().get_context_data(**kwargs) | {
            "order": self.order,
            "state": state_of(self.order),
            "place": place_name(buyer.get("country", ""), buyer.get("region", "")),
            "lines": [self._row(line, states[str(opened[line.pk].state)]) for line in self.lines],
            "documents": documents_of([self.order])[self.order.pk],
            "may_send": bool(policies.may_send_invoice(self.reader)),
            "timeline": timeline_of(self.order, links_messages=bool(policies.may_see_messages(self.reader))),
            "lost": self._lost(),
            "steps": self._steps(),
        }

    def _row(self, line: OrderLine, state: str) -> dict[str, Any]:
        def written(minor: int) -> str:
            return Money(minor, self.order.currency).format()

        return {
            "line": line,
            "net": written(line.net_minor),
            "tax": written(line.tax_minor),
            "total": written(line.total_minor),
            "refunded": written(line.refunded_minor) if line.refunded_minor else "",
            "state": state,
        }

    def _lost(self) -> Money | None:
        """What a refund or dispute took of a top-up that the wallet no longer held."""
        return actions.lost_of(self.order) if any(line.is_top_up for line in self.lines) else None

    def _steps(self) -> list[tuple[str, str]]:
        """What the reader may do about it: label and address."""
        credits = policies.may_credit_dispute(
            self.reader, self.order, uncredited_minor=actions.uncredited_loss(self.order)
        )
        asked = (
            (_("Refund"), "refund", policies.may_refund(self.reader, self.order)),
            (_("Mark as paid by bank transfer"), "transfer", policies.may_confirm(self.reader, self.order)),
            (_("End access"), "withdraw", policies.may_withdraw(self.reader, self.order)),
            (_("Reissue invoice"), "reissue_invoice", policies.may_reissue_invoice(self.reader, self.order)),
            (_("Credit lost dispute"), "credit_dispute", credits),
            (_("Cancel order"), "cancel_order", policies.may_cancel(self.reader, self.order)),
        )
        return [
            (label, reverse(f"billing_admin:{name}", args=[self.order.public_id]))
            for label, name, verdict in asked
            if verdict
        ]


class OrderFormView(_OfOrder, AdminFormView):
    """A form about one order, which leads back to its screen."""

    def parents(self) -> list[Breadcrumb]:
        return [
            breadcrumb(_("Orders"), reverse(ORDERS)),
            breadcrumb(self.order.number, order_url(self.order)),
        ]

    def back(self) -> str:
        return order_url(self.order)


class RefundView(OrderFormView):
    """Give money back: whole, in part or by line. What it does is shown before it is done."""

    template_name = "billing/admin/refund.html"
    page_title = gettext_lazy("Refund")
    header_icon = "rotate"
    button = gettext_lazy("Preview refund")
    refusals = (RefundRefused,)

    def may(self) -> Verdict:
        return policies.may_refund(self.reader, self.order)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        most = actions.most_refundable(self.order, self.lines)
        return RefundForm(data, order=self.order, lines=self.lines, most=most)

    def warning(self, form: Any) -> RefundPreview:
        captures = PaymentCapture.objects.filter(payment__order=self.order, applied_minor__gt=0)
        ways = [gateway_label(code) for code in captures.values_list("gateway", flat=True).distinct()]
        return form.preview(ways, open_now(self.order, self.lines))

    def done(self, form: Any) -> None:
        verdict = policies.may_refund(self.reader, self.order, form.total)
        if not verdict:
            raise RefundRefused(verdict.sentence)
        try:
            actions.request_refund(
                order_id=self.order.pk,
                by_line=form.by_line,
                withdraws_access=form.cleaned_data["withdraws_access"],
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
                actor_id=self.reader.public_id,
                at=self.now,
            )
        except (actions.RefundForbidden, actions.RefundTooLarge) as error:
            raise RefundRefused(_("The order has changed meanwhile. Look at it again.")) from error
        messages.success(self.request, _("%(amount)s is being refunded.") % {"amount": form.total.format()})


class TransferView(OrderFormView):
    """The money of an order came by bank."""

    page_title = gettext_lazy("Mark as paid by bank transfer")
    header_icon = "download"
    button = gettext_lazy("Mark as paid")
    refusals = (TransferRefused, actions.NothingToPay, actions.PaymentUnavailable)

    @property
    def explanation(self) -> str:
        words = _("Confirm that %(amount)s arrived in full on your account.")
        return words % {"amount": self.order.due.format()}

    def may(self) -> Verdict:
        return policies.may_confirm(self.reader, self.order)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return TransferForm(data)

    def done(self, form: Any) -> None:
        actor: UUID = self.reader.public_id
        actions.confirm_by_transfer(
            order_id=self.order.pk,
            bank_reference=form.cleaned_data["reference"],
            actor_id=actor,
            at=self.now,
        )
        messages.success(self.request, _("Order %(number)s is paid.") % {"number": self.order.number})


class CancelOrderView(OrderFormView):
    """End an order that isn't paid."""

    page_title = gettext_lazy("Cancel order")
    header_icon = "cross"
    button = gettext_lazy("Cancel order")
    explanation = gettext_lazy("It can't be paid any more. What was paid in part is refunded.")
    is_serious = True

    def may(self) -> Verdict:
        return policies.may_cancel(self.reader, self.order)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return CancelForm(data)

    def done(self, form: Any) -> None:
        ended = actions.cancel_order(order_id=self.order.pk, reason=form.cleaned_data["reason"], at=self.now)
        if ended.status == Order.Status.PAID:
            messages.warning(self.request, _("This order turned out to be paid. It wasn't cancelled."))
        else:
            messages.success(self.request, _("Order %(number)s cancelled.") % {"number": ended.number})


class WithdrawView(OrderFormView):
    """End what an order opened that cost nothing."""

    page_title = gettext_lazy("End access")
    header_icon = "cross"
    button = gettext_lazy("End access")
    explanation = gettext_lazy("This order cost nothing, so nothing is refunded. A voucher stays used.")
    is_serious = True
    refusals = (actions.RefundForbidden,)

    def may(self) -> Verdict:
        return policies.may_withdraw(self.reader, self.order)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return WithdrawForm(data)

    def done(self, form: Any) -> None:
        actions.withdraw_free_order(order_id=self.order.pk, at=self.now)
        messages.success(self.request, _("Access of order %(number)s ended.") % {"number": self.order.number})
