"""What the wallet adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .admin import urls
from .admin.voucher_lists import VoucherBatchAdmin

modeladmin_register(VoucherBatchAdmin)


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [path("academy/", include(urls))]
