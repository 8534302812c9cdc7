from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "commerce.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from common import personal_data

        personal_data.register({"academy_customers_modeladmin_index": _("List of customers")})
