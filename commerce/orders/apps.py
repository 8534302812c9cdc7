from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "commerce.orders"
    label = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from commerce.ledger.selectors import also_check

        from . import handlers  # noqa: F401
        from .selectors import check_orders

        also_check(check_orders)
