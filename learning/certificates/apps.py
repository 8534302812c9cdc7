from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "learning.certificates"
    label = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from common import personal_data

        from . import handlers  # noqa: F401

        personal_data.register(
            {
                "academy_certificates_modeladmin_index": _("List of certificates"),
                "academy_certificates_modeladmin_inspect": _("Certificate"),
                "academy_certificate-checks_modeladmin_index": _("List of certificate checks"),
                "certificates_admin:resend": _("Certificate"),
                "certificates_admin:revoke": _("Certificate"),
            }
        )
