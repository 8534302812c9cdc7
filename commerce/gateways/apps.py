from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewaysConfig(AppConfig):
    name = "commerce.gateways"
    label = "gateways"
    verbose_name = _("Payment providers")

    def ready(self) -> None:
        from common.http import content_policy

        from . import checks  # noqa: F401
        from .bank_transfer.gateway import BankTransferGateway
        from .base import page_sources, register
        from .razorpay.gateway import RazorpayGateway
        from .sandbox.gateway import SandboxGateway
        from .stripe.gateway import StripeGateway

        # In the order in which buyers see them.
        for gateway in (SandboxGateway(), StripeGateway(), RazorpayGateway(), BankTransferGateway()):
            register(gateway)
        content_policy.register(page_sources)
