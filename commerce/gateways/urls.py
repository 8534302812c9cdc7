"""Addresses of payment providers: what they send, and the sandbox's own page."""

from django.urls import path

from . import views
from .sandbox.views import sandbox_payment, sandbox_payments

urlpatterns = [
    path("webhooks/<slug:code>/", views.webhook, name="gateways_webhook"),
    # Not found where DEBUG is off.
    path("sandbox/", sandbox_payments, name="gateways_sandbox_payments"),
    path("sandbox/<slug:reference>/", sandbox_payment, name="gateways_sandbox"),
]
