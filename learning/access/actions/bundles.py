"""Bundles: given to people, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.transactions import in_transaction
from learning.courses.models import Course

from ..models import Bundle, BundlePage, BundlePurchase, CourseAccess
from .grants import AS_THE_COURSE_SAYS, End, end_course_access, grant_course_access

if TYPE_CHECKING:
    from accounts.models import User

BUNDLE = "bundle"


class BundleRefused(Exception):
    """What was chosen is not what the bundle offers; nothing was written. Its words are for people."""


@in_transaction
def grant_bundle_access(
    *,
    person: User,
    bundle: Bundle,
    by: User | None,
    at: datetime,
    chosen: Sequence[int] | None = None,
    tier: str | None = None,
    sold: Sequence[int] | None = None,
    order_id: str = "",
    notes: str = "",
    key: UUID | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None | End = AS_THE_COURSE_SAYS,
    status: str = CourseAccess.Status.UNLOCKED,
    using: str = DEFAULT_DB_ALIAS,
) -> BundlePurchase:
    """Give a person a bundle: every course of it opens, each until its own end unless one is said.

    chosen: course ids, for a bundle to pick from. tier: for one in tiers. sold: the ids of what an order has
    been paid for; they open whatever the bundle offers by now. The same order, or the same key, again changes
    nothing. starts_at, ends_at, status: as for a single grant. Raises BundleRefused, EndsBeforeStart.
    """
    same = _same_purchase(person, bundle, order_id, key, using=using)
    if same is not None:
        return same
    course_ids = list(sold) if sold else courses_bought(page_of_bundle(bundle), chosen=chosen, tier=tier)
    try:
        with transaction.atomic(using=using):
            purchase = BundlePurchase.objects.using(using).create(
                public_id=key or uuid4(),
                buyer=person,
                bundle=bundle,
                title=bundle.title,
                order_id=order_id,
                tier=tier or "",
                course_ids=course_ids,
                purchased_at=at,
                granted_by=by,
                notes=notes,
            )
    except IntegrityError:
        # The same order or the same press of a button was dealt with at this very moment.
        same = _same_purchase(person, bundle, order_id, key, using=using)
        if same is None:
            raise
        return same
    courses = Course.objects.using(using).select_related("latest_release").in_bulk(course_ids)
    for course_id in course_ids:
        grant_course_access(
            person=person,
            course=courses[course_id],
            type=CourseAccess.Type.BUNDLE,
            source_kind=BUNDLE,
            source_id=str(purchase.pk),
            source_label=bundle.title[:120],
            purchase_id=order_id,
            by=by,
            at=at,
            starts_at=starts_at,
            ends_at=ends_at,
            status=status,
            notes=notes,
            using=using,
        )
    return purchase


def _same_purchase(
    person: User, bundle: Bundle, order_id: str, key: UUID | None, *, using: str
) -> BundlePurchase | None:
    purchases = BundlePurchase.objects.using(using).filter(buyer=person, bundle=bundle)
    if key is not None and (same := purchases.filter(public_id=key).first()) is not None:
        return same
    return purchases.filter(order_id=order_id).first() if order_id else None


@in_transaction
def revoke_bundle_access(
    *, purchase: BundlePurchase, by: User | None, at: datetime, reason: str, using: str = DEFAULT_DB_ALIAS
) -> BundlePurchase:
    """Take a bundle back: closes what it opened, and nothing else. A repeat changes nothing."""
    purchase = BundlePurchase.objects.using(using).select_for_update().get(pk=purchase.pk)
    if purchase.revoked_at is not None:
        return purchase
    purchase.revoked_at, purchase.revoked_by, purchase.revoked_reason = at, by, reason
    purchase.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    for grant in CourseAccess.objects.using(using).of_source(BUNDLE, str(purchase.pk)).order_by("pk"):
        end_course_access(grant=grant, by=by, at=at, reason=reason, using=using)
    return purchase


@in_transaction
def keep_bundle_title(*, page: BundlePage, using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the identity be called as the page that others were translated from."""
    if page.is_source:
        Bundle.objects.using(using).filter(pk=page.bundle_id).update(title=page.title)


def courses_bought(page: BundlePage, *, chosen: Sequence[int] | None, tier: str | None) -> list[int]:
    """Which courses such a choice opens, in the order of the bundle. Raises BundleRefused."""
    tiers = page.tiers()
    if page.kind == BundlePage.Kind.TIERED:
        if chosen is not None:
            raise BundleRefused(
                _("You can't pick courses from this bundle. Each tier includes all its courses.")
            )
        if not tier or tier not in tiers:
            names = ", ".join(f"“{name}”" for name in tiers)
            raise BundleRefused(_("Choose one of the tiers: %(names)s.") % {"names": names})
        return tiers[tier]
    if tier:
        raise BundleRefused(_("This bundle has no tiers."))
    offered = tiers.get("", [])
    if page.kind == BundlePage.Kind.PICK:
        return _picked(offered, chosen or (), page.pick_count or 0)
    if chosen is not None:
        raise BundleRefused(_("You can't pick courses from this bundle. It includes all its courses."))
    return offered


def _picked(offered: list[int], chosen: Sequence[int], count: int) -> list[int]:
    wanted = set(chosen)
    if wanted - set(offered):
        raise BundleRefused(_("One of the courses isn't in this bundle."))
    if len(wanted) != count:
        words = ngettext("Pick exactly %(count)d course.", "Pick exactly %(count)d courses.", count)
        raise BundleRefused(words % {"count": count})
    return [course_id for course_id in offered if course_id in wanted]


def page_of_bundle(bundle: Bundle) -> BundlePage:
    """The published page that says what is in the bundle. Raises BundleRefused."""
    page = bundle.pages.filter(live=True).order_by("pk").first()
    if page is None:
        raise BundleRefused(_("This bundle isn't available."))
    return page
