"""A customer who is erased, or is one with another: their orders follow. And gifts find their recipients."""

from __future__ import annotations

from django.utils import timezone

from accounts.events import AccountCreated, EmailVerified
from accounts.selectors import verified_addresses
from commerce.customers.events import CustomerErased, CustomersMerged
from common.events import handles

from . import actions
from .events import OrderPaid


@handles(CustomerErased)
def erase_buyer(fact: CustomerErased) -> None:
    actions.erase_buyer(customer_id=fact.customer_id)


@handles(CustomersMerged)
def move_orders(fact: CustomersMerged) -> None:
    actions.move_orders(source_id=fact.source_id, target_id=fact.target_id)


@handles(OrderPaid)
def prepare_gifts(fact: OrderPaid) -> None:
    actions.prepare_gifts(order_id=fact.order_id, at=timezone.now())


@handles(AccountCreated, EmailVerified)
def claim_what_waits(fact: AccountCreated | EmailVerified) -> None:
    account_id, addresses = verified_addresses(fact.account_id)
    if account_id is not None and addresses:
        actions.claim_gifts_of(account_id=account_id, addresses=addresses, at=timezone.now())
