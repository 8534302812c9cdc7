"""Keeping, changing, erasing and merging customers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commerce.databases import commerce_transaction
from common.events import emit

from . import tax_numbers
from .details import COUNTRIES_WITH_REGIONS, BuyerDetails
from .events import CustomerErased, CustomersMerged
from .models import Customer

_DETAILS = (
    "name", "email", "company", "line_1", "line_2", "city", "postcode", "region", "country", "tax_number",
    "language",
)  # fmt: skip


class ErasedCustomer(ValueError):
    """The customer was erased: nothing is kept of them any more."""


def customer_for(*, account_id: UUID, name: str, email: str, at: datetime) -> Customer:
    """The customer that an account buys as; made the first time, with the name and address of the account.

    Two at once make one. One query, two the first time.
    """
    customer = Customer.objects.of_account(account_id).first()
    if customer is not None:
        return customer
    with commerce_transaction():
        customer, _is_new = Customer.objects.get_or_create(
            account_id=account_id, defaults={"name": name, "email": email, "created_at": at}
        )
    return customer


def change_details(*, customer: Customer, details: BuyerDetails) -> Customer:
    """Keep the buyer's details for the next order. Returns the customer as it stands now.

    The tax number is checked and kept as it is written on invoices, also when it is not valid. A State is
    kept where it belongs to an address. Raises ErasedCustomer.
    """
    checked = tax_numbers.check(details.country, details.tax_number)
    with commerce_transaction():
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if held.erased_at is not None:
            raise ErasedCustomer(f"customer {held.public_id} was erased")
        for name in _DETAILS:
            setattr(held, name, getattr(details, name))
        held.tax_number, held.tax_number_status = checked.number, checked.status
        if held.country not in COUNTRIES_WITH_REGIONS:
            held.region = ""
        held.save(update_fields=[*_DETAILS, "tax_number_status"])
    return held


def erase(*, customer: Customer, at: datetime) -> Customer:
    """Forget who the customer was; their number stays, so that books and invoices still add up.

    What they bought is kept without a name. Invoices keep what tax law demands (`billing` hears of it).
    A repeat changes nothing.
    """
    with commerce_transaction() as db:
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if held.erased_at is not None:
            return held
        _forget(held, at)
        emit(CustomerErased(customer_id=held.pk), using=db)
    return held


def merge(*, source_account: UUID, target_account: UUID, at: datetime) -> Customer | None:
    """Let one account go on as the customer that another account was; None when the other bought nothing.

    What the target has typed itself stays. Orders follow by the fact (`CustomersMerged`). The source is
    erased. A repeat changes nothing.
    """
    with commerce_transaction() as db:
        held = Customer.objects.filter(account_id__in=(source_account, target_account)).order_by("pk")
        by_account = {each.account_id: each for each in held.select_for_update()}
        source, target = by_account.get(source_account), by_account.get(target_account)
        if source is None or source == target:
            return target
        if target is None:
            source.account_id = target_account
            source.save(update_fields=["account_id"])
            return source
        if not target.line_1:
            for name in _DETAILS:
                setattr(target, name, getattr(target, name) or getattr(source, name))
            target.save(update_fields=_DETAILS)
        _forget(source, at)  # without CustomerErased: what they bought keeps its name
        emit(CustomersMerged(source_id=source.pk, target_id=target.pk), using=db)
    return target


def _forget(held: Customer, at: datetime) -> None:
    for name in _DETAILS:
        setattr(held, name, "")
    held.tax_number_status = Customer.TaxNumberStatus.UNCHECKED
    held.account_id, held.erased_at = None, at
    held.save()
