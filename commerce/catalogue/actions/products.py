"""Products, as their owners tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from commerce.databases import commerce_database, commerce_transaction

from ..models import Payee, Product, Supply
from ..models.products import WHOLE_BP


class SharesExceedWhole(ValueError):
    """More was given away than there is, or twice to one payee."""


@dataclass(frozen=True, slots=True)
class PayeeShare:
    """payee: an account's UUID. share_bp: in hundredths of a percent, above 0."""

    payee: UUID
    share_bp: int


def equal_shares(payees: Sequence[UUID]) -> list[PayeeShare]:
    """The whole in equal parts; what doesn't divide goes to the first ones. Empty for nobody."""
    if not payees:
        return []
    part, rest = divmod(WHOLE_BP, len(payees))
    return [PayeeShare(payee, part + (place < rest)) for place, payee in enumerate(payees)]


def know_product(*, code: str, kind: str, title: str, at: datetime) -> Product:
    """The product of this code; one that isn't on sale yet where there was none, so that it can have
    prices."""
    with transaction.atomic(using=commerce_database()):
        product, _made = Product.objects.get_or_create(
            code=code, defaults={"kind": kind, "title": title[:255], "created_at": at}
        )
    return product


def keep_product(
    *,
    code: str,
    kind: str,
    title: str,
    supply: str = Supply.RECORDED,
    payees: Sequence[PayeeShare] = (),
    at: datetime,
) -> Product:
    """Put a product on sale as its owner tells of it, or tell of it again; the same again changes nothing.

    payees: how they share among them what payees get by default (PAYEE_DEFAULT_SHARE), which is theirs
    unless staff edited the shares. Raises SharesExceedWhole.
    """
    _refuse_impossible(payees)
    with commerce_transaction() as db:
        known = know_product(code=code, kind=kind, title=title, at=at)
        product = Product.objects.using(db).select_for_update().get(pk=known.pk)
        wanted = {"kind": kind, "title": title[:255], "supply": supply, "is_active": True}
        changed = [name for name, value in wanted.items() if getattr(product, name) != value]
        if changed:
            for name in changed:
                setattr(product, name, wanted[name])
            product.save(update_fields=changed, using=db)
        if not product.has_own_shares:
            _keep_payees(product, _default_shares(payees), db)
    return product


def retire_product(*, code: str, at: datetime) -> bool:
    """Sell a product no longer. Its prices stay, for when it comes back. Returns whether it was on sale."""
    with commerce_transaction() as db:
        return bool(Product.objects.using(db).filter(code=code, is_active=True).update(is_active=False))


def set_shares(*, product: Product, shares: Sequence[PayeeShare] | None, at: datetime) -> None:
    """Say who gets which share, in place of the product's owner; None leaves it to the owner again.

    Until its owner tells of it again, the shares stay as they are. Raises SharesExceedWhole.
    """
    _refuse_impossible(shares or ())
    with commerce_transaction() as db:
        held = Product.objects.using(db).select_for_update().get(pk=product.pk)
        held.has_own_shares = shares is not None
        held.save(update_fields=["has_own_shares"], using=db)
        if shares is not None:
            _keep_payees(held, shares, db)


def _default_shares(payees: Sequence[PayeeShare]) -> list[PayeeShare]:
    """What payees get of the whole when staff said nothing else: rounded so that they make the default."""
    found, told, given = [], 0, 0
    for share in payees:
        told += share.share_bp
        part = told * settings.PAYEE_DEFAULT_SHARE_BP // WHOLE_BP - given
        given += part
        if part:
            found.append(PayeeShare(share.payee, part))
    return found


def _refuse_impossible(shares: Sequence[PayeeShare]) -> None:
    if any(share.share_bp <= 0 for share in shares) or sum(share.share_bp for share in shares) > WHOLE_BP:
        raise SharesExceedWhole(_("The shares must each be above 0% and at most 100% together."))
    if len({share.payee for share in shares}) < len(shares):
        raise SharesExceedWhole(_("Each payee can have one share."))


def _keep_payees(product: Product, shares: Sequence[PayeeShare], db: str) -> None:
    """Write the shares that differ from those that are there."""
    there = {row.payee: row.share_bp for row in Payee.objects.using(db).filter(product=product)}
    wanted = {share.payee: share.share_bp for share in shares}
    if there == wanted:
        return
    Payee.objects.using(db).filter(product=product).delete()
    Payee.objects.using(db).bulk_create(
        Payee(product=product, payee=payee, share_bp=share_bp) for payee, share_bp in wanted.items()
    )
