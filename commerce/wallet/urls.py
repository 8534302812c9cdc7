"""A customer's own wallet."""

from django.urls import path

from . import views

app_name = "wallet"
urlpatterns = [
    path("wallet/", views.own, name="own"),
    path("wallet/redeem/", views.redeem, name="redeem"),
]
