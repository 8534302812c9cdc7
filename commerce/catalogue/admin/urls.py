"""Addresses of the admin screens of products and coupons, below `/admin/academy/`."""

from django.urls import path

from . import views

app_name = "catalogue_admin"

urlpatterns = [
    path("products/<uuid:public_id>/", views.ProductView.as_view(), name="product"),
    path("coupons/new/", views.CouponView.as_view(), name="new_coupon"),
    path("coupons/<uuid:public_id>/", views.CouponView.as_view(), name="coupon"),
    path("coupons/<uuid:public_id>/end/", views.EndCouponView.as_view(), name="end_coupon"),
]
