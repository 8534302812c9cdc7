from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "commerce.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        from common import personal_data

        personal_data.register({"academy_ledger_modeladmin_index": _("Ledger")})
