"""What a course costs: acts at once, and is not part of a draft or a release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from common.money import Money
from learning.courses.models import Course, CoursePrice, CoursePriceChange

from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


def set_prices(
    *,
    course: Course,
    prices: Iterable[Money],
    actor: User | None,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> list[CoursePriceChange]:
    """Say what a course costs from now on, in each currency; none: it is free. Returns what changed.

    The same prices again change nothing. Raises ValueError for two prices in one currency or one of zero.
    """
    wanted: dict[str, int] = {}
    for price in prices:
        if price.currency in wanted or price.amount_minor <= 0:
            raise ValueError(f"one price above zero for each currency, not {price}")
        wanted[price.currency] = price.amount_minor
    with transaction.atomic(using=using):
        course = lock_course(course.pk, using=using)
        standing = {price.currency: price for price in CoursePrice.objects.using(using).filter(course=course)}
        changes = [
            CoursePriceChange(
                course=course, currency=code, amount_minor=wanted.get(code), changed_at=at, changed_by=actor
            )
            for code in sorted({*standing, *wanted})
            if wanted.get(code) != (standing[code].amount_minor if code in standing else None)
        ]
        for change in changes:
            _project(standing.get(change.currency), change, using)
            change.save(using=using)  # last: what is cached of the course is forgotten with it
        if changes and course.is_free is bool(wanted):
            course.is_free = not wanted
            course.save(update_fields=["is_free"], using=using)
    return changes


def _project(standing: CoursePrice | None, change: CoursePriceChange, using: str) -> None:
    if change.amount_minor is None:
        if standing is not None:
            standing.delete(using=using)
        return
    CoursePrice.objects.using(using).update_or_create(
        course=change.course, currency=change.currency, defaults={"amount_minor": change.amount_minor}
    )


def copy_prices(*, source: Course, target: Course, actor: User | None, at: datetime) -> None:
    """Let a copied course cost what the course costs that it was copied from."""
    prices = [Money(price.amount_minor, price.currency) for price in source.prices.all()]
    if prices:
        set_prices(course=target, prices=prices, actor=actor, at=at)
