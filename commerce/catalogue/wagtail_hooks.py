"""What catalogue adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .admin import urls as admin_urls
from .admin.lists import CouponAdmin, ProductAdmin

modeladmin_register(ProductAdmin)
modeladmin_register(CouponAdmin)


@hooks.register("register_admin_urls")
def register_admin_screens() -> list[Any]:
    return [path("academy/", include(admin_urls))]
