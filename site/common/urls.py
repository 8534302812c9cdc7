"""Addresses of the probes, of reports of policies, and of Wagtail's admin where it fails at some requests."""

from django.urls import path

from . import views
from .admin import incomplete_requests
from .http.policy_reports import policy_reports

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("policy-reports/", policy_reports, name="policy_reports"),
    path("readyz", views.readyz, name="readyz"),
    *incomplete_requests.urlpatterns,
]
