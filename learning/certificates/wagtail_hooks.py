"""What certificates add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .admin import urls
from .admin.certificate_list import CertificateAdmin
from .admin.verification_list import CertificateVerificationAdmin

modeladmin_register(CertificateAdmin)
modeladmin_register(CertificateVerificationAdmin)


@hooks.register("register_admin_urls")
def register_certificate_screens() -> list[Any]:
    return [path("academy/certificates/", include(urls))]
