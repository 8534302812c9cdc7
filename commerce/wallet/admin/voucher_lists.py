"""The list of voucher batches in the admin. A row leads to its batch."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import EmptyFieldListFilter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commerce.sales_menu import SalesAdmin

from ..models import VoucherBatch


class VoucherBatchAdmin(SalesAdmin):
    model = VoucherBatch
    menu_label = _("Vouchers")
    menu_icon = "tag"
    menu_order = 60
    base_url_path = "academy/vouchers"
    index_template_name = "wallet/admin/batches.html"
    inspect_view_enabled = False
    list_display = ("title", "worth", "count", "uses", "expires_at", "made_at", "disabled_at")
    list_filter = ("currency", "made_at", ("disabled_at", EmptyFieldListFilter))
    list_export = ("name", "worth", "count", "uses", "expires_at", "made_at", "disabled_at")
    search_fields = ("name", "product_title", "product_code")

    def title(self, batch: VoucherBatch) -> SafeString:
        address = reverse("wallet_admin:batch", args=[batch.public_id])
        return format_html('<a href="{}">{}</a>', address, batch.name)

    title.short_description = _("name")  # type: ignore[attr-defined]
    title.admin_order_field = "name"  # type: ignore[attr-defined]

    def worth(self, batch: Any) -> str:
        return str(batch.worth)

    worth.short_description = _("worth")  # type: ignore[attr-defined]
