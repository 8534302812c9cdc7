"""What is expected by bank, and staff's word that it came or went."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from commerce.databases import commerce_database, commerce_transaction
from common.money import Money

from ..base import SignedMessage, gateway_of
from ..keeping import keep
from ..models import BankTransfer
from ..models.bank_transfer import TransferStatus

CODE = "bank_transfer"
KIND = "transfer.confirmed"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are taken for digits


class TransferRefused(Exception):
    """This transfer can't be confirmed: there is none of this reference, or it was confirmed before."""


def code_of(subject_id: UUID) -> str:
    """What is written on a transfer: short, without look-alikes, the same for the same payment or refund."""
    number = int.from_bytes(sha256(subject_id.bytes).digest()[:7])
    return "T" + "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(10)))


def expect(
    *,
    subject_id: UUID,
    direction: BankTransfer.Direction,
    money: Money,
    order_number: str,
    at: datetime,
    answers: str = "",
) -> BankTransfer:
    """The transfer of this payment or refund; there is one, however often it is asked for."""
    known = BankTransfer.objects.using(commerce_database()).filter(subject_id=subject_id)
    if found := known.first():
        return found
    try:
        with commerce_transaction() as db:
            return BankTransfer.objects.using(db).create(
                code=code_of(subject_id),
                subject_id=subject_id,
                direction=direction,
                order_number=order_number,
                amount_minor=money.amount_minor,
                currency=money.currency,
                answers=answers,
                created_at=at,
            )
    except IntegrityError:
        return known.get()


def confirm_transfer(*, code: str, bank_reference: str, actor_id: UUID, at: datetime) -> BankTransfer:
    """Write down that the money came, or went back to the buyer. Tells GatewayEventReceived.

    bank_reference: as it stands on the account's statement; must not be empty. The whole amount came: for a
    part of it there is nothing to confirm yet. Money that comes after the payment was cancelled is confirmed
    all the same: it is there. Raises TransferRefused.
    """
    if not bank_reference.strip():
        raise TransferRefused(_("Enter the bank's reference of the transfer."))
    with commerce_transaction() as db:
        transfers = BankTransfer.objects.using(db).filter(code=code)
        done = transfers.exclude(status=TransferStatus.DONE).update(
            status=TransferStatus.DONE,
            bank_reference=bank_reference.strip()[:140],
            settled_at=at,
            settled_by=actor_id,
        )
        if not done:
            known = transfers.exists()
            raise TransferRefused(
                _("This transfer was already confirmed.") if known else _("This transfer doesn't exist.")
            )
        transfer = transfers.get()
        body = json.dumps(
            {
                "kind": KIND,
                "transfer": code,
                "direction": transfer.direction,
                "answers": transfer.answers,
                "by": str(actor_id),
            }
        )
        signed = SignedMessage(external_id=f"{code}-confirmed", kind=KIND, sent_at=at)
        keep(gateway_of(CODE), body.encode(), signed, at)
    return transfer
