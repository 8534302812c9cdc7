"""Gifts: made once their order is paid, told to their recipients, and claimed by one account each.

The order's row is held while somebody claims or the address is corrected, as for everything that decides
what an order opens. A gift never becomes its giver's, and its giver can't find out by it who has an account:
what an account has without having asked for it looks and acts like what nobody has claimed (`accepted_at`).
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

from .. import openings
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

    Whose verified address it is has it at once, and its giver isn't told. Two queries for an order without
    gifts.
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
    """Let a gift be an account's, at the wish of its person. Again by the same account changes nothing.

    Raises GiftRefused: claimed by another one, withdrawn or locked, or one's own gift to somebody else.
    """
    with commerce_transaction():
        gift, line, order = _held(gift_id)
        _give(gift, line, order, account_id, at)
        _accept(gift, at)


def accept_gift(*, gift_id: int, account_id: UUID, at: datetime) -> None:
    """Note that who has a gift without having asked for it has seen it. Nothing for anybody else."""
    with commerce_transaction():
        gift, line, _order = _held(gift_id)
        if line.recipient_account_id == account_id and gift.claimed_at is not None:
            _accept(gift, at)


def let_known_have(*, gift_id: int, at: datetime) -> None:
    """Let the account with that verified address have a gift; never its giver's. A repeat changes nothing."""
    with commerce_transaction():
        gift, line, order = _held(gift_id)
        if line.recipient_account_id is not None or line.withdrawn_at is not None:
            return
        account_id = accounts_of_addresses({line.recipient_email}).get(line.recipient_email)
        if account_id is not None and account_id != order.customer.account_id:
            _claim(gift, line, order, account_id, at)


def claim_gifts_of(*, account_id: UUID, addresses: Collection[str], at: datetime) -> int:
    """Let an account have all that waits for its verified addresses. Returns how many gifts; a repeat none.

    Its givers aren't told: a new account is nobody's business. Three queries where nothing waits.
    """
    waiting = Gift.objects.filter(
        line__recipient_email__in=[each.lower() for each in addresses],
        line__recipient_account_id=None,
        line__withdrawn_at=None,
    )
    claimed = 0
    for gift_id in waiting.values_list("pk", flat=True).order_by("pk"):
        try:
            with commerce_transaction():
                gift, line, order = _held(gift_id)
                _give(gift, line, order, account_id, at)
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

    Whoever had it without having asked for it no longer has it, unless they use it already. Whether the new
    address is an account's is looked up when the email is written (`let_known_have`): the answer to the giver
    takes as long either way. The same address again changes nothing. Raises GiftRefused.
    """
    address = email.strip().lower()
    line = OrderLine.objects.select_related("order").get(gift=gift_id)
    if openings.is_used(line):
        with commerce_transaction():
            _accept(_held(gift_id)[0], at)
    with commerce_transaction() as db:
        gift, line, order = _held(gift_id)
        _refuse_settled(gift, order, line)
        if line.recipient_email == address:
            return
        line.recipient_email, line.recipient_account_id = address, None
        line.save(update_fields=["recipient_email", "recipient_account_id"])
        gift.token, gift.claimed_at = _new_token(), None
        gift.save(update_fields=["token", "claimed_at"])
        emit(GiftClaimed(order_id=order.pk, public_id=order.public_id), using=db)
        _announce(gift, at)


def _held(gift_id: int) -> tuple[Gift, OrderLine, Order]:
    """The gift with its line and order, as they are under the lock of the order. Four queries."""
    order = hold_order(Gift.objects.values_list("line__order_id", flat=True).get(pk=gift_id))
    gift = Gift.objects.select_related("line").get(pk=gift_id)
    return gift, gift.line, order


def _give(gift: Gift, line: OrderLine, order: Order, account_id: UUID, at: datetime) -> None:
    """Let an account have it that may. Raises GiftRefused."""
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


def _accept(gift: Gift, at: datetime) -> None:
    if gift.accepted_at is None:
        gift.accepted_at = at
        gift.save(update_fields=["accepted_at"])


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
    if gift.accepted_at is not None:
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
