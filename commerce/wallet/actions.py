"""Putting money into wallets, paying from them, and making and redeeming vouchers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.ledger.actions import EntryLine, Kind, credit, debit, post
from common.money import Money

from .codes import new_code, normalized
from .models import Voucher, VoucherBatch, VoucherRedemption
from .product_vouchers import VoucherRefused, opener
from .selectors import balances_of

__all__ = [
    "MOST_VOUCHERS",
    "VoucherRefused",
    "make_vouchers",
    "move_wallets",
    "pay_back_lines",
    "pay_lines",
    "redeem",
    "resume_vouchers",
    "stop_vouchers",
    "top_up",
]

#: More at once would be a mistake of typing; several batches may be made.
MOST_VOUCHERS = 10_000
_AT_ONCE = 1_000


def make_vouchers(
    *,
    name: str,
    count: int,
    at: datetime,
    actor_id: UUID | None,
    money: Money | None = None,
    product_code: str = "",
    product_title: str = "",
    uses: int = 1,
    expires_at: datetime | None = None,
) -> VoucherBatch:
    """Make a batch of vouchers that put `money` into a wallet, or open the product of that code.

    product_title: of that product, as it is printed. uses: how many customers may use each. expires_at: the
    first moment at which they are worth nothing. Raises ValueError for both or none of money and product,
    for no or too many vouchers, and for an end that is past.
    """
    if (money is None) is (not product_code) or (money is not None and money.amount_minor <= 0):
        raise ValueError("a voucher is worth an amount above nought or a product, and not both")
    if not 0 < count <= MOST_VOUCHERS or uses < 1:
        raise ValueError(f"between 1 and {MOST_VOUCHERS} vouchers, each of some use")
    if expires_at is not None and expires_at <= at:
        raise ValueError("the vouchers would have ended before they begin")
    with commerce_transaction():
        batch = VoucherBatch.objects.create(
            name=name,
            amount_minor=money.amount_minor if money else None,
            currency=money.currency if money else "",
            product_code=product_code,
            product_title=product_title[:255],
            count=count,
            uses=uses,
            expires_at=expires_at,
            made_by=actor_id,
            made_at=at,
        )
        Voucher.objects.bulk_create(
            [Voucher(batch=batch, code=new_code(), uses_left=uses) for _place in range(count)],
            batch_size=_AT_ONCE,
        )
    return batch


def stop_vouchers(*, batch: VoucherBatch, at: datetime) -> None:
    """Let nobody redeem what is left of a batch; `resume_vouchers` takes it back."""
    with commerce_transaction():
        VoucherBatch.objects.filter(pk=batch.pk, disabled_at=None).update(disabled_at=at)


def resume_vouchers(*, batch: VoucherBatch) -> None:
    """Let a stopped batch be redeemed again."""
    with commerce_transaction():
        VoucherBatch.objects.filter(pk=batch.pk).update(disabled_at=None)


def redeem(*, customer: Customer, code: str, at: datetime) -> VoucherRedemption:
    """Use a voucher: its money is in the wallet, or its product is the customer's.

    code: as it was typed. Raises VoucherRefused, and then nothing is written. One use is counted for each
    customer, however many try at once; who has the product already keeps their use.
    """
    with commerce_transaction() as db:
        voucher = Voucher.objects.select_related("batch").filter(code=normalized(code)).first()
        if voucher is None:
            raise VoucherRefused(
                "unknown", _("There's no voucher with this code. Check the code and try again.")
            )
        redemption = VoucherRedemption(voucher=voucher, customer=customer, redeemed_at=at)
        try:
            with transaction.atomic(using=db):
                redemption.save()
        except IntegrityError:
            own = VoucherRedemption.objects.get(voucher=voucher, customer=customer)
            words = _("You've already used this voucher.")
            raise VoucherRefused("already_yours", words, redemption=own) from None
        usable = Voucher.objects.usable_at(at).filter(pk=voucher.pk)
        # The condition and the count are one statement: of two who want the last use, one gets it. What is
        # left is asked of the row itself, since a subquery isn't asked again after the wait for its lock.
        left = Voucher.objects.filter(pk__in=usable.values("pk"), uses_left__gt=0)
        if not left.update(uses_left=F("uses_left") - 1):
            raise _why_not(voucher, at)
        money = voucher.batch.money
        if money is not None:
            post(
                kind="voucher",
                reference=str(redemption.public_id),
                lines=[debit(Kind.VOUCHERS, money), credit(Kind.WALLET, money, _owner(customer))],
                at=at,
            )
        else:
            _open_product(redemption, at)
    return redemption


def _open_product(redemption: VoucherRedemption, at: datetime) -> None:
    found = opener()
    if found is None:
        raise VoucherRefused("not_available", _("This is no longer available."))
    found.open(redemption, at)


def _why_not(voucher: Voucher, at: datetime) -> VoucherRefused:
    batch = voucher.batch
    if batch.disabled_at is not None:
        return VoucherRefused("stopped", _("This voucher is no longer valid."))
    if batch.expires_at is not None and batch.expires_at <= at:
        return VoucherRefused("expired", _("This voucher has expired."))
    return VoucherRefused("used", _("This voucher has no uses left."))


def top_up(
    *, customer: Customer, money: Money, paid_from: EntryLine, reference: str, order_number: str, at: datetime
) -> None:
    """Put money that was paid into the wallet. paid_from: the debit of the other side (the provider).

    reference: of the payment; the same one again changes nothing.
    """
    lines = [paid_from, credit(Kind.WALLET, money, _owner(customer))]
    post(kind="top_up", reference=reference, lines=lines, order_number=order_number, at=at)


def pay_lines(*, customer: Customer, money: Money) -> list[EntryLine]:
    """The line by which an entry takes its money from the wallet; posting it raises NotEnoughBalance."""
    return [debit(Kind.WALLET, money, _owner(customer))]


def pay_back_lines(*, customer: Customer, money: Money) -> list[EntryLine]:
    """The line by which an entry gives money back to the wallet."""
    return [credit(Kind.WALLET, money, _owner(customer))]


def move_wallets(*, source: Customer, target: Customer, at: datetime) -> None:
    """Give one customer what is in another's wallets: two accounts became one. A repeat moves what is there.

    Raises NotEnoughBalance when the source pays meanwhile; then nothing is moved.
    """
    with commerce_transaction():
        for money in balances_of(source):
            lines = [*pay_lines(customer=source, money=money), *pay_back_lines(customer=target, money=money)]
            post(kind="merge", reference=str(uuid4()), lines=lines, at=at)


def _owner(customer: Customer) -> str:
    return str(customer.public_id)
