"""What a product costs: at once or from a date, for good or for a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from commerce.databases import commerce_transaction
from common.events import emit
from common.money import Money

from ..events import PriceChanged
from ..models import Interval, Price, PriceWithdrawal, Product
from ..timeline import next_step_after, spans_by_currency, standing_at


class SaleWithoutTime(ValueError):
    """A price for a time must end after it begins."""


class PriceIsStanding(ValueError):
    """A regular price that has begun, or a price that is over, can't be removed; another one follows it."""


def set_prices(
    *,
    product: Product,
    prices: Iterable[Money],
    from_at: datetime,
    until_at: datetime | None = None,
    interval: str = Interval.ONCE,
    actor_id: UUID | None,
    at: datetime,
) -> list[Price]:
    """Say what a product costs from `from_at` on (a past moment: from `at`), in each currency.

    Without `until_at` these are the regular prices, and the product isn't sold in other currencies from then
    on; dated prices that begin later stay. With it they go before the regular ones for that time, each in its
    currency. The same prices again change nothing. Returns what was added. Raises ValueError for two prices
    in one currency or one below zero, SaleWithoutTime.
    """
    wanted = _by_currency(prices)
    begins = max(from_at, at)
    if until_at is not None and until_at <= begins:
        raise SaleWithoutTime(_("The sale must end after it starts."))
    with commerce_transaction() as db:
        held = Product.objects.using(db).select_for_update().get(pk=product.pk)
        spans = spans_by_currency(Price.objects.using(db).of_products([held.pk], interval))
        there: dict[str, int | None] = {}
        for code, own in spans.items():
            if until_at is None:
                regular = standing_at([span for span in own if not span.is_sale], begins)
                there[code] = regular.amount_minor if regular else None
            else:
                sale = standing_at([span for span in own if span.is_sale], begins)
                there[code] = sale.amount_minor if sale and sale.ends_at == until_at else None
        codes = sorted({*there, *wanted} if until_at is None else wanted)
        added = [
            Price(
                product=held,
                currency=code,
                amount_minor=wanted.get(code),
                interval=interval,
                valid_from=begins,
                valid_until=until_at,
                set_by=actor_id,
                set_at=at,
            )
            for code in codes
            if wanted.get(code) != there.get(code)
        ]
        Price.objects.using(db).bulk_create(added)
        if added:
            was_due = _note_next_change(held, after=at, db=db)
            if begins <= at or was_due:
                emit(PriceChanged(held.pk, held.code), using=db)
    return added


def withdraw_price(*, price: Price, actor_id: UUID | None, at: datetime) -> None:
    """Remove a dated price before it begins, or end a sale early. Done before: nothing happens.

    Raises PriceIsStanding for a regular price that has begun, and for a price that is over.
    """
    with commerce_transaction() as db:
        held = Product.objects.using(db).select_for_update().get(pk=price.product_id)
        if PriceWithdrawal.objects.using(db).filter(price=price).exists():
            return
        has_begun = price.valid_from <= at
        if has_begun and (price.valid_until is None or price.valid_until <= at):
            raise PriceIsStanding(_("This price has already taken effect. Set a new one instead."))
        PriceWithdrawal.objects.using(db).create(price=price, at=at, by=actor_id)
        was_due = _note_next_change(held, after=at, db=db)
        if has_begun or was_due:
            emit(PriceChanged(held.pk, held.code), using=db)


def tell_changed_prices(*, now: datetime, most: int = 500) -> int:
    """Tell of products whose dated prices began or ended by `now`. Returns how many they were.

    One transaction for each, so that what was told stays told.
    """
    with commerce_transaction() as db:
        ids = list(Product.objects.using(db).whose_prices_changed(now).values_list("pk", flat=True)[:most])
    told = 0
    for product_id in ids:
        with commerce_transaction() as db:
            waiting = Product.objects.using(db).select_for_update(skip_locked=True)
            product = waiting.filter(pk=product_id, next_change_at__lte=now).first()
            if product is None:
                continue  # another process tells of it
            _note_next_change(product, after=now, db=db)
            emit(PriceChanged(product.pk, product.code), using=db)
            told += 1
    return told


def _by_currency(prices: Iterable[Money]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for price in prices:
        if price.currency in wanted or price.amount_minor < 0:
            raise ValueError(f"one price, not below zero, for each currency, not {price}")
        wanted[price.currency] = price.amount_minor
    return wanted


def _note_next_change(product: Product, *, after: datetime, db: str) -> bool:
    """Remember when the prices change next. Returns whether a change was due by then, of which nobody told
    yet."""
    due = product.next_change_at
    rows = Price.objects.using(db).filter(product=product).select_related("withdrawal")
    by_interval: dict[str, list[Price]] = defaultdict(list)
    for row in rows:
        by_interval[row.interval].append(row)
    moments = [
        step.at
        for prices in by_interval.values()
        for spans in spans_by_currency(prices).values()
        if (step := next_step_after(spans, after)) is not None
    ]
    product.next_change_at = min(moments, default=None)
    if product.next_change_at != due:
        product.save(update_fields=["next_change_at"], using=db)
    return due is not None and due <= after
