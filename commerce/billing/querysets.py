"""Which payments, refunds and disputes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from common.append_only import AppendOnlyQuerySet

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        Dispute,
        Payment,
        PaymentCapture,
        Refund,
        SavedPaymentMethod,
        TaxRate,
    )


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> PaymentQuerySet:
        """Those that may still be paid: at most one of an order."""
        return self.filter(status__in=self.model.LIVE)

    def of_reference(self, gateway: str, reference: str) -> PaymentQuerySet:
        """The payment that a provider calls so: one or none."""
        return self.filter(gateway=gateway, gateway_reference=reference) if reference else self.none()

    def to_ask_about(self, moment: datetime) -> PaymentQuerySet:
        """Those whose provider is to be asked by `moment`, the longest due first."""
        return self.filter(check_at__lte=moment).order_by("check_at", "pk")


class PaymentCaptureQuerySet(models.QuerySet["PaymentCapture"]):
    def of_transaction(self, gateway: str, transaction_id: str) -> PaymentCaptureQuerySet:
        """The money that a provider calls so: one or none."""
        return self.filter(gateway=gateway, transaction_id=transaction_id)


class RefundQuerySet(models.QuerySet["Refund"]):
    def standing(self) -> RefundQuerySet:
        """Those that went back or are on their way."""
        return self.exclude(status=self.model.Status.FAILED)

    def completed(self) -> RefundQuerySet:
        return self.filter(status=self.model.Status.COMPLETED)

    def to_ask_about(self, moment: datetime) -> RefundQuerySet:
        """Those to be sent, or whose provider is to be asked, by `moment`; the longest due first."""
        return self.filter(check_at__lte=moment).order_by("check_at", "pk")


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def to_ask_about(self, moment: datetime) -> DisputeQuerySet:
        """Those whose provider is to be asked by `moment`, the longest due first."""
        return self.filter(check_at__lte=moment).order_by("check_at", "pk")


class SavedPaymentMethodQuerySet(models.QuerySet["SavedPaymentMethod"]):
    def kept(self) -> SavedPaymentMethodQuerySet:
        """Those that nobody removed: the default first, then the newest."""
        return self.filter(removed_at__isnull=True).order_by("-is_default", "-created_at", "-pk")

    def of_account(self, account_id: UUID) -> SavedPaymentMethodQuerySet:
        """Those of the customer that an account buys as."""
        return self.filter(customer__account_id=account_id)

    def to_forget(self, moment: datetime) -> SavedPaymentMethodQuerySet:
        """Those that their provider is to be asked to forget by `moment`, the longest due first."""
        return self.filter(check_at__lte=moment).order_by("check_at", "pk")


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def of_day(self, day: date) -> TaxRateQuerySet:
        """Those that hold on a day, as the seller's zone counts days."""
        is_running = models.Q(last_date__isnull=True) | models.Q(last_date__gte=day)
        return self.filter(is_running, first_date__lte=day)

    def meeting(self, first: date, last: date | None) -> TaxRateQuerySet:
        """Those that hold on at least one day from `first` to `last` (None: without an end)."""
        found = self.filter(models.Q(last_date__isnull=True) | models.Q(last_date__gte=first))
        return found if last is None else found.filter(first_date__lte=last)


class InvoiceQuerySet(AppendOnlyQuerySet):
    def of_number(self, number: str) -> InvoiceQuerySet:
        """The document of that number: one or none."""
        return self.filter(number=number)

    def of_account(self, account_id: UUID) -> InvoiceQuerySet:
        """Those of all that an account ordered, with their orders, newest first."""
        return self.filter(order__customer__account_id=account_id).select_related("order").order_by("-pk")

    def of_orders(self, order_ids: Iterable[int]) -> InvoiceQuerySet:
        """The documents of these orders, in the order in which they were issued."""
        return self.filter(order__in=list(order_ids)).order_by("pk")

    def with_credits(self) -> InvoiceQuerySet:
        """With `taken_back_minor`, what other documents have taken from each, less what they took back again.

        Of an invoice what credit notes gave back; of a credit note what was charged again after its refund
        failed. And `replaced_by`: the number of the invoice that stands in its place.
        """

        def total(of: str, **kinds: str) -> Coalesce:
            rows = self.model.objects.filter(**{of: OuterRef("pk")}, **kinds).order_by()
            rows = rows.exclude(kind="invoice", corrects__kind="invoice").values(of)
            return Coalesce(Subquery(rows.annotate(all=Sum("total_minor")).values("all")), 0)

        again = total("corrects__corrects", kind="invoice")
        return self.annotate(taken_back_minor=total("corrects") - again).with_replacements()

    def with_replacements(self) -> InvoiceQuerySet:
        """With `replaced_by`, the number of the invoice with other details that stands in its place, or "".

        That one is over all that was still charged, so it is in the place of every invoice before it.
        """
        later = self.model.objects.filter(
            order=OuterRef("order"), pk__gt=OuterRef("pk"), kind="invoice", corrects__kind="invoice"
        )
        first = Subquery(later.order_by("pk").values("number")[:1])
        is_invoice = models.Q(kind="invoice")
        return self.annotate(
            replaced_by=models.Case(
                models.When(is_invoice, then=Coalesce(first, models.Value(""))), default=models.Value("")
            )
        )
