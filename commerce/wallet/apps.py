from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalletConfig(AppConfig):
    name = "commerce.wallet"
    label = "wallet"
    verbose_name = _("Wallet")

    def ready(self) -> None:
        from common import addresses

        from . import handlers  # noqa: F401

        addresses.register("wallet", addresses.of_url_name("wallet:own"))
