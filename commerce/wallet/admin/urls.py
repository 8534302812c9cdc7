"""Vouchers in the admin."""

from django.urls import path

from . import voucher_views as views

app_name = "wallet_admin"
BATCH = "vouchers/batch/<uuid:public_id>/"
urlpatterns = [
    path("vouchers/new/", views.MakeVouchersView.as_view(), name="make"),
    path(BATCH, views.BatchView.as_view(), name="batch"),
    path(BATCH + "print/", views.PrintVouchersView.as_view(), name="print"),
    path(BATCH + "export/", views.ExportVouchersView.as_view(), name="export"),
    path(BATCH + "stop/", views.StopVouchersView.as_view(), name="stop"),
]
