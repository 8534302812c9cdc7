"""What orders opened, as staff of commerce are told it: grants by their courses and people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from commerce.orders.models import Order, OrderLine
from commerce.orders.openings import OpeningNote

from ..actions.bundles import BUNDLE
from ..models import AccessEvent, BundlePurchase, CourseAccess, Enrolment
from .settlement import MOST_TURNS, ORDER, purchase_key


class OrderOpenings:
    """Answers for the grants of orders."""

    def notes_of(self, order: Order) -> list[OpeningNote]:
        """Each change of a grant. One query."""
        events = AccessEvent.objects.filter(grant__purchase_id__in=_numbers(order)).select_related(
            "grant__course", "grant__person", "actor"
        )
        return [_note(event) for event in events.order_by("at", "pk")]

    def open_now(self, order: Order, lines: Iterable[OrderLine]) -> dict[int, list[str]]:
        """Two queries, however many lines there are."""
        by_source = {f"{ORDER}:{order.public_id}:{line.pk}": line.pk for line in lines}
        turns = {purchase_key(order, pk, turn): pk for pk in by_source.values() for turn in range(MOST_TURNS)}
        bought = BundlePurchase.objects.filter(public_id__in=turns, revoked_at=None)
        for pk, public_id in bought.values_list("pk", "public_id"):
            by_source[f"{BUNDLE}:{pk}"] = turns[public_id]
        grants = CourseAccess.objects.filter(purchase_id__in=_numbers(order)).open_at(timezone.now())
        found: dict[int, list[str]] = {}
        for grant in grants.select_related("course", "person").order_by("pk"):
            if (line_id := by_source.get(grant.source_key)) is not None:
                found.setdefault(line_id, []).append(_named(grant))
        return found

    def is_used(self, line: OrderLine) -> bool:
        """Whether somebody has enrolled since it opened. Two queries."""
        keys = [purchase_key(line.order, line.pk, turn) for turn in range(MOST_TURNS)]
        bought = BundlePurchase.objects.filter(public_id__in=keys).values_list("pk", flat=True)
        sources = [f"{ORDER}:{line.order.public_id}:{line.pk}", *(f"{BUNDLE}:{pk}" for pk in bought)]
        begun = Enrolment.objects.filter(
            person=OuterRef("person"), course=OuterRef("course"), enrolled_at__gte=OuterRef("granted_at")
        )
        grants = CourseAccess.objects.filter(source_key__in=sources).open_at(timezone.now())
        return grants.filter(Exists(begun)).exists()


def _numbers(order: Order) -> list[str]:
    """What the order is called in grants: a bundle that was paid for again adds a number."""
    return [order.number, *(f"{order.number} ({turn})" for turn in range(2, MOST_TURNS + 1))]


def _note(event: AccessEvent) -> OpeningNote:
    words = _("%(what)s: %(event)s") % {"what": _named(event.grant), "event": event.get_kind_display()}
    by = _("By %(name)s") % {"name": event.actor} if event.actor else ""
    return OpeningNote(event.at, words, tuple(filter(None, (event.reason, by))))


def _named(grant: CourseAccess) -> str:
    words = _("“%(course)s” for %(person)s")
    return words % {"course": grant.course.title, "person": grant.person.get_display_name()}
