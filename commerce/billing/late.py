"""Money that comes for an order which was cancelled or has expired: can it still be had for it?"""

from __future__ import annotations

from commerce.catalogue import sellers
from commerce.catalogue.selectors import products_by_code
from commerce.orders.models import Order, OrderLine


def can_still_be_sold(order: Order) -> bool:
    """Whether everything in a closed order may be sold to its buyer now. A known number of queries.

    A product that is no longer on sale, or that the buyer owns by now (by another order, say), may not.
    """
    lines = list(OrderLine.objects.filter(order_id=order.pk))
    if all(line.is_top_up for line in lines):
        return order.customer.account_id is not None
    products = products_by_code({line.product_code for line in lines})
    if any(line.product_code not in products for line in lines):
        return False
    account_id = order.customer.account_id
    own = [products[line.product_code] for line in lines if not line.is_gift]
    given = [products[line.product_code] for line in lines if line.is_gift]
    if account_id is None or sellers.owned(account_id, own):
        return False
    verdicts = [*sellers.may_buy(account_id, own).values(), *sellers.may_buy(None, given).values()]
    return all(verdict.allowed for verdict in verdicts)
