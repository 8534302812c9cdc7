"""A customer who is erased, or is one with another: their orders follow."""

from __future__ import annotations

from commerce.customers.events import CustomerErased, CustomersMerged
from common.events import handles

from . import actions


@handles(CustomerErased)
def erase_buyer(fact: CustomerErased) -> None:
    actions.erase_buyer(customer_id=fact.customer_id)


@handles(CustomersMerged)
def move_orders(fact: CustomersMerged) -> None:
    actions.move_orders(source_id=fact.source_id, target_id=fact.target_id)
