"""What commerce's tables say of a basket, read at once: one statement where one question each would be nine.

It only saves the way to the database. What the rows come to is decided where it always is: `quotes` works out
the offer from these rows as from those it asks for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet

from commerce.catalogue.models import Interval, Payee, Price, PriceWithdrawal, Product
from commerce.catalogue.selectors import prices_of, products_by_code
from commerce.customers.models import Customer
from commerce.databases import commerce_database
from commerce.ledger.models import LedgerAccount
from commerce.orders.models import Basket, BasketLine, Order
from commerce.orders.quotes import LineShare
from common.money import Money
from common.one_statement import (
    PUBLIC_ID,
    WORD,
    RowsAsJson,
    Statement,
    UuidText,
    columns_of,
    made_row,
    read_moment,
    read_rows,
    reads_of,
)

from .models import SavedPaymentMethod, TaxRate
from .seller import seller_day, seller_place
from .tax.kept_rates import RATE_COLUMNS, rate_of, rates_at
from .tax.rules import Rate


@dataclass(frozen=True, slots=True)
class BasketRows:
    """What a basket's price is worked out from.

    products: by code. prices: all that these ever had, by product id, with their withdrawals. payees: who
    gets which share, by product id. rates: those that hold now, of the buyer's and the seller's country at
    least.
    """

    lines: Sequence[BasketLine]
    products: Mapping[str, Product]
    prices: Mapping[int, Sequence[Price]]
    payees: Mapping[int, tuple[LineShare, ...]]
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order of a basket that part of was paid already, and the rest wasn't."""

    public_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class OwnBasket:
    """A customer's basket and what its page asks besides. wallet: what is in theirs, by currency.

    methods: what they kept to pay with: the default first, then the newest.
    """

    basket: Basket
    rows: BasketRows
    wallet: Mapping[str, Money]
    methods: tuple[SavedPaymentMethod, ...]
    waiting: WaitingOrder | None


def basket_rows(basket: Basket, moment: datetime) -> BasketRows:
    """What the price of a basket is worked out from. Five queries, as many for many lines as for one."""
    lines = list(basket.lines.all())
    products = products_by_code({line.product_code for line in lines})
    ids = [product.pk for product in products.values()]
    payees = Payee.objects.filter(product__in=ids).order_by("pk")
    return BasketRows(
        lines,
        products,
        prices_of(ids),
        _shares(payees.values_list("product_id", "payee", "share_bp")),
        rates_at(moment),
    )


def basket_of_account(account_id: UUID, moment: datetime) -> OwnBasket | None:
    """The basket of the customer that an account buys as, if there is one, with all of that. One query."""
    asked = {PUBLIC_ID: account_id, WORD: seller_place().country}
    alias = commerce_database()
    for row in _OWN_BASKET.rows(asked, using=alias):
        basket = made_row(Basket, _BASKET, row[: len(_BASKET)], alias)
        basket.customer = made_row(Customer, _CUSTOMER, row[len(_BASKET) : -8], alias)
        lines, products, prices, payees, rates, wallet, methods, waiting = row[-8:]
        return OwnBasket(
            basket,
            BasketRows(
                [made_row(BasketLine, _LINE, each, alias) for each in read_rows(lines, *_READ_LINE)],
                _products(products, alias),
                _prices(prices, alias),
                _shares(read_rows(payees, None, UUID)),
                _rates(rates, seller_day(moment)),
            ),
            {code: Money(minor or 0, code) for code, minor in read_rows(wallet)},
            tuple(
                made_row(SavedPaymentMethod, _METHOD, each, alias)
                for each in read_rows(methods, *_READ_METHOD)
            ),
            _waiting(read_rows(waiting, UUID, None, None, read_moment), moment),
        )
    return None


def waiting_order_of(basket: Basket, moment: datetime) -> WaitingOrder | None:
    """An order of this basket that part of was paid already, and the rest wasn't. One query."""
    return _waiting(_placed(Order.objects.filter(basket=basket, expires_at__gt=moment))[:1], moment)


_BASKET, _CUSTOMER = columns_of(Basket), columns_of(Customer)
_LINE, _PRODUCT, _METHOD = columns_of(BasketLine), columns_of(Product), columns_of(SavedPaymentMethod)
_PRICE = columns_of(Price)
_READ_LINE, _READ_PRODUCT = reads_of(BasketLine, _LINE), reads_of(Product, _PRODUCT)
_READ_PRICE, _READ_METHOD = reads_of(Price, _PRICE), reads_of(SavedPaymentMethod, _METHOD)


def _own_basket() -> QuerySet[Basket, Any]:
    """The statement's query: the basket, its customer, and lists of all the rest."""
    lines = BasketLine.objects.filter(basket__customer__account_id=PUBLIC_ID)
    codes = lines.order_by().values("product_code")
    prices = Price.objects.filter(product__code__in=codes, interval=Interval.ONCE)
    payees = Payee.objects.filter(product__code__in=codes).order_by("pk")
    rates = TaxRate.objects.filter(Q(country=OuterRef("customer__country")) | Q(country=WORD))
    wallets = LedgerAccount.objects.filter(
        kind=LedgerAccount.Kind.WALLET, owner=UuidText(OuterRef("customer__public_id"))
    )
    kept = SavedPaymentMethod.objects.kept().filter(customer=OuterRef("customer"))
    return Basket.objects.filter(customer__account_id=PUBLIC_ID).values_list(
        *_BASKET,
        *(f"customer__{name}" for name in _CUSTOMER),
        RowsAsJson(lines.values_list(*_LINE)),
        RowsAsJson(Product.objects.filter(code__in=codes).values_list(*_PRODUCT)),
        RowsAsJson(prices.annotate(withdrawn_at=F("withdrawal__at")).values_list(*_PRICE, "withdrawn_at")),
        RowsAsJson(payees.values_list("product_id", "payee", "share_bp")),
        RowsAsJson(rates.values_list(*RATE_COLUMNS, "first_date", "last_date")),
        RowsAsJson(wallets.values_list("currency", "balance_minor")),
        RowsAsJson(kept.values_list(*_METHOD)),
        RowsAsJson(_placed(Order.objects.filter(basket=OuterRef("pk")))),
    )


def _placed(orders: Any) -> Any:
    """Orders that wait to be paid, the newest first."""
    return orders.placed().order_by("-pk").values_list("public_id", "number", "paid_minor", "expires_at")


_OWN_BASKET = Statement(_own_basket)


def _products(text: str, alias: str) -> dict[str, Product]:
    made = (made_row(Product, _PRODUCT, each, alias) for each in read_rows(text, *_READ_PRODUCT))
    return {product.code: product for product in made}


def _prices(text: str, alias: str) -> dict[int, list[Price]]:
    found: dict[int, list[Price]] = defaultdict(list)
    for *values, withdrawn_at in read_rows(text, *_READ_PRICE, read_moment):
        price = made_row(Price, _PRICE, values, alias)
        withdrawal = None if withdrawn_at is None else PriceWithdrawal(price_id=price.pk, at=withdrawn_at)
        price._state.fields_cache["withdrawal"] = withdrawal
        found[price.product_id].append(price)
    return found


def _shares(rows: Iterable[Collection[Any]]) -> dict[int, tuple[LineShare, ...]]:
    found: dict[int, list[LineShare]] = defaultdict(list)
    for product_id, payee, share_bp in rows:
        found[product_id].append(LineShare(payee, share_bp))
    return defaultdict(tuple, {pk: tuple(shares) for pk, shares in found.items()})


def _rates(text: str, day: date) -> tuple[Rate, ...]:
    rows = read_rows(text, *[None] * 5, bool, None, date.fromisoformat, date.fromisoformat)
    return tuple(
        rate_of(*values) for *values, first, last in rows if first <= day and (last is None or day <= last)
    )


def _waiting(rows: Iterable[Collection[Any]], moment: datetime) -> WaitingOrder | None:
    """rows: as `_placed` gives them. It's the newest that may still be paid, or none."""
    for public_id, number, paid_minor, expires_at in rows:
        if expires_at > moment:
            return WaitingOrder(public_id, number) if paid_minor else None
    return None
