"""Gifts: made once their order is paid, told to their recipients, and claimed by one account each.

The order's row is held while somebody claims or the address is corrected, as for everything that decides
what an order opens. A gift never becomes its giver's.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.selectors import accounts_of_addresses
from commerce.databases import commerce_transaction
from common.events import emit

from ..events import GiftAnnounced, GiftClaimed
from ..models import Gift, Order, OrderLine
from .orders import hold_order

#: The link is emailed no more often than that, whoever asks for it.
MOST_EMAILS = 10
_TOKEN_BYTES = 32


class GiftRefused(Exception):
    """What was asked isn't done. code: claimed, withdrawn, locked, own_gift, emailed_enough."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def prepare_gifts(*, order_id: int, at: datetime) -> None:
    """Let what a paid order gives away be claimed, and tell the recipients. A repeat changes nothing.

    Whose verified address it is has it at once. Two queries for an order without gifts.
    """
    lines = OrderLine.objects.filter(order_id=order_id).exclude(recipient_email="", recipient_account_id=None)
    if not lines.filter(gift=None).exists():
        return
    with commerce_transaction():
        order = hold_order(order_id)
        if order.status != Order.Status.PAID:
            return
        waiting = list(lines.filter(gift=None).order_by("position"))
        accounts = accounts_of_addresses({line.recipient_email for line in waiting})
        for line in waiting:
            gift = Gift.objects.create(line=line, token=_new_token())
            account_id = line.recipient_account_id or accounts.get(line.recipient_email)
            if account_id is not None and account_id != order.customer.account_id:
                _claim(gift, line, order, account_id, at)
            _announce(gift, at)


def claim_gift(*, gift_id: int, account_id: UUID, at: datetime) -> None:
    """Let a gift be an account's. Again by the same account changes nothing.

    Raises GiftRefused: claimed by another one, withdrawn or locked, or one's own gift to somebody else.
    """
    with commerce_transaction():
        gift, line, order = _held(gift_id)
        if line.recipient_account_id == account_id:
            if gift.claimed_at is None:
                _claim(gift, line, order, account_id, at)
            return
        if order.customer.account_id == account_id:
            raise GiftRefused("own_gift", _("You gave this to someone else. Only they can claim it."))
        _refuse_closed(order, line)
        if line.recipient_account_id is not None:
            raise GiftRefused("claimed", _("Someone has already claimed this gift."))
        _claim(gift, line, order, account_id, at)


def claim_gifts_of(*, account_id: UUID, addresses: Collection[str], at: datetime) -> int:
    """Let an account have all that waits for its verified addresses. Returns how many gifts; a repeat none.

    Three queries where nothing waits.
    """
    waiting = Gift.objects.filter(
        line__recipient_email__in=[each.lower() for each in addresses],
        line__recipient_account_id=None,
        line__withdrawn_at=None,
    )
    claimed = 0
    for gift_id in waiting.values_list("pk", flat=True).order_by("pk"):
        try:
            claim_gift(gift_id=gift_id, account_id=account_id, at=at)
            claimed += 1
        except GiftRefused:
            continue
    return claimed


def email_gift_again(*, gift_id: int, at: datetime) -> None:
    """Email the recipient the link once more. Raises GiftRefused."""
    with commerce_transaction():
        gift, line, order = _held(gift_id)
        _refuse_settled(gift, order, line)
        _announce(gift, at)


def correct_recipient(*, gift_id: int, email: str, at: datetime) -> None:
    """Give it to another address: the link that was sent opens nothing any more, and a new one is emailed.

    The same address again changes nothing. Raises GiftRefused.
    """
    address = email.strip().lower()
    with commerce_transaction():
        gift, line, order = _held(gift_id)
        _refuse_settled(gift, order, line)
        if line.recipient_email == address:
            return
        line.recipient_email, gift.token = address, _new_token()
        line.save(update_fields=["recipient_email"])
        gift.save(update_fields=["token"])
        account_id = accounts_of_addresses({address}).get(address)
        if account_id is not None and account_id != order.customer.account_id:
            _claim(gift, line, order, account_id, at)
        _announce(gift, at)


def _held(gift_id: int) -> tuple[Gift, OrderLine, Order]:
    """The gift with its line and order, as they are under the lock of the order. Four queries."""
    order = hold_order(Gift.objects.values_list("line__order_id", flat=True).get(pk=gift_id))
    gift = Gift.objects.select_related("line").get(pk=gift_id)
    return gift, gift.line, order


def _claim(gift: Gift, line: OrderLine, order: Order, account_id: UUID, at: datetime) -> None:
    line.recipient_account_id = account_id
    line.save(update_fields=["recipient_account_id"])
    gift.claimed_at = at
    gift.save(update_fields=["claimed_at"])
    with commerce_transaction() as db:
        emit(GiftClaimed(order_id=order.pk, public_id=order.public_id), using=db)


def _announce(gift: Gift, at: datetime) -> None:
    gift.emails, gift.emailed_at = gift.emails + 1, at
    gift.save(update_fields=["emails", "emailed_at"])
    with commerce_transaction() as db:
        emit(GiftAnnounced(gift_id=gift.pk), using=db)


def _refuse_settled(gift: Gift, order: Order, line: OrderLine) -> None:
    _refuse_closed(order, line)
    if line.recipient_account_id is not None:
        raise GiftRefused("claimed", _("Someone has already claimed this gift."))
    if gift.emails >= MOST_EMAILS:
        raise GiftRefused("emailed_enough", _("This gift was emailed too often. Contact us."))


def _refuse_closed(order: Order, line: OrderLine) -> None:
    if line.withdrawn_at is not None or order.dispute == Order.DisputeState.LOST:
        raise GiftRefused("withdrawn", _("This gift is no longer available."))
    if order.dispute == Order.DisputeState.OPEN:
        raise GiftRefused("locked", _("This gift isn't available at the moment. Try again later."))


def _new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)
