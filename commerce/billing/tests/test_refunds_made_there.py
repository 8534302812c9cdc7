"""Refunds made at the provider: which lines they are of, and that they leave those that ours need."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from commerce.billing import actions
from commerce.billing.models import Invoice, InvoiceLine, PaymentCapture, Refund, RefundLine
from commerce.customers.details import BuyerDetails
from commerce.gateways.base import RefundOutcome
from commerce.ledger.models import JournalEntry
from commerce.orders.models import Order
from commerce.testing.invoices import SELLER, documented
from commerce.testing.orders import DAY, NOON, quoted, shared
from commerce.testing.payments import assert_books_balance, book, opens, paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books_balance() -> Any:
    yield
    assert_books_balance()


def ask(order: Order, amounts: list[int], *, withdraws: bool = True) -> Refund:
    lines = order.lines.order_by("position").values_list("pk", flat=True)
    by_line = dict(zip(lines, amounts, strict=False))
    [refund] = actions.request_refund(
        order_id=order.pk, by_line=by_line, withdraws_access=withdraws, reason="staff", actor_id=None, at=NOON
    )
    return refund


def give_there(provider: ScriptedProvider, amount: int) -> Refund:
    """Somebody gives money of the payment back on the provider's site, and we hear of it."""
    state = provider.refund_there(PaymentCapture.objects.get().transaction_id, Money(amount, "EUR"))
    return actions.settle_provider_refund(gateway="scripted", state=state, at=NOON)


def parts() -> dict[str, list[tuple[int, int, bool]]]:
    """By the reason of each refund that went back: position of the line, amount, whether it closes."""
    found: dict[str, list[tuple[int, int, bool]]] = {}
    rows = RefundLine.objects.filter(refund__status="completed").order_by("order_line__position")
    for row in rows.select_related("refund", "order_line"):
        told = (row.order_line.position, row.amount_minor, row.withdraws)
        found.setdefault(row.refund.reason, []).append(told)
    return found


def test_it_leaves_a_line_that_ours_turns_out_to_need(provider: ScriptedProvider) -> None:
    """Two of ours wait, so it takes of the first; the provider refuses the second, and gives the first."""
    order = paid(provider, quoted(1_000, payees=shared(5_000)), quoted(2_000, code="other", tax_bp=1_900))
    first, second = ask(order, [1_000]), ask(order, [0, 2_380], withdraws=False)
    give_there(provider, 1_500)
    assert (parts(), opens(order)) == (
        {"provider": [(1, 1_000, True), (2, 500, False)]},
        ["closed", "open"],
    )

    assert actions.send_refund(refund_id=first.pk, now=NOON).status == "completed"

    assert parts() == {"staff": [(1, 1_000, True)], "provider": [(2, 1_500, False)]}
    assert opens(order) == ["closed", "open"]
    assert actions.send_refund(refund_id=second.pk, now=NOON).status == "failed"
    order.refresh_from_db()
    assert order.refunded_minor == 2_500
    assert book() == {"clearing scripted": 880, "revenue": -739, "tax": -141}
    moved = JournalEntry.objects.get(kind="refund_moved")
    assert sum(moved.postings.values_list("amount_minor", flat=True)) == 0


def test_only_what_is_needed_moves(provider: ScriptedProvider) -> None:
    order = paid(provider, 1_000, 2_000, 3_000)
    ours = ask(order, [300], withdraws=False)
    waits = ask(order, [0, 2_000])
    give_there(provider, 4_000)
    assert parts() == {"provider": [(1, 1_000, True), (3, 3_000, True)]}
    actions.send_refund(refund_id=ours.pk, now=NOON)
    assert parts() == {
        "staff": [(1, 300, False)],
        "provider": [(1, 700, True), (2, 300, False), (3, 3_000, True)],
    }
    assert actions.send_refund(refund_id=waits.pk, now=NOON).status == "failed"  # 1,700 are left there
    assert opens(order) == ["closed", "open", "closed"]


def test_a_line_is_open_again_that_it_had_closed(provider: ScriptedProvider) -> None:
    """What it had taken of it was more than needed: ours is a part that closes nothing."""
    order = paid(provider, 1_000, 2_000)
    ours, waits = ask(order, [1_000], withdraws=False), ask(order, [0, 2_000])
    give_there(provider, 1_000)
    assert opens(order) == ["closed", "open"]
    actions.send_refund(refund_id=ours.pk, now=NOON)
    assert (parts()["provider"], opens(order)) == ([(2, 1_000, False)], ["open", "open"])
    assert actions.send_refund(refund_id=waits.pk, now=NOON).status == "failed"


def test_two_lines_of_one_product_are_the_same_in_the_books(provider: ScriptedProvider) -> None:
    order = paid(
        provider, quoted(1_000, code="one"), quoted(1_000, code="one", recipient_email="a@b.example")
    )
    ours, waits = ask(order, [1_000]), ask(order, [0, 1_000])
    give_there(provider, 1_000)
    assert actions.send_refund(refund_id=ours.pk, now=NOON).status == "completed"
    assert parts() == {"staff": [(1, 1_000, True)], "provider": [(2, 1_000, True)]}
    assert actions.send_refund(refund_id=waits.pk, now=NOON).status == "failed"
    assert (book(), JournalEntry.objects.filter(kind="refund_moved").count()) == ({}, 0)


def test_one_that_waits_chooses_anew(provider: ScriptedProvider) -> None:
    """It is pending there until ours has gone back, of the line that it was to be of."""
    order = paid(provider, 1_000, 2_000)
    ours, waits = ask(order, [1_000]), ask(order, [0, 2_000])
    capture = PaymentCapture.objects.get()
    state = provider.refund_there(capture.transaction_id, Money(2_000, "EUR"))
    pending = provider.turn_refund(state.reference, RefundOutcome.PENDING)
    there = actions.settle_provider_refund(gateway="scripted", state=pending, at=NOON)
    assert there.lines.get(order_line__position=1).amount_minor == 1_000
    actions.send_refund(refund_id=ours.pk, now=NOON)
    done = provider.turn_refund(state.reference, RefundOutcome.COMPLETED)
    actions.settle_provider_refund(gateway="scripted", state=done, at=NOON)
    assert parts() == {"staff": [(1, 1_000, True)], "provider": [(2, 2_000, True)]}
    assert actions.send_refund(refund_id=waits.pk, now=NOON).status == "failed"
    assert (opens(order), book()) == (["closed", "closed"], {})


def test_one_that_failed_before_it_was_heard_of_takes_nothing(provider: ScriptedProvider) -> None:
    """All was given back there, which failed; then a part by us, and only then that is heard of."""
    order = paid(provider, 1_000, 2_000)
    capture = PaymentCapture.objects.get()
    state = provider.refund_there(capture.transaction_id, Money(3_000, "EUR"))
    failed = provider.turn_refund(state.reference, RefundOutcome.FAILED)
    actions.send_refund(refund_id=ask(order, [1_000]).pk, now=NOON)

    there = actions.settle_provider_refund(gateway="scripted", state=failed, at=NOON)

    assert (there.status, list(there.lines.all()), opens(order)) == ("failed", [], ["closed", "open"])
    # Should it go back after all, lines are chosen then, once there is room.
    again = provider.turn_refund(state.reference, RefundOutcome.COMPLETED)
    with pytest.raises(actions.UnknownReference):
        actions.settle_provider_refund(gateway="scripted", state=again, at=NOON)
    ours = Refund.objects.get(reason="staff")
    undone = provider.turn_refund(ours.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=ours.pk, state=undone, at=NOON)
    actions.settle_provider_refund(gateway="scripted", state=again, at=NOON)
    assert (opens(order), book()) == (["closed", "closed"], {})


def test_ours_of_what_came_too_much_waits_for_the_failure_of_one_made_there(
    provider: ScriptedProvider,
) -> None:
    """All of a second payment was given back there, which failed; ours goes out before that is heard of."""
    order = paid(provider, 1_000, 2_000, fee=30)
    payment = order.payments.get()
    state = provider.pay_again(payment.gateway_reference, order.total)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    there = provider.refund_there(state.further[0].transaction_id, order.total)
    actions.settle_provider_refund(gateway="scripted", state=there, at=NOON)
    provider.turn_refund(there.reference, RefundOutcome.FAILED)
    ours = Refund.objects.get(reason="surplus")

    assert actions.send_refund(refund_id=ours.pk, now=NOON).status == "pending"

    assert actions.chase_refunds(now=NOON) == 1  # the one that is said to be done
    assert Refund.objects.get(reason="provider").status == "failed"
    assert actions.send_refund(refund_id=ours.pk, now=NOON).status == "completed"
    assert (opens(order), book()["clearing scripted"], "refunds" in book()) == (
        ["open", "open"],
        2_970,
        False,
    )


def test_its_credit_note_follows_and_the_buyer_is_told_once(
    provider: ScriptedProvider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    monkeypatch.setattr("commerce.billing.actions.printing.draw", lambda document: b"pdf")
    buyer = BuyerDetails(name="Ada", email="ada@example.org", country="DE").as_json()
    order = paid(provider, quoted(1_000, tax_bp=1_900), quoted(2_000, code="other"), buyer=buyer)
    ours, waits = ask(order, [1_190]), ask(order, [0, 2_000])
    give_there(provider, 1_190)
    tell(order)
    before = len(mail.outbox)

    actions.send_refund(refund_id=ours.pk, now=NOON)

    tell(order)
    assert actions.send_refund(refund_id=waits.pk, now=NOON).status == "failed"
    documents = list(Invoice.objects.order_by("pk").values_list("kind", "total_minor", "tax_minor"))
    assert documents == [
        ("invoice", 3_190, 190),
        ("credit_note", 1_190, 190),
        ("invoice", 1_190, 190),  # takes it back
        ("credit_note", 1_190, 190),  # ours
        ("credit_note", 1_190, 0),  # of the other product instead
    ]
    charged = sum(row.invoice.sign * row.gross_minor for row in InvoiceLine.objects.all())
    assert charged == order.total_minor - 2_380
    assert [mail.subject for mail in mail.outbox[before:]] == [f"Refund for your order {order.number}"]
    tell(order)
    assert len(Invoice.objects.all()) == 5


def tell(order: Order) -> None:
    """All documents and emails that are due."""
    documented(order)
    actions.tell_buyer(order_id=order.pk, at=NOON + DAY)
