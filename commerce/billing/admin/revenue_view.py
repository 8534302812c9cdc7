"""What was earned, in the Wagtail admin: for a range of days, as a chart, tables and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from commerce.catalogue.models import Product
from common.admin.views import AdminView
from common.exports.spreadsheets import CSV_TYPE, WORKBOOK_TYPE, csv_bytes, workbook_bytes
from common.natural_order import AsPeopleCount
from common.verdict import Verdict

from .. import policies
from ..revenue import CurrencyRevenue, Period, RevenueRow, revenue_of

#: Ranges that one click asks for, in days; the second one where nothing is asked.
PRESETS = (7, 30, 90, 365)
_USUAL = 30
#: A longer range would be a table that nobody reads.
_MOST_DAYS = 366
#: Days that a calendar has, and some around them.
_WITHIN = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1)))

#: What columns are called, by the name of their amount.
COLUMNS = {
    "sold": gettext_lazy("Sales"),
    "refunded": gettext_lazy("Refunds"),
    "lost": gettext_lazy("Lost disputes"),
    "fees": gettext_lazy("Fees"),
    "net": pgettext_lazy("revenue", "Net revenue"),
    "tax": gettext_lazy("Tax"),
}
#: What tables are called, by the word that their file is asked for with.
TABLES = {
    "days": gettext_lazy("Day"),
    "products": gettext_lazy("Product"),
    "payees": gettext_lazy("Instructor"),
}


class RevenueFilter(forms.Form):
    """Which days, which currency, which product. Empty days: the preset's."""

    first_day = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=AdminDateInput(), validators=_WITHIN
    )
    last_day = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=AdminDateInput(), validators=_WITHIN
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"),
        queryset=Product.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("All products"),
    )
    period = forms.TypedChoiceField(
        choices=[(str(days), days) for days in PRESETS],
        coerce=int,
        required=False,
        widget=forms.HiddenInput(),
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        currency: Any = self.fields["currency"]
        currency.choices = [("", _("All currencies")), *((code, code) for code in settings.CURRENCIES)]
        product: Any = self.fields["product"]
        product.queryset = Product.objects.order_by(AsPeopleCount("title"), "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day can't be before the first one."))
        elif first and ((last or self.today) - first).days >= _MOST_DAYS:
            self.add_error("first_day", _("Choose a range of one year or less."))
        return data

    @property
    def asked(self) -> Period:
        """The days that are asked for; the usual ones where the form can't be read."""
        data = self.cleaned_data if self.is_valid() else {}
        last = data.get("last_day") or max(self.today, data.get("first_day") or self.today)
        days = data.get("period") or _USUAL
        return Period(data.get("first_day") or last - timedelta(days=days - 1), last)

    @property
    def is_preset(self) -> bool:
        """Whether a preset says the days."""
        data = self.cleaned_data if self.is_valid() else {}
        return not (data.get("first_day") or data.get("last_day"))


class RevenueView(AdminView):
    """What was earned. `export` in the address: the same as a file, of the table that `table` names."""

    template_name = "billing/admin/revenue.html"
    page_title = gettext_lazy("Revenue")
    header_icon = "tag"

    def may(self) -> Verdict:
        return policies.may_see_revenue(self.reader)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ending, table = request.GET.get("export", ""), request.GET.get("table", "days")
        if ending in _WRITERS and table in TABLES:
            return self._file(ending, table)
        return super().get(request, *args, **kwargs)

    @cached_property
    def filter(self) -> RevenueFilter:
        return RevenueFilter(self.request.GET, today=timezone.localdate(self.now, _zone()))

    @cached_property
    def reports(self) -> list[CurrencyRevenue]:
        asked = self.filter.cleaned_data if self.filter.is_valid() else {}
        product = asked.get("product")
        return revenue_of(
            period=self.filter.asked,
            currency=asked.get("currency", ""),
            product_code=product.code if product else "",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = self.filter.asked
        return super().get_context_data(**kwargs) | {
            "form": self.filter,
            "period": period,
            "zone": timezone.get_default_timezone_name(),
            "presets": [self._preset(days) for days in PRESETS],
            "columns": list(COLUMNS.values()),
            "reports": [self._shown(report, period) for report in self.reports],
        }

    def _preset(self, days: int) -> dict[str, Any]:
        chosen = (self.filter.is_valid() and self.filter.cleaned_data.get("period")) or _USUAL
        words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return {
            "label": words,
            "url": f"?{self._query(period=days)}",
            "is_chosen": self.filter.is_preset and chosen == days,
        }

    def _query(self, **changed: Any) -> str:
        """The address's question with something else in it; a preset takes the place of days."""
        kept = {name: self.request.GET[name] for name in self.filter.fields if self.request.GET.get(name)}
        if "period" in changed:
            kept = {name: value for name, value in kept.items() if not name.endswith("_day")}
        return urlencode(kept | {name: str(value) for name, value in changed.items()})

    def _shown(self, report: CurrencyRevenue, period: Period) -> dict[str, Any]:
        tables = [
            {
                "name": name,
                "heading": heading,
                "rows": [(row.label, _amounts(row)) for row in getattr(report, name)],
                "files": [(kind.upper(), f"?{self._query(export=kind, table=name)}") for kind in _WRITERS],
            }
            for name, heading in TABLES.items()
        ]
        return {
            "currency": report.currency,
            "total": [(label, report.total[name].format()) for name, label in COLUMNS.items()],
            "tables": tables,
            "chart": report.chart(period) | {"currency": report.currency},
            "chart_id": f"revenue-{report.currency}",
        }

    def _file(self, ending: str, table: str) -> HttpResponse:
        kind, made = _WRITERS[ending]
        response = HttpResponse(made(_lines(self.reports, table)), content_type=kind)
        period = self.filter.asked
        name = f"revenue-{table}-{period.first_day}-{period.last_day}.{ending}"
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response


def _zone() -> Any:
    return timezone.get_default_timezone()


def _amounts(row: RevenueRow) -> list[str]:
    return [row.money[name].format() for name in COLUMNS]


def _lines(reports: Iterable[CurrencyRevenue], table: str) -> Iterator[list[Any]]:
    """The heading, then a line for each row of each currency; amounts as numbers."""
    yield [str(TABLES[table]), _("Currency"), *(str(label) for label in COLUMNS.values())]
    for report in reports:
        for row in getattr(report, table):
            yield [row.label, report.currency, *(row.money[name].amount for name in COLUMNS)]


def _as_workbook(lines: Iterable[list[Any]]) -> bytes:
    return workbook_bytes(lines, title=_("Revenue"))


#: By the ending of the file: what it is, and what makes it.
_WRITERS: dict[str, tuple[str, Callable[[Iterable[list[Any]]], bytes]]] = {
    "csv": (CSV_TYPE, csv_bytes),
    "xlsx": (WORKBOOK_TYPE, _as_workbook),
}
