"""What a course costs: said to catalogue, which keeps all prices, and kept here for cards and past moments.

`commerce.catalogue` owns prices. `CoursePrice` and `CoursePriceChange` say what is seen of them, and follow:
at once where the change is made here, and by the fact PriceChanged where a dated price begins or ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, transaction

from commerce.catalogue import actions as catalogue
from commerce.catalogue.models import Price, Product
from commerce.catalogue.selectors import (
    PriceMove,
    PriceTag,
    price_moves,
    price_tags_at,
    products_by_code,
    regular_prices_at,
)
from common.money import Money
from learning.courses.models import COURSE_PRODUCT, Course, CoursePrice, CoursePriceChange

from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


def set_prices(
    *,
    course: Course,
    prices: Iterable[Money],
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    actor: User | None,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> list[CoursePriceChange]:
    """Say what a course costs from now or from `from_at` on, in each currency; none: it is free.

    until_at: for a sale, in the currencies that it names; then the regular prices hold again. Returns what
    changed by now. The same prices again change nothing. Raises ValueError for two prices in one currency or
    one of zero, and SaleWithoutTime (a ValueError) for a sale that ends before it starts.
    """
    wanted = list(prices)
    if any(price.amount_minor <= 0 for price in wanted):
        raise ValueError("a price is above zero; without one, a course is free")
    with transaction.atomic(using=using):
        lock_course(course.pk, using=using)
        catalogue.set_prices(
            product=product_of(course, at=at),
            prices=wanted,
            from_at=from_at or at,
            until_at=until_at,
            actor_id=actor.public_id if actor else None,
            at=at,
        )
        return keep_prices(course_id=course.pk, at=at, using=using)


def withdraw_price(
    *, course: Course, price: Price, actor: User | None, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Remove a price of the course before it begins, or end a sale early. Raises PriceIsStanding."""
    with transaction.atomic(using=using):
        lock_course(course.pk, using=using)
        catalogue.withdraw_price(price=price, actor_id=actor.public_id if actor else None, at=at)
        keep_prices(course_id=course.pk, at=at, using=using)


def product_of(course: Course, *, at: datetime) -> Product:
    """The product that a course is sold as; one that isn't on sale yet where there was none."""
    return catalogue.know_product(code=course.product_code, kind=COURSE_PRODUCT, title=course.title, at=at)


def keep_prices(*, course_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> list[CoursePriceChange]:
    """Let what is seen of a course's prices agree with catalogue. Safe to repeat. Returns what changed."""
    with transaction.atomic(using=using):
        course = lock_course(course_id, using=using)
        product = products_by_code([course.product_code]).get(course.product_code)
        tags = price_tags_at([product.pk], at)[product.pk] if product else ()
        moves = price_moves(product.pk, until=at) if product else ()
        changes = _missing_changes(course, moves, at, using)
        was_tagged = _keep_tags(course, tags, using)
        for change in changes:
            change.save(using=using)  # last: what is cached of the course is forgotten with it
        if (changes or was_tagged) and course.is_free is bool(tags):
            course.is_free = not tags
            course.save(update_fields=["is_free"], using=using)
    return changes


def copy_prices(*, source: Course, target: Course, actor: User | None, at: datetime) -> None:
    """Let a copied course cost what the course regularly costs that it was copied from."""
    product = products_by_code([source.product_code]).get(source.product_code)
    prices = regular_prices_at([product.pk], at)[product.pk].values() if product else ()
    if prices:
        set_prices(course=target, prices=prices, actor=actor, at=at)


def _missing_changes(
    course: Course, moves: Sequence[PriceMove], at: datetime, using: str
) -> list[CoursePriceChange]:
    """What catalogue knows of the past and isn't remembered here, in order."""
    known: dict[str, CoursePriceChange] = {}
    for change in CoursePriceChange.objects.using(using).filter(course=course).order_by("changed_at", "pk"):
        known[change.currency] = change
    by_currency: dict[str, list[PriceMove]] = defaultdict(list)
    for move in moves:
        by_currency[move.currency].append(move)
    missing: list[PriceMove] = []
    for code in sorted({*known, *by_currency}):
        missing += _missing_moves(known.get(code), by_currency[code], code, at)
    people = _people({move.set_by for move in missing if move.set_by})
    return [
        CoursePriceChange(
            course=course,
            currency=move.currency,
            amount_minor=_amount(move.money),
            changed_at=move.at,
            changed_by=people.get(move.set_by) if move.set_by else None,
        )
        for move in sorted(missing, key=lambda move: (move.at, move.currency))
    ]


def _missing_moves(
    known: CoursePriceChange | None, moves: Sequence[PriceMove], code: str, at: datetime
) -> list[PriceMove]:
    amount = known.amount_minor if known else None
    found: list[PriceMove] = []
    for move in moves:
        if (known is None or move.at > known.changed_at) and _amount(move.money) != amount:
            amount = _amount(move.money)
            found.append(move)
    final = moves[-1].money if moves else None
    if _amount(final) != amount:  # what is known is as late, or later
        latest = max(at, known.changed_at) if known else at
        found.append(PriceMove(code, latest, final, moves[-1].set_by if moves else None))
    return found


def _amount(money: Money | None) -> int | None:
    """In minor units; None for nothing, as a course that costs nothing has no price."""
    return money.amount_minor or None if money else None


def _people(ids: set[UUID]) -> dict[UUID, User]:
    if not ids:
        return {}
    people = get_user_model().objects.filter(public_id__in=ids)
    return {person.public_id: person for person in people}


def _keep_tags(course: Course, tags: Sequence[PriceTag], using: str) -> bool:
    """Write the present prices that differ from those that are there. Returns whether any did."""
    rows = {row.currency: row for row in CoursePrice.objects.using(using).filter(course=course)}
    wanted = {
        tag.money.currency: {
            "amount_minor": tag.money.amount_minor,
            "former_minor": tag.former.amount_minor if tag.former else None,
            "until_at": tag.until,
        }
        for tag in tags
        if tag.money
    }
    changed = False
    for code in [code for code in rows if code not in wanted]:
        rows[code].delete(using=using)
        changed = True
    for code, values in wanted.items():
        row = rows.get(code) or CoursePrice(course=course, currency=code)
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(using=using)
            changed = True
    return changed
