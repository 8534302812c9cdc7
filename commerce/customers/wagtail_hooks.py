"""What customers add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from wagtail_modeladmin.options import modeladmin_register

from .admin.customer_list import CustomerAdmin

modeladmin_register(CustomerAdmin)
