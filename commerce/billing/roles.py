"""What each group may do to orders, payments, refunds, invoices and tax rates."""

#: Read orders, payments, refunds and invoices, and email an invoice again.
LOOK = [
    "orders.view_order", "billing.view_payment", "billing.view_refund", "billing.view_invoice",
    "billing.send_invoice",
]  # fmt: skip
#: Refund without a limit (`add_refund`), cancel, confirm transfers, keep tax rates, correct invoices, read
#: providers' messages.
ALL = [
    *LOOK, "orders.change_order", "billing.add_refund", "billing.change_refund", "billing.view_taxrate",
    "billing.change_taxrate", "gateways.confirm_banktransfer", "gateways.view_gatewaymessage",
    "billing.correct_invoice",
]  # fmt: skip

PERMISSIONS = {
    "Finance": ALL,
    "Support": [*LOOK, "billing.change_refund"],
    "Administrator": ALL,
}
