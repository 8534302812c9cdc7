"""One customer in the Wagtail admin: what they bought, and erasing or merging them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from commerce.customers import actions as customers
from commerce.customers.models import Customer
from commerce.orders.models import Order
from commerce.wallet.selectors import balances_of
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.personal_data import name_person
from common.verdict import Verdict

from .. import policies
from ..checkout.countries import place_name
from ..checkout.history import HistoryRow, history_of

_LIST = "academy_customers_modeladmin_index"
_ORDERS_SHOWN = 50


def customer_url(customer: Customer) -> str:
    return reverse("billing_admin:customer", args=[customer.public_id])


class _OfCustomer:
    """The customer that the address names."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def customer(self) -> Customer:
        """The row; whose it is, is told to the security log."""
        found = get_object_or_404(Customer, public_id=self.kwargs["public_id"])
        if self.account_of(found) is not None:
            name_person(self.request, self.account_of(found))
        return found

    def account_of(self, customer: Customer) -> User | None:
        """Their account, unless they were erased."""
        if customer.account_id is None:
            return None
        return User.objects.filter(public_id=customer.account_id).first()

    @cached_property
    def order_count(self) -> int:
        return Order.objects.filter(customer=self.customer).count()

    @cached_property
    def waiting_count(self) -> int:
        return Order.objects.placed().filter(customer=self.customer).count()

    @cached_property
    def wallet(self) -> list[str]:
        return [money.format() for money in balances_of(self.customer) if money]

    def get_page_subtitle(self) -> str:
        return str(self.customer)


class CustomerView(_OfCustomer, AdminView):
    """Name and address as they were last given, the wallet, and the last orders."""

    template_name = "billing/admin/customer.html"
    page_title = gettext_lazy("Customer")
    header_icon = "user"

    def may(self) -> Verdict:
        return policies.may_see_customers(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Customers"), reverse(_LIST))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        orders = Order.objects.of_customer(self.customer.pk)[:_ORDERS_SHOWN]
        rows: list[HistoryRow] = history_of(orders)
        return super().get_context_data(**kwargs) | {
            "customer": self.customer,
            "place": place_name(self.customer.country, self.customer.region),
            "orders": rows,
            "order_count": self.order_count,
            "wallet": self.wallet,
            "may_change": policies.may_change_customer(self.reader, self.customer),
        }


class _CustomerFormView(_OfCustomer, AdminFormView):
    is_serious = True
    header_icon = "user"

    def may(self) -> Verdict:
        return policies.may_change_customer(self.reader, self.customer)

    def parents(self) -> list[Breadcrumb]:
        return [
            breadcrumb(_("Customers"), reverse(_LIST)),
            breadcrumb(str(self.customer), customer_url(self.customer)),
        ]

    def back(self) -> str:
        return customer_url(self.customer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "order_count": self.order_count,
            "waiting_count": self.waiting_count,
            "wallet": self.wallet,
        }


class EraseCustomerView(_CustomerFormView):
    """Forget who a customer was. What that means is said before."""

    template_name = "billing/admin/erase_customer.html"
    page_title = gettext_lazy("Erase customer")
    button = gettext_lazy("Erase customer")

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return Form(data)

    def done(self, form: Any) -> None:
        customers.erase(customer=self.customer, at=self.now)
        messages.success(self.request, _("Customer erased. Their orders stay without a name."))


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Into whom a customer is merged, for whoever decides about it."""

    key: str
    target: str


class MergeForm(forms.Form):
    """The account that goes on."""

    email = forms.EmailField(
        label=gettext_lazy("Email of the account that goes on"),
        max_length=254,
        help_text=gettext_lazy("Its customer gets the orders and the wallet. This customer is erased."),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        self.target: User | None = None

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.target = User.objects.filter(email__iexact=email).first()
        if self.target is None:
            raise forms.ValidationError(_("There's no account with this email."))
        if self.target.public_id == self.customer.account_id:
            raise forms.ValidationError(_("This is the customer's own account."))
        return email


class MergeCustomerView(_CustomerFormView):
    """Let another account go on as this customer."""

    template_name = "billing/admin/merge_customer.html"
    page_title = gettext_lazy("Merge customer")
    button = gettext_lazy("Preview merge")

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return MergeForm(data, customer=self.customer)

    def warning(self, form: Any) -> MergePreview:
        target: User = form.target
        return MergePreview(str(target.public_id), f"{target.get_display_name()} ({target.email})")

    def done(self, form: Any) -> None:
        assert self.customer.account_id is not None, "an erased customer isn't merged"
        kept = customers.merge(
            source_account=self.customer.account_id, target_account=form.target.public_id, at=self.now
        )
        self.kept = kept or self.customer
        messages.success(self.request, _("Customers merged. Orders and wallet follow within a minute."))

    def back(self) -> str:
        return customer_url(getattr(self, "kept", self.customer))
