"""Addresses of the admin screens of billing, below `/admin/academy/`."""

from django.urls import path

from . import order_views
from .corrections import CreditDisputeView, ReissueInvoiceView
from .customer_views import CustomerView, EraseCustomerView, MergeCustomerView
from .gateway_messages import LookAgainView, MessageView
from .invoices import SendInvoiceView
from .revenue_view import RevenueView
from .tax_rates import TaxRateView

app_name = "billing_admin"

urlpatterns = [
    path("orders/<uuid:public_id>/", order_views.OrderView.as_view(), name="order"),
    path("orders/<uuid:public_id>/refund/", order_views.RefundView.as_view(), name="refund"),
    path("orders/<uuid:public_id>/transfer/", order_views.TransferView.as_view(), name="transfer"),
    path("orders/<uuid:public_id>/email/<path:number>/", SendInvoiceView.as_view(), name="send_invoice"),
    path("orders/<uuid:public_id>/reissue/", ReissueInvoiceView.as_view(), name="reissue_invoice"),
    path("orders/<uuid:public_id>/credit/", CreditDisputeView.as_view(), name="credit_dispute"),
    path("orders/<uuid:public_id>/cancel/", order_views.CancelOrderView.as_view(), name="cancel_order"),
    path("orders/<uuid:public_id>/withdraw/", order_views.WithdrawView.as_view(), name="withdraw"),
    path("gateway-messages/<int:message_id>/", MessageView.as_view(), name="message"),
    path("gateway-messages/<int:message_id>/again/", LookAgainView.as_view(), name="look_again"),
    path("customers/<uuid:public_id>/", CustomerView.as_view(), name="customer"),
    path("customers/<uuid:public_id>/erase/", EraseCustomerView.as_view(), name="erase_customer"),
    path("customers/<uuid:public_id>/merge/", MergeCustomerView.as_view(), name="merge_customer"),
    path("revenue/", RevenueView.as_view(), name="revenue"),
    path("tax-rates/new/", TaxRateView.as_view(), name="new_tax_rate"),
    path("tax-rates/<uuid:public_id>/edit/", TaxRateView.as_view(), name="tax_rate"),
]
