"""Addresses of buyers: the checkout, what they ordered, its invoices, and what they kept to pay with."""

from django.urls import include, path

from .checkout import gifts, method_views, order_views, top_up, views

checkout = [
    path("", views.page, name="page"),
    path("add/", views.add, name="add"),
    path("remove/", views.remove, name="remove"),
    path("gift/", views.gift, name="gift"),
    path("choose/", views.choose, name="choose"),
    path("coupon/", views.coupon, name="coupon"),
    path("currency/", views.currency, name="currency"),
    path("details/", views.details, name="details"),
    path("region/", views.region, name="region"),
    path("pay/", views.pay, name="pay"),
    path("top-up/", top_up.top_up, name="top_up"),
    path("<uuid:public_id>/", order_views.order, name="order"),
    path("<uuid:public_id>/back/", order_views.come_back, name="come_back"),
    path("<uuid:public_id>/pay/", order_views.pay_again, name="pay_again"),
    path("<uuid:public_id>/cancel/", order_views.cancel, name="cancel"),
]
orders = [
    path("", order_views.history, name="history"),
    path("gifts/<str:token>/", gifts.gift, name="gift"),
    path("<uuid:public_id>/", order_views.bought, name="order"),
    path("<uuid:public_id>/gifts/<uuid:gift_id>/send/", gifts.send_again, name="send_gift"),
    path("<uuid:public_id>/gifts/<uuid:gift_id>/address/", gifts.correct, name="correct_gift"),
]
payment_methods = [
    path("", method_views.own, name="own"),
    path("<uuid:public_id>/default/", method_views.set_default, name="set_default"),
    path("<uuid:public_id>/remove/", method_views.remove, name="remove"),
]
invoices = [path("<path:number>.pdf", order_views.invoice, name="pdf")]
urlpatterns = [
    path("account/payment-methods/", include((payment_methods, "payment_methods"))),
    path("checkout/", include((checkout, "checkout"))),
    path("orders/", include((orders, "orders"))),
    path("invoices/", include((invoices, "invoices"))),
]
