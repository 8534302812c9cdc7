"""Work of billing that may be repeated: what a change asked for, and the sweeps behind it."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from common.background.schedule import every

from . import actions
from .models import Invoice


@task()
def look_into_message(message_id: int) -> None:
    actions.handle_message(message_id=message_id, at=timezone.now())


@task()
def send_refund(refund_id: int) -> None:
    actions.send_refund(refund_id=refund_id, now=timezone.now())


@task()
def close_other_payments(order_id: int) -> None:
    actions.close_other_payments(order_id=order_id, now=timezone.now())


@task()
def forget_method(method_id: int) -> None:
    actions.forget_method(method_id=method_id, now=timezone.now())


@task()
def forget_buyer(buyer_id: int) -> None:
    actions.forget_buyer(buyer_id=buyer_id, now=timezone.now())


@task()
def document_order(order_id: int) -> None:
    now = timezone.now()
    actions.document_order(order_id=order_id, at=now)
    actions.tell_buyer(order_id=order_id, at=now)


@task()
def send_issued(invoice_id: int) -> None:
    invoice = Invoice.objects.get(pk=invoice_id)
    actions.send_document(invoice=invoice, key=actions.key_of_issued(invoice), at=timezone.now())


@every(minutes=10)
@task()
def forget_methods() -> None:
    actions.forget_methods(now=timezone.now())
    actions.forget_buyers(now=timezone.now())


@every(minutes=10)
@task()
def document_what_was_missed() -> None:
    for order_id in actions.undocumented_orders(now=timezone.now()):
        document_order.enqueue(order_id)


@every(minutes=1)
@task()
def ask_about_payments() -> None:
    actions.ask_about_payments(now=timezone.now())


@every(minutes=5)
@task()
def retry_messages() -> None:
    actions.retry_messages(now=timezone.now())


@every(minutes=5)
@task()
def chase_refunds() -> None:
    actions.chase_refunds(now=timezone.now())


@every(minutes=10)
@task()
def expire_orders() -> None:
    actions.expire_orders(now=timezone.now())


@every(hours=1)
@task()
def ask_about_disputes() -> None:
    actions.ask_about_disputes(now=timezone.now())
