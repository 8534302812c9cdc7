"""Putting things into a basket, and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commerce.customers.models import Customer
from commerce.databases import commerce_transaction

from ..models import Basket, BasketLine

#: More than anybody buys at once, and little enough to be priced in a moment.
MOST_LINES = 50
_FORGET_SIZE = 500


class BasketFull(Exception):
    """A basket holds no more than MOST_LINES."""


def basket_for(*, currency: str, at: datetime, customer: Customer | None = None, token: str = "") -> Basket:
    """The basket of a customer, or of a visitor's session; made the first time.

    Two at once make one. token: an unguessable word, of who has not signed in. One query, three at first.
    """
    owner: dict[str, Any] = {"customer": customer} if customer else {"customer": None, "token": token}
    found = Basket.objects.filter(**owner).first()
    if found is not None:
        return found
    with commerce_transaction():
        basket, _is_new = Basket.objects.get_or_create(
            **owner, defaults={"currency": currency, "created_at": at, "changed_at": at}
        )
    return basket


def add_to_basket(
    *,
    basket: Basket,
    product_code: str,
    at: datetime,
    choices: Sequence[str] = (),
    recipient_email: str = "",
) -> BasketLine:
    """Put a product into a basket; again for the same person, it changes what was picked from it.

    recipient_email: of whom it is a gift for. Raises BasketFull.
    """
    recipient = recipient_email.strip().lower()
    with commerce_transaction():
        held = _hold(basket)
        line = held.lines.filter(product_code=product_code, recipient_email=recipient).first()
        if line is None:
            if held.lines.count() >= MOST_LINES:
                raise BasketFull(f"a basket holds {MOST_LINES} products at most")
            line = BasketLine(basket=held, product_code=product_code, recipient_email=recipient, added_at=at)
        line.choices = list(choices)
        line.save()
        _touch(held, at)
    return line


def remove_from_basket(*, basket: Basket, line_id: int, at: datetime) -> None:
    """Take a line out of a basket; one that isn't in it changes nothing."""
    with commerce_transaction():
        held = _hold(basket)
        held.lines.filter(pk=line_id).delete()
        _touch(held, at)


def change_basket(
    *,
    basket: Basket,
    at: datetime,
    currency: str | None = None,
    coupon_codes: Sequence[str] | None = None,
    uses_wallet: bool | None = None,
) -> Basket:
    """Change how a basket is to be paid; None leaves a thing as it is. Returns it as it is now."""
    with commerce_transaction():
        held = _hold(basket)
        if currency is not None:
            held.currency = currency
        if coupon_codes is not None:
            held.coupon_codes = list(dict.fromkeys(coupon_codes))
        if uses_wallet is not None:
            held.uses_wallet = uses_wallet
        held.changed_at = at
        held.save(update_fields=["currency", "coupon_codes", "uses_wallet", "changed_at"])
    return held


def take_over_basket(*, token: str, customer: Customer, currency: str, at: datetime) -> Basket:
    """What a visitor put together belongs to the customer who signed in. A repeat changes nothing.

    What the customer's own basket has already stays as it is; what is more than it can hold is dropped.
    """
    with commerce_transaction():
        own = basket_for(customer=customer, currency=currency, at=at)
        held = {each.pk: each for each in _both(own, token)}
        visitors = [each for each in held.values() if each.pk != own.pk]
        if not visitors:
            return held[own.pk]
        has = set(held[own.pk].lines.values_list("product_code", "recipient_email"))
        new = [
            line
            for line in BasketLine.objects.filter(basket=visitors[0])
            if (line.product_code, line.recipient_email) not in has
        ]
        for line in new[: MOST_LINES - len(has)]:
            line.pk, line.basket = None, held[own.pk]
            line.save(force_insert=True)
        visitors[0].delete()
        return change_basket(
            basket=own,
            at=at,
            currency=visitors[0].currency if new else None,
            coupon_codes=[*held[own.pk].coupon_codes, *visitors[0].coupon_codes],
        )


def empty_basket_of(*, customer: Customer, at: datetime) -> None:
    """Take everything out of a customer's basket."""
    with commerce_transaction():
        BasketLine.objects.filter(basket__customer=customer).delete()
        Basket.objects.filter(customer=customer).update(changed_at=at, coupon_codes=[], uses_wallet=False)


def forget_abandoned_baskets(*, before: datetime) -> int:
    """Delete visitors' baskets that nobody touched since `before`. Returns how many."""
    forgotten = 0
    while ids := list(Basket.objects.abandoned_before(before).values_list("pk", flat=True)[:_FORGET_SIZE]):
        with commerce_transaction():
            Basket.objects.filter(pk__in=ids).abandoned_before(before).delete()
        forgotten += len(ids)
    return forgotten


def _hold(basket: Basket) -> Basket:
    return Basket.objects.select_for_update().get(pk=basket.pk)


def _both(own: Basket, token: str) -> list[Basket]:
    """Both baskets, held in the order of their ids."""
    ids = [own.pk, *Basket.objects.of_visitor(token).values_list("pk", flat=True)]
    return list(Basket.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def _touch(basket: Basket, at: datetime) -> None:
    Basket.objects.filter(pk=basket.pk).update(changed_at=at)
