from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "commerce.billing"
    label = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        from commerce.ledger import owners
        from commerce.ledger.models import LedgerAccount
        from commerce.ledger.selectors import also_check
        from commerce.wallet import product_vouchers
        from common import addresses, personal_data

        from . import checks, handlers  # noqa: F401
        from .checkout.history import gateway_label
        from .product_vouchers import OrderOpener
        from .selectors import check_payments

        also_check(check_payments)
        by_provider = (LedgerAccount.Kind.CLEARING, LedgerAccount.Kind.FEES, LedgerAccount.Kind.DISPUTED)
        owners.register(by_provider, lambda codes: {code: gateway_label(code) for code in codes})
        product_vouchers.register(OrderOpener())
        personal_data.register(
            {
                "academy_orders_modeladmin_index": _("List of orders"),
                "academy_payments_modeladmin_index": _("List of payments"),
                "academy_payments_modeladmin_inspect": _("Payment"),
                "academy_refunds_modeladmin_index": _("List of refunds"),
                "academy_refunds_modeladmin_inspect": _("Refund"),
                "billing_admin:revenue": _("Revenue"),
                "billing_admin:message": _("Message of a payment provider"),
                "billing_admin:customer": _("Customer"),
                "billing_admin:erase_customer": _("Customer: erase"),
                "billing_admin:merge_customer": _("Customer: merge"),
                "academy_invoices_modeladmin_index": _("List of invoices"),
                "academy_invoices_modeladmin_inspect": _("Invoice"),
                "billing_admin:send_invoice": _("Invoice: email again"),
                "billing_admin:reissue_invoice": _("Invoice: reissue"),
                "billing_admin:credit_dispute": _("Order: credit lost dispute"),
                "billing.invoice_file": _("Invoice (PDF)"),
                "billing_admin:order": _("Order"),
                "billing_admin:refund": _("Order: refund"),
                "billing_admin:transfer": _("Order: bank transfer"),
                "billing_admin:cancel_order": _("Order: cancel"),
                "billing_admin:withdraw": _("Order: end access"),
            }
        )
        addresses.register("customer_record", addresses.of_url_name("billing_admin:customer"))
        addresses.register("orders", addresses.of_url_name("orders:history"))
        addresses.register("payment_methods", addresses.of_url_name("payment_methods:own"))
        addresses.register("checkout", addresses.of_url_name("checkout:page"))
        addresses.register("top_up", addresses.of_url_name("checkout:top_up"))
        addresses.register("add_to_checkout", addresses.of_url_name("checkout:add"))
