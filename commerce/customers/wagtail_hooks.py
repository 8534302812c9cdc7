"""What customers add to the Wagtail admin. Declarations only.

The menu “Sales” (`commerce.sales_menu`) is registered by whoever brings the checkout: until something can be
bought, no way leads to coupons, vouchers and empty lists.
"""

from __future__ import annotations

from wagtail_modeladmin.options import modeladmin_register

from .admin.customer_list import CustomerAdmin

modeladmin_register(CustomerAdmin)
