"""What `check_books` asks, in one statement: so cheap that it is asked after every step of a play.

It is put down here once more, in SQL, so that a fault of the one is no fault of the other. At the end of
each play `check_books` itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from commerce.databases import commerce_database

#: Each part is a sum of what can't be, or how many rows can't be: nought when all is well.
_PARTS = {
    "an entry is out of balance": """
        SELECT count(*) FROM (SELECT 1 FROM ledger_posting
                              GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0) found""",
    "an entry has fewer than two postings": """
        SELECT count(*) FROM ledger_journalentry entry
        WHERE (SELECT count(*) FROM ledger_posting WHERE entry_id = entry.id) < 2""",
    "a posting stands in an account of another currency": """
        SELECT count(*) FROM ledger_posting posting JOIN ledger_ledgeraccount account
        ON account.id = posting.account_id WHERE posting.currency <> account.currency""",
    "a wallet holds something else than was posted": """
        SELECT count(*) FROM ledger_ledgeraccount wallet WHERE kind = 'wallet' AND balance_minor <>
        -(SELECT coalesce(sum(amount_minor), 0) FROM ledger_posting WHERE account_id = wallet.id)""",
    "the lines do not make the order": """
        SELECT count(*) FROM orders_order placed JOIN (
            SELECT order_id, sum(net_minor) net, sum(tax_minor) tax, sum(discount_minor) discount,
                   sum(total_minor) total, sum(refunded_minor) refunded
            FROM orders_orderline GROUP BY order_id) lines ON lines.order_id = placed.id
        WHERE net <> net_minor OR tax <> tax_minor OR discount <> discount_minor OR total <> total_minor
        OR refunded <> refunded_minor""",
    "refunds took another amount of a line than went back of it": """
        SELECT count(*) FROM orders_orderline line WHERE refunded_minor <> (
            SELECT coalesce(sum(part.amount_minor), 0) FROM billing_refundline part
            JOIN billing_refund refund ON refund.id = part.refund_id
            WHERE part.order_line_id = line.id AND refund.status = 'completed')""",
    "a refund is of another amount than its parts": """
        SELECT count(*) FROM billing_refund refund
        WHERE status <> 'failed' AND amount_minor <> surplus_minor + (
            SELECT coalesce(sum(amount_minor), 0) FROM billing_refundline WHERE refund_id = refund.id)""",
    "the books hold another amount than the order kept": """
        SELECT count(*) FROM orders_order placed
        WHERE paid_minor - refunded_minor - charged_back_minor <> -(
            SELECT coalesce(sum(posting.amount_minor), 0) FROM ledger_posting posting
            JOIN ledger_journalentry entry ON entry.id = posting.entry_id
            JOIN ledger_ledgeraccount account ON account.id = posting.account_id
            WHERE entry.order_number = placed.number AND (
                account.kind IN ('revenue', 'tax', 'payable', 'deposits', 'losses')
                OR account.kind = 'wallet' AND EXISTS (SELECT 1 FROM orders_orderline line
                   WHERE line.order_id = placed.id AND line.kind = 'top_up')))""",
    "the payments do not make what the order received": """
        SELECT count(*) FROM orders_order placed WHERE paid_minor <> (
            SELECT coalesce(sum(applied_minor), 0) FROM billing_paymentcapture capture
            JOIN billing_payment payment ON payment.id = capture.payment_id
            WHERE payment.order_id = placed.id)""",
    "buyers are owed another amount than came too much": """
        SELECT count(*) FROM (
            SELECT currency, sum(amount) FROM (
                SELECT currency, amount_minor - applied_minor - returned_minor amount
                FROM billing_paymentcapture
                UNION ALL SELECT posting.currency, amount_minor FROM ledger_posting posting
                JOIN ledger_ledgeraccount account ON account.id = posting.account_id
                WHERE account.kind = 'refunds') parts
            GROUP BY currency HAVING sum(amount) <> 0) found""",
    "a provider's account holds something else than came": """
        SELECT count(*) FROM (
            SELECT gateway, currency, sum(amount) FROM (
                SELECT gateway, currency, amount_minor amount FROM billing_paymentcapture
                UNION ALL SELECT gateway, fee_currency, -fee_minor FROM billing_paymentcapture
                UNION ALL SELECT capture.gateway, refund.currency, -refund.amount_minor
                FROM billing_refund refund JOIN billing_paymentcapture capture
                ON capture.id = refund.capture_id WHERE refund.status = 'completed'
                UNION ALL SELECT gateway, currency, -withheld_minor FROM billing_dispute
                UNION ALL SELECT gateway, fee_currency, -fee_minor FROM billing_dispute
                UNION ALL SELECT account.owner, posting.currency, -amount_minor FROM ledger_posting posting
                JOIN ledger_ledgeraccount account ON account.id = posting.account_id
                WHERE account.kind = 'clearing') parts
            WHERE gateway <> 'wallet' GROUP BY gateway, currency HAVING sum(amount) <> 0) found""",
}
_STATEMENT = "SELECT " + ", ".join(f"({part})" for part in _PARTS.values())


def faults_of_books() -> list[str]:
    """What can't be, in words; nothing when the books balance. One query over all there is."""
    with connections[commerce_database()].cursor() as cursor:
        cursor.execute(_STATEMENT)
        counts = cursor.fetchone()
    return [words for words, count in zip(_PARTS, counts, strict=True) if count]


class Written:
    """Whether anything was written in commerce's database since that was last asked."""

    def __init__(self) -> None:
        self._has_written = True

    @contextmanager
    def watched(self) -> Iterator[None]:
        """What is written within is noted."""
        with connections[commerce_database()].execute_wrapper(self._watch):
            yield

    def take(self) -> bool:
        """Whether it was; from now on it wasn't."""
        had, self._has_written = self._has_written, False
        return had

    def _watch(self, execute: Any, sql: str, *how: Any) -> Any:
        self._has_written = self._has_written or sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, *how)
