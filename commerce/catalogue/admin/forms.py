"""What staff are asked about coupons and shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from common.money_input import MoneyField
from common.natural_order import AsPeopleCount

from ..actions import CouponTerms, NewAmount, PayeeShare
from ..models import Coupon, Payee, Product

PERCENT, AMOUNT = "percent", "amount"


class CouponForm(forms.Form):
    """A coupon. Its days are those of the academy's time zone: the last one counts until its end."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits, hyphens and underscores. Capitals don't matter."),
    )
    description = forms.CharField(label=gettext_lazy("Internal note"), max_length=200, required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("Discount"),
        choices=[(PERCENT, gettext_lazy("Percentage")), (AMOUNT, gettext_lazy("Fixed amount"))],
        initial=PERCENT,
        widget=forms.RadioSelect,
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Discount in %"),
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        required=False,
    )
    products = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Products"),
        queryset=Product.objects.none(),
        required=False,
        help_text=gettext_lazy("Leave empty for all products."),
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), required=False, widget=AdminDateInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=AdminDateInput())
    limit_total = forms.IntegerField(
        label=gettext_lazy("Uses in total"), min_value=1, max_value=10**6, required=False
    )
    limit_per_customer = forms.IntegerField(
        label=gettext_lazy("Uses per customer"), min_value=1, max_value=10**6, required=False
    )
    is_stackable = forms.BooleanField(
        label=gettext_lazy("Can be combined"),
        help_text=gettext_lazy("With other coupons that can be combined."),
        required=False,
    )

    def __init__(self, *args: Any, coupon: Coupon | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coupon = coupon
        products: Any = self.fields["products"]
        products.queryset = Product.objects.order_by(AsPeopleCount("title"))
        zone = timezone.get_default_timezone_name()
        words = _("Until the end of that day. Time zone: %(zone)s.") % {"zone": zone}
        self.fields["last_day"].help_text = words
        self._codes = dict.fromkeys([*settings.CURRENCIES, *(row.currency for row in self._amounts())])
        for code in self._codes:
            self.fields[f"off_{code}"] = MoneyField(
                currency=code, label=_("Amount off in %(currency)s") % {"currency": code}, required=False
            )
        for code in self._codes:
            self.fields[f"minimum_{code}"] = MoneyField(
                currency=code, label=_("Minimum order in %(currency)s") % {"currency": code}, required=False
            )
        if coupon is not None:
            self.initial = {**self._said_by(coupon), **self.initial}

    def _amounts(self) -> list[Any]:
        return list(self.coupon.amounts.all()) if self.coupon else []

    def _said_by(self, coupon: Coupon) -> dict[str, Any]:
        said: dict[str, Any] = {
            "code": coupon.code,
            "description": coupon.description,
            "what": PERCENT if coupon.percent_bp is not None else AMOUNT,
            "percent": Decimal(coupon.percent_bp) / 100 if coupon.percent_bp is not None else None,
            "products": [product.pk for product in coupon.products.all()],
            "first_day": _day_of(coupon.starts_at),
            # Of its last moment: the end itself is the first moment that it no longer holds at.
            "last_day": _day_of(coupon.ends_at - timedelta(microseconds=1) if coupon.ends_at else None),
            "limit_total": coupon.limit_total,
            "limit_per_customer": coupon.limit_per_customer,
            "is_stackable": coupon.is_stackable,
        }
        for row in self._amounts():
            said[f"off_{row.currency}"] = row.off
            said[f"minimum_{row.currency}"] = row.minimum or None
        return said

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day can't be before the first one."))
        if data.get("what") == PERCENT and not data.get("percent") and "percent" not in self.errors:
            self.add_error("percent", _("Enter the discount."))
        if data.get("what") == AMOUNT and not any(data.get(f"off_{code}") for code in self._codes):
            self.add_error("what", _("Enter an amount in at least one currency."))
        self._check_code(data.get("code", "").strip().upper())
        return data

    def _check_code(self, code: str) -> None:
        if not code:
            return
        for validator in Coupon._meta.get_field("code").validators:
            try:
                validator(code)
            except forms.ValidationError as wrong:
                self.add_error("code", wrong)
        others = Coupon.objects.exclude(pk=self.coupon.pk) if self.coupon else Coupon.objects.all()
        if others.filter(code=code).exists():
            self.add_error("code", _("Another coupon has this code."))

    @property
    def terms(self) -> CouponTerms:
        """What a valid form says."""
        data = self.cleaned_data
        is_percent = data["what"] == PERCENT
        amounts = tuple(
            NewAmount(
                code,
                None if is_percent else _minor(data, f"off_{code}"),
                _minor(data, f"minimum_{code}") or 0,
            )
            for code in self._codes
        )
        return CouponTerms(
            code=data["code"],
            percent_bp=int(data["percent"] * 100) if is_percent else None,
            amounts=amounts,
            product_ids=frozenset(product.pk for product in data["products"]),
            starts_at=_begin_of(data["first_day"]) if data["first_day"] else None,
            ends_at=self._end(data["last_day"]),
            limit_total=data["limit_total"],
            limit_per_customer=data["limit_per_customer"],
            is_stackable=data["is_stackable"],
            description=data["description"],
        )

    def _end(self, last_day: date | None) -> datetime | None:
        """The end of the last day; of a coupon that was ended in the middle of that day, that moment."""
        if last_day is None:
            return None
        if self.coupon is not None and "last_day" not in self.changed_data:
            return self.coupon.ends_at
        return _begin_of(last_day + timedelta(days=1))


def _minor(data: dict[str, Any], name: str) -> int | None:
    amount = data.get(name)
    return amount.amount_minor or None if amount is not None else None


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(timezone.get_default_timezone()).date() if moment else None


class SharesForm(forms.Form):
    """Who gets which share, in %. rows: the payees of now, with their names. Empty: no share any more."""

    follows_owner = forms.BooleanField(
        label=gettext_lazy("Use the default shares"),
        help_text=gettext_lazy("Equal parts, set automatically. They follow later changes."),
        required=False,
    )

    def __init__(self, *args: Any, rows: Sequence[Payee], names: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            name = names.get(row.payee, str(row.payee))
            self.fields[str(row.payee)] = forms.DecimalField(
                label=_("Share of %(name)s in %%") % {"name": name},
                initial=Decimal(row.share_bp) / 100,
                min_value=0,
                max_value=100,
                decimal_places=2,
                required=False,
            )
        self.fields["email"] = forms.EmailField(label=_("Email address of another payee"), required=False)
        self.fields["share"] = forms.DecimalField(
            label=_("Their share in %"), min_value=0, max_value=100, decimal_places=2, required=False
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.shares: list[PayeeShare] | None = None
        if data.get("follows_owner"):
            return data
        found = [(row.payee, data.get(str(row.payee))) for row in self.rows]
        if data.get("email"):
            account = get_user_model().objects.filter(email__iexact=data["email"]).first()
            if account is None:
                self.add_error("email", _("No account has this email address."))
            elif not data.get("share"):
                self.add_error("share", _("Enter their share."))
            else:
                found.append((account.public_id, data["share"]))
        self.shares = [PayeeShare(payee, int(share * 100)) for payee, share in found if share]
        return data
