"""Whose orders somebody may see and pay, and what staff may do about money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import Money
from common.verdict import Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from commerce.customers.models import Customer
    from commerce.orders.models import Order


def may_see_order(reader: User | AnonymousUser, order: Order) -> Verdict:
    """See one's own order and go on with it. Of another person's nobody is told that it exists."""
    if reader.is_authenticated and order.customer.account_id == reader.public_id:
        return Verdict.yes()
    return Verdict.no("not_yours", _("This order doesn't exist."))


def may_see_tax_rates(reader: User) -> Verdict:
    """Read the list of tax rates."""
    if reader.has_perm("billing.view_taxrate"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view tax rates."))


def may_change_tax_rates(reader: User) -> Verdict:
    """Keep tax rates: what buyers are charged."""
    if reader.has_perm("billing.change_taxrate"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to change tax rates."))


def may_see_orders(reader: User) -> Verdict:
    """Read orders, payments and refunds."""
    if reader.has_perm("orders.view_order"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view orders."))


def may_see_customers(reader: User) -> Verdict:
    """Read who buys, and what they bought."""
    if reader.has_perm("customers.view_customer"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view customers."))


def may_change_customer(reader: User, customer: Customer) -> Verdict:
    """Erase a customer, or let another account go on as them."""
    if not reader.has_perm("customers.change_customer"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to change customers."))
    if customer.erased_at is not None:
        return Verdict.no("erased", _("This customer was erased."))
    return Verdict.yes()


def may_see_messages(reader: User) -> Verdict:
    """Read what payment providers sent, as it came, and have it looked at again."""
    if reader.has_perm("gateways.view_gatewaymessage"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view gateway messages."))


def may_see_revenue(reader: User) -> Verdict:
    """See what was earned, and who gets what of it: for whoever may read the books."""
    if reader.has_perm("ledger.view_journalentry"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view revenue."))


def may_refund(reader: User, order: Order, money: Money | None = None) -> Verdict:
    """Give money of an order back. money: how much, of which some roles may only give a little.

    With `change_refund` alone, all that went back of the order stays within the limit of its currency
    (SUPPORT_REFUND_LIMITS); without a limit there is none to give.
    """
    if order.status != "paid" or order.kept_minor <= 0:
        return Verdict.no("nothing_paid", _("Nothing of this order can be refunded."))
    if order.dispute:
        return Verdict.no("disputed", _("This order is disputed. Refund it once the dispute is over."))
    if reader.has_perm("billing.add_refund"):
        return Verdict.yes()
    limit = settings.SUPPORT_REFUND_LIMITS.get(order.currency, 0)
    if not limit or not reader.has_perm("billing.change_refund"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to refund orders."))
    given = order.refunded_minor + (money.amount_minor if money is not None else 0)
    if given > limit:
        words = _("Your role allows you to refund %(limit)s per order at most.")
        return Verdict.no("above_limit", words % {"limit": Money(limit, order.currency).format()})
    return Verdict.yes()


def may_withdraw(reader: User, order: Order) -> Verdict:
    """End access that an order opened which cost nothing: a decision like a refund without a limit."""
    if order.status != "paid" or order.total_minor:
        return Verdict.no("not_free", _("Refund this order to end its access."))
    if not reader.has_perm("billing.add_refund"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to end access of orders."))
    if not order.lines.filter(withdrawn_at=None).exists():
        return Verdict.no("withdrawn", _("Its access has ended already."))
    return Verdict.yes()


def may_confirm(reader: User, order: Order) -> Verdict:
    """Say that an order was paid by bank transfer."""
    if not reader.has_perm("gateways.confirm_banktransfer"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to confirm bank transfers."))
    if not order.due:
        return Verdict.no("nothing_due", _("Nothing of this order is due."))
    return Verdict.yes()


def may_cancel(reader: User, order: Order) -> Verdict:
    """End an order that isn't paid."""
    if not reader.has_perm("orders.change_order"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to cancel orders."))
    if order.status != "placed":
        return Verdict.no("not_placed", _("Only an order that isn't paid can be cancelled."))
    return Verdict.yes()


def may_see_invoice(reader: User | AnonymousUser, order: Order) -> Verdict:
    """Fetch the documents of an order: one's own, or as staff. Nobody else is told that they exist."""
    if may_see_order(reader, order) or may_see_invoices(reader):
        return Verdict.yes()
    return Verdict.no("not_yours", _("This invoice doesn't exist."))


def may_see_invoices(reader: User | AnonymousUser) -> Verdict:
    """Read everybody's invoices and credit notes, and export them."""
    if reader.has_perm("billing.view_invoice"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to view invoices."))


def may_send_invoice(reader: User) -> Verdict:
    """Email an invoice or credit note to its buyer again."""
    if reader.has_perm("billing.send_invoice"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't allow you to email invoices."))


def may_reissue_invoice(reader: User, order: Order) -> Verdict:
    """Replace the invoice of an order by one with other details of its buyer. One query."""
    if not reader.has_perm("billing.correct_invoice"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to correct invoices."))
    documents = list(order.invoices.only("kind", "total_minor"))
    if not documents:
        return Verdict.no("no_invoice", _("This order has no invoice."))
    if not sum(each.sign * each.total_minor for each in documents):
        return Verdict.no("nothing_charged", _("Nothing is charged on this invoice any more."))
    return Verdict.yes()


def may_credit_dispute(reader: User, order: Order, *, uncredited_minor: int) -> Verdict:
    """Issue a credit note for what was lost in disputes. uncredited_minor: what none is about yet."""
    if not reader.has_perm("billing.correct_invoice"):
        return Verdict.no("no_permission", _("Your role doesn't allow you to correct invoices."))
    if order.dispute != "lost" or uncredited_minor <= 0:
        words = _("No money of this order was lost in a dispute without a credit note.")
        return Verdict.no("nothing_lost", words)
    return Verdict.yes()
