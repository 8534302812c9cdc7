"""Addresses of sign-in and account, and the sign-in API."""

from django.urls import include, path
from django.views.generic import RedirectView

from common.views import not_here

from . import views

urlpatterns = [
    # before Wagtail's own sign-in forms, which know nothing of second factors
    path("admin/login/", views.admin_sign_in, name="accounts_admin_sign_in"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("account/", RedirectView.as_view(pattern_name="accounts_profile")),
    path("account/profile/", views.profile, name="accounts_profile"),
    path("account/back/", views.back, name="accounts_back"),
    path("account/continue/", views.continue_form, name="accounts_continue"),
    path("account/inactive/", views.inactive, name="account_inactive"),
    path("account/", include("allauth.urls")),
    # nobody has a telephone number here, and allauth's views of it fail at strangers
    path("_allauth/<slug:client>/v1/account/phone", not_here),
    path("_allauth/<slug:client>/v1/auth/phone/<path:rest>", not_here),
    path("_allauth/", include("allauth.headless.urls")),
]
