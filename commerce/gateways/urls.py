"""Addresses of payment providers: what they send, and the sandbox's own page."""

from django.urls import path

from . import views

urlpatterns = [
    path("webhooks/<slug:code>/", views.webhook, name="gateways_webhook"),
]
