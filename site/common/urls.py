"""Addresses of the probes, and of Wagtail's admin those that fail at some requests."""

from django.urls import path

from . import views
from .admin import incomplete_requests

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *incomplete_requests.urlpatterns,
]
