"""What a bundle costs, and for whom it costs less: acts at once, like a course's prices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from commerce.catalogue import actions as catalogue
from commerce.catalogue.models import Price
from common.money import Money
from common.transactions import in_transaction

from ..models import BUNDLE_PRODUCT, Bundle

if TYPE_CHECKING:
    from accounts.models import User


def set_bundle_prices(
    *,
    bundle: Bundle,
    tier: str,
    prices: Iterable[Money],
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    actor: User | None,
    at: datetime,
) -> list[Price]:
    """Say what a bundle, or one of its tiers, costs from now or from `from_at` on.

    tier: "" where there is none. All else is as for a course (`courses.actions.set_prices`), in a transaction
    of commerce's database. Returns what was added. Raises ValueError, SaleWithoutTime.
    """
    title = f"{bundle.title} · {tier}" if tier else bundle.title
    product = catalogue.know_product(code=bundle.product_code(tier), kind=BUNDLE_PRODUCT, title=title, at=at)
    return catalogue.set_prices(
        product=product,
        prices=prices,
        from_at=from_at or at,
        until_at=until_at,
        actor_id=actor.public_id if actor else None,
        at=at,
    )


def withdraw_bundle_price(*, price: Price, actor: User | None, at: datetime) -> None:
    """Remove a price before it begins, or end a sale early. Raises PriceIsStanding."""
    catalogue.withdraw_price(price=price, actor_id=actor.public_id if actor else None, at=at)


@in_transaction
def leave_out_owned(*, bundle: Bundle, leaves_out: bool, using: str = DEFAULT_DB_ALIAS) -> None:
    """Say whether whoever has some of a bundle's courses pays less for the others. Acts at once."""
    Bundle.objects.using(using).filter(pk=bundle.pk).update(leaves_out_owned=leaves_out)
