"""What an order has paid for now is open, and nothing else of it: whatever order the facts arrive in.

An order in commerce says which products it has paid for (`entitlements`); here, each line of it is a source
of grants, like a cohort or staff. Settling looks at the order as it stands and makes the grants agree, so
that a fact delivered twice, late or out of order does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from accounts.models import User
from commerce.orders.models import Order
from commerce.orders.selectors import Entitlement, EntitlementState, entitlements
from common.one_statement import RowChange, RowInsertion
from common.transactions import in_transaction
from learning.courses.models import COURSE_PRODUCT, Course

from ..actions.bundles import BUNDLE, grant_bundle_access, revoke_bundle_access
from ..actions.grants import (
    end_course_access,
    grant_course_access,
    lock_course_access,
    reinstate_course_access,
    suspend_ended_access,
    unlock_course_access,
)
from ..models import AccessEvent, BundlePurchase, CourseAccess, OrderSettlement
from .codes import bundle_of_code, course_of_code, courses_of_codes

ORDER = "order"
#: How often a line is paid for again after it went back, or given to another address, at the very most.
MOST_TURNS = 16
_SETTLEMENTS = RowInsertion(OrderSettlement, or_nothing=("order_id",))
_SETTLED = RowChange(OrderSettlement, "settled_at")


@in_transaction
def settle_order_access(*, order_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the grants of an order agree with what it has paid for now. A repeat changes nothing.

    Two at once for the same order wait for each other; whoever comes last has seen what is true. A line for
    somebody who has no account yet opens nothing until they have, and a gift nothing more for whom it was
    taken from. About six queries for each line that changes something, two for one that does not; one more
    for a gift.
    """
    order = Order.objects.get(pk=order_id)
    _wait_for_others(order, using)
    lines = entitlements(order_id)
    people = _people(lines)
    for line in lines:
        account = line.recipient_account_id or (None if line.is_gift else line.buyer_account_id)
        person = people.get(account) if account else None
        if line.is_gift and (person is not None or account is None):
            _take_from_others(order, line, person, at, using)
        if person is not None:
            _settle(order, line, person, at, using)
    _SETTLED.write(order.public_id, at, using=using)


def _take_from_others(order: Order, line: Entitlement, person: User | None, at: datetime, using: str) -> None:
    """End what a gift opened for somebody before it was given to another address."""
    words = _("The gift was given to someone else.")
    if line.product_code.startswith(f"{BUNDLE}:"):
        keys = [purchase_key(order, line.line_id, number) for number in range(MOST_TURNS)]
        bought = BundlePurchase.objects.using(using).filter(public_id__in=keys, revoked_at=None)
        for purchase in bought.exclude(buyer=person) if person is not None else bought:
            for grant in _grants_of(purchase, using):
                _release(grant, at, using)
            revoke_bundle_access(purchase=purchase, by=None, at=at, reason=words, using=using)
        return
    grants = CourseAccess.objects.using(using).of_source(ORDER, f"{order.public_id}:{line.line_id}")
    for grant in grants.exclude(person=person) if person is not None else grants:
        _release(grant, at, using)
        end_course_access(grant=grant, by=None, at=at, reason=words, using=using)


def _wait_for_others(order: Order, using: str) -> None:
    """Hold the order's row on this side; what commerce says is read after that."""
    _SETTLEMENTS.add(OrderSettlement(order_id=order.public_id), using=using)
    OrderSettlement.objects.using(using).select_for_update().get(order_id=order.public_id)


def _people(lines: Iterable[Entitlement]) -> dict[UUID, User]:
    wanted = {line.recipient_account_id or line.buyer_account_id for line in lines}
    return {person.public_id: person for person in get_user_model().objects.filter(public_id__in=wanted)}


def _settle(order: Order, line: Entitlement, person: User, at: datetime, using: str) -> None:
    if line.product_code.startswith(f"{COURSE_PRODUCT}:"):
        _settle_course(order, line, person, at, using)
    elif line.product_code.startswith(f"{BUNDLE}:"):
        _settle_bundle(order, line, person, at, using)


def _settle_course(order: Order, line: Entitlement, person: User, at: datetime, using: str) -> None:
    source = f"{order.public_id}:{line.line_id}"
    grants = CourseAccess.objects.using(using).of_source(ORDER, source).filter(person=person)
    grant = grants.first()
    if grant is None:
        if line.state is EntitlementState.CLOSED:
            return
        grant = grant_course_access(
            person=person,
            course=course_of_code(line.product_code),
            type=CourseAccess.Type.VOUCHER if line.is_by_voucher else CourseAccess.Type.PURCHASE,
            source_kind=ORDER,
            source_id=source,
            source_label=order.number,
            purchase_id=order.number,
            by=None,
            at=at,
            status=_status_at_first(line),
            using=using,
        )
    _bring(grant, line.state, at, using)


def _settle_bundle(order: Order, line: Entitlement, person: User, at: datetime, using: str) -> None:
    number, purchase = _standing_purchase(order, line, using)
    if purchase is None:
        if line.state is EntitlementState.CLOSED:
            return
        bundle, tier = bundle_of_code(line.product_code)
        sold: list[Course] = courses_of_codes(line.choices)
        purchase = grant_bundle_access(
            person=person,
            bundle=bundle,
            tier=tier or None,
            sold=[course.pk for course in sold] or None,
            order_id=order.number if not number else f"{order.number} ({number + 1})",
            key=purchase_key(order, line.line_id, number),
            by=None,
            at=at,
            status=_status_at_first(line),
            using=using,
        )
    for grant in _grants_of(purchase, using):
        _bring(grant, line.state, at, using)
    if line.state is EntitlementState.CLOSED:
        revoke_bundle_access(purchase=purchase, by=None, at=at, reason=_closed_words(), using=using)


def _status_at_first(line: Entitlement) -> str:
    """How a grant begins: one that is to be locked is never open before."""
    is_locked = line.state is EntitlementState.LOCKED
    return CourseAccess.Status.PENDING if is_locked else CourseAccess.Status.UNLOCKED


def _standing_purchase(order: Order, line: Entitlement, using: str) -> tuple[int, BundlePurchase | None]:
    """The purchase of this line that has not ended, if there is one, and how many have.

    One that has ended never begins again: what is paid for once more is another one.
    """
    number = 0
    while True:
        purchase = (
            BundlePurchase.objects.using(using)
            .filter(public_id=purchase_key(order, line.line_id, number))
            .first()
        )
        if purchase is None or purchase.revoked_at is None:
            return number, purchase
        number += 1


def purchase_key(order: Order, line_id: int, number: int) -> UUID:
    """The public id of the purchase of a line; number: how many of it have ended before."""
    again = f", {number + 1}" if number else ""
    return uuid5(order.public_id, f"line {line_id}{again}")


def _grants_of(purchase: BundlePurchase, using: str) -> list[CourseAccess]:
    return list(CourseAccess.objects.using(using).of_source(BUNDLE, str(purchase.pk)).order_by("pk"))


def _bring(grant: CourseAccess, state: EntitlementState, at: datetime, using: str) -> None:
    """Let a grant be as its line says. What staff suspended or revoked stays so."""
    if state is EntitlementState.LOCKED:
        words = _("The payment is disputed.")
        if grant.status in (CourseAccess.Status.UNLOCKED, CourseAccess.Status.PENDING):
            lock_course_access(grant=grant, at=at, reason=words, using=using)
        else:
            suspend_ended_access(grant=grant, at=at, reason=words, using=using)
    elif state is EntitlementState.CLOSED:
        _release(grant, at, using)
        end_course_access(grant=grant, by=None, at=at, reason=_closed_words(), using=using)
    elif grant.status == CourseAccess.Status.REVOKED and grant.ended_with_source:
        reinstate_course_access(grant=grant, by=None, at=at, reason=_("Paid for again."), using=using)
    else:
        _release(grant, at, using)


def _release(grant: CourseAccess, at: datetime, using: str) -> None:
    """Take back a suspension of ours; one that a member of staff decided stays."""
    if grant.status != CourseAccess.Status.LOCKED:
        return
    suspended = grant.events.using(using).filter(kind=AccessEvent.Kind.LOCKED).order_by("-pk").first()
    if suspended is not None and suspended.actor_id is None:
        unlock_course_access(grant=grant, at=at, reason=_("The dispute is over."), using=using)
        grant.refresh_from_db(using=using)


def _closed_words() -> str:
    return _("The order is no longer paid for.")
