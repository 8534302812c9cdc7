"""Making vouchers, and what became of them: the screens of a batch in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.admin.long_lists import LongList
from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminFormView,
    AdminView,
    Breadcrumb,
    breadcrumb,
)
from common.exports.spreadsheets import csv_response
from common.verdict import Verdict

from ..actions import make_vouchers, resume_vouchers, stop_vouchers
from ..codes import shown
from ..forms import VouchersForm
from ..models import Voucher, VoucherBatch, VoucherRedemption
from ..policies import may_make_vouchers, may_see_vouchers
from ..product_vouchers import product_choices

CODES_A_PAGE = 100


def list_url() -> str:
    return reverse("academy_vouchers_modeladmin_index")


class MakeVouchersView(AdminFormView):
    """A form for a batch; then the batch with its codes."""

    page_title = gettext_lazy("Create vouchers")
    header_icon = "tag"
    button = gettext_lazy("Create vouchers")

    def may(self) -> Verdict:
        return may_make_vouchers(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Vouchers"), list_url())]

    def form_for(self, data: Any, files: Any = None) -> VouchersForm:
        return VouchersForm(data, products=product_choices(), now=self.now)

    def done(self, form: Any) -> HttpResponse:
        found = form.cleaned_data
        batch = make_vouchers(
            name=found["name"],
            count=found["count"],
            at=self.now,
            actor_id=self.reader.public_id,
            money=found["money"],
            product_code=found.get("product") or "",
            product_title=form.product_title,
            uses=found["uses"],
            expires_at=found["last_day"],
        )
        made = ngettext("%(count)d voucher created.", "%(count)d vouchers created.", batch.count)
        messages.success(self.request, made % {"count": batch.count})
        return redirect("wallet_admin:batch", batch.public_id)

    def back(self) -> str:
        return list_url()


class _OfBatch(AdminBaseView):
    """What all screens of a batch have: the batch, and who may see it."""

    def may(self) -> Verdict:
        return may_see_vouchers(self.reader)

    @cached_property
    def batch(self) -> VoucherBatch:
        return get_object_or_404(VoucherBatch, public_id=self.kwargs["public_id"])


class BatchView(_OfBatch, AdminView):
    """One batch: worth, uses, and the codes for those who may make vouchers."""

    template_name = "wallet/admin/batch.html"
    header_icon = "tag"

    def get_page_title(self) -> str:
        return self.batch.name

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Vouchers"), list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reads_codes = bool(may_make_vouchers(self.reader))
        vouchers = self.batch.vouchers.annotate(used=Count("redemptions")).order_by("pk")
        page = LongList(vouchers, CODES_A_PAGE).page_of(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "redeemed": VoucherRedemption.objects.filter(voucher__batch=self.batch).count(),
            "page": page,
            "reads_codes": reads_codes,
        }


class PrintVouchersView(_OfBatch, AdminView):
    """The codes as cards to print and cut out."""

    template_name = "wallet/admin/print.html"

    def may(self) -> Verdict:
        return may_make_vouchers(self.reader)

    def get_page_title(self) -> str:
        return self.batch.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = LongList(self.batch.vouchers.order_by("pk"), CODES_A_PAGE).page_of(self.request.GET)
        redeem_url = self.request.build_absolute_uri(reverse("wallet:own"))
        return super().get_context_data(**kwargs) | {
            "batch": self.batch, "page": page, "redeem_url": redeem_url,
        }  # fmt: skip


class ExportVouchersView(_OfBatch, AdminActionView):
    """The codes as CSV."""

    def may(self) -> Verdict:
        return may_make_vouchers(self.reader)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return csv_response(self._rows(), file_name=f"{slugify(self.batch.name) or 'vouchers'}.csv")

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        batch = self.batch
        yield (
            _("Code"), _("Amount"), _("Currency"), _("Product"), _("Product code"), _("Uses left"),
            _("Valid until"),
        )  # fmt: skip
        amount = batch.money.amount if batch.money else None
        vouchers: Iterator[Voucher] = batch.vouchers.order_by("pk").iterator(chunk_size=1_000)
        for voucher in vouchers:
            yield (
                shown(voucher.code),
                amount,
                batch.currency,
                batch.product_title,
                batch.product_code,
                voucher.uses_left,
                batch.expires_at,
            )


class StopVouchersView(_OfBatch, AdminActionView):
    """Stop a batch, or let it be redeemed again: a button of the batch's screen, undone by the other one."""

    def may(self) -> Verdict:
        return may_make_vouchers(self.reader)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("resume"):
            resume_vouchers(batch=self.batch)
            messages.success(request, _("These vouchers can be redeemed again."))
        else:
            stop_vouchers(batch=self.batch, at=self.now)
            messages.success(
                request,
                _("These vouchers can no longer be redeemed. Vouchers already redeemed keep their value."),
            )
        return redirect("wallet_admin:batch", self.batch.public_id)
