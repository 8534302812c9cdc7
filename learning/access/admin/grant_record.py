"""What staff see of a person's grants and bundles, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..actions.bundles import BUNDLE
from ..models import AccessEvent, BundlePurchase, CourseAccess
from .labels import STATUS_NAMES, STATUS_TONES, source_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant as it works now. `actions`: names of what can be done to it, as addresses name them."""

    grant: CourseAccess
    status: str
    status_name: str
    tone: str
    source: str
    history: tuple[AccessEvent, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """One bundle that they were given, with the titles of what it opened."""

    purchase: BundlePurchase
    courses: tuple[str, ...]


def grant_rows(grants: Iterable[CourseAccess], *, at: datetime) -> tuple[GrantRow, ...]:
    """Grants with their whole history, the newest first. grants: a queryset; two queries."""
    found = list(grants.select_related("course", "granted_by").order_by("-granted_at", "-pk"))  # type: ignore[attr-defined]
    events: dict[int, list[AccessEvent]] = defaultdict(list)
    for event in AccessEvent.objects.filter(grant__in=found).select_related("actor").order_by("at", "pk"):
        events[event.grant_id].append(event)
    return tuple(_grant_row(grant, tuple(events[grant.pk]), at) for grant in found)


def _grant_row(grant: CourseAccess, history: tuple[AccessEvent, ...], at: datetime) -> GrantRow:
    status = grant.effective_status(at)
    return GrantRow(
        grant=grant,
        status=status,
        status_name=str(STATUS_NAMES[status]),
        tone=STATUS_TONES[status],
        source=source_label(grant),
        history=history,
        actions=actions_on(grant),
    )


def actions_on(grant: CourseAccess) -> tuple[str, ...]:
    """What can be done to a grant in the state that it is in."""
    Status = CourseAccess.Status
    return {
        Status.PENDING: ("unlock", "extend", "revoke"),
        Status.UNLOCKED: ("extend", "lock", "revoke"),
        Status.LOCKED: ("unlock", "extend", "revoke"),
        Status.REVOKED: ("reinstate", "revoke") if grant.ended_with_source else ("reinstate",),
    }[Status(grant.status)]


def purchase_rows(person: User, grants: tuple[GrantRow, ...]) -> tuple[PurchaseRow, ...]:
    opened: dict[str, list[str]] = defaultdict(list)
    for row in grants:
        opened[row.grant.source_key].append(row.grant.course.title)
    purchases = BundlePurchase.objects.filter(buyer=person).select_related("granted_by", "revoked_by")
    return tuple(
        PurchaseRow(purchase, tuple(sorted(opened[f"{BUNDLE}:{purchase.pk}"]))) for purchase in purchases
    )


def actor_of(event: AccessEvent) -> str:
    """Who made a change, in words."""
    return str(event.actor) if event.actor else _("System")
