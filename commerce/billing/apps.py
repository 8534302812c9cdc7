from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "commerce.billing"
    label = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        from commerce.ledger.selectors import also_check

        from . import handlers  # noqa: F401
        from .selectors import check_payments

        also_check(check_payments)
