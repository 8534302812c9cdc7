"""Coupons: made, changed and ended by staff; held, used and given back by orders.

How many orders hold a coupon is checked and counted by one conditional UPDATE, so that nobody gets the last
use twice. What an order holds stays the order's: whoever asks again for the same order is told so and changes
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from commerce.databases import commerce_transaction

from ..models import Coupon, CouponAmount, CouponTally, CouponUse, Product


class CouponRefused(Exception):
    """An order can't have the coupon. The message tells the customer why; nothing was written."""


@dataclass(frozen=True, slots=True)
class NewAmount:
    """What a coupon says of one currency. off_minor: None for a percentage. minimum_minor: 0 for none."""

    currency: str
    off_minor: int | None
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """All that staff say of a coupon. percent_bp: None for one of an amount. product_ids: none: for all
    products."""

    code: str
    percent_bp: int | None = None
    amounts: tuple[NewAmount, ...] = ()
    product_ids: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    limit_total: int | None = None
    limit_per_customer: int | None = None
    is_stackable: bool = False
    description: str = ""


def keep_coupon(*, coupon: Coupon | None, terms: CouponTerms, actor_id: UUID | None, at: datetime) -> Coupon:
    """Make a coupon, or let one say something else from now on. Orders that were placed keep what they were
    given.

    Raises ValueError for one that takes nothing off, or both a percentage and an amount; ValidationError for
    a code that is taken or no code.
    """
    offs = [amount for amount in terms.amounts if amount.off_minor]
    if bool(offs) is (terms.percent_bp is not None):
        raise ValueError("a coupon takes off either a percentage or amounts")
    with commerce_transaction() as db:
        held = Coupon(created_at=at, created_by=actor_id)
        if coupon is not None:
            held = Coupon.objects.using(db).select_for_update().get(pk=coupon.pk)
        held.code = terms.code.strip().upper()
        for name in (
            "percent_bp",
            "starts_at",
            "ends_at",
            "limit_total",
            "limit_per_customer",
            "is_stackable",
            "description",
        ):
            setattr(held, name, getattr(terms, name))
        held.full_clean(exclude=["products"])
        held.save(using=db)
        held.products.set(Product.objects.using(db).filter(pk__in=terms.product_ids))
        CouponAmount.objects.using(db).filter(coupon=held).delete()
        CouponAmount.objects.using(db).bulk_create(
            CouponAmount(
                coupon=held,
                currency=amount.currency,
                off_minor=amount.off_minor,
                minimum_minor=amount.minimum_minor,
            )
            for amount in terms.amounts
            if amount.off_minor or amount.minimum_minor
        )
    return held


def end_coupon(*, coupon: Coupon, at: datetime) -> None:
    """Let nobody use it from now on; orders that hold it keep it. One that is over stays as it is."""
    with commerce_transaction() as db:
        held = Coupon.objects.using(db).select_for_update().get(pk=coupon.pk)
        if held.ends_at is not None and held.ends_at <= at:
            return
        held.ends_at = at
        if held.starts_at is not None and held.starts_at > at:
            held.starts_at = at
        held.save(update_fields=["starts_at", "ends_at"], using=db)


def reserve_coupon(*, coupon: Coupon, order_number: str, customer_id: UUID, at: datetime) -> CouponUse:
    """Hold a coupon for an order until it is paid, cancelled or expires.

    The same order again holds it once. Raises CouponRefused once it is over or used up, in total or by the
    customer (customer_id: their public id).
    """
    with commerce_transaction() as db:
        use, made = CouponUse.objects.using(db).get_or_create(
            coupon=coupon,
            order_number=order_number,
            defaults={"customer_id": customer_id, "reserved_at": at},
        )
        if not made:
            use = CouponUse.objects.using(db).select_for_update().get(pk=use.pk)
            if use.status != CouponUse.Status.RELEASED:
                return use
            use.status, use.reserved_at, use.settled_at = CouponUse.Status.RESERVED, at, None
            use.save(update_fields=["status", "reserved_at", "settled_at"], using=db)
        left = Coupon.objects.using(db).open_at(at).with_uses_left().filter(pk=coupon.pk)
        if not left.update(uses=F("uses") + 1):
            raise CouponRefused(_("This coupon is no longer available."))
        if not _count_for_customer(use, db, within_limit=True):
            raise CouponRefused(_("You've already used this coupon."))
    return use


def use_coupons(*, order_number: str, at: datetime) -> int:
    """The order was paid: what it holds is used. Returns how many coupons changed; again: none.

    Of an order that was paid after it expired, the coupons count although they were given back: what was
    taken off its price was taken off.
    """
    with commerce_transaction() as db:
        uses = _held_by(order_number, {CouponUse.Status.RESERVED, CouponUse.Status.RELEASED}, db)
        for use in uses:
            if use.status == CouponUse.Status.RELEASED:
                Coupon.objects.using(db).filter(pk=use.coupon_id).update(uses=F("uses") + 1)
                _count_for_customer(use, db, within_limit=False)
            _settle(use, CouponUse.Status.USED, at, db)
    return len(uses)


def release_coupons(*, order_number: str, at: datetime) -> int:
    """The order was cancelled or expired unpaid: others may have what it holds. Returns how many; again:
    none."""
    with commerce_transaction() as db:
        uses = _held_by(order_number, {CouponUse.Status.RESERVED}, db)
        for use in uses:
            Coupon.objects.using(db).filter(pk=use.coupon_id, uses__gt=0).update(uses=F("uses") - 1)
            tallies = CouponTally.objects.using(db).filter(coupon=use.coupon_id, customer_id=use.customer_id)
            tallies.filter(uses__gt=0).update(uses=F("uses") - 1)
            _settle(use, CouponUse.Status.RELEASED, at, db)
    return len(uses)


def _held_by(order_number: str, statuses: Collection[str], db: str) -> list[CouponUse]:
    rows = CouponUse.objects.using(db).filter(order_number=order_number, status__in=statuses)
    return list(rows.select_for_update().order_by("coupon_id"))


def _settle(use: CouponUse, status: str, at: datetime, db: str) -> None:
    use.status, use.settled_at = status, at
    use.save(update_fields=["status", "settled_at"], using=db)


def _count_for_customer(use: CouponUse, db: str, *, within_limit: bool) -> int:
    """Count the use for its customer. Returns 0 where that was one too many, and nothing was counted."""
    CouponTally.objects.using(db).get_or_create(coupon_id=use.coupon_id, customer_id=use.customer_id)
    tally = CouponTally.objects.using(db).filter(coupon=use.coupon_id, customer_id=use.customer_id)
    if within_limit:
        # The coupon's row is locked by now: its limit is what it will be when this commits.
        limit = Coupon.objects.using(db).values_list("limit_per_customer", flat=True).get(pk=use.coupon_id)
        if limit is not None:
            tally = tally.filter(Q(uses__lt=limit))
    return tally.update(uses=F("uses") + 1)
