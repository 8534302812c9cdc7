"""The log of checks in the Wagtail admin: what others were told of which certificate, and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.admin.readonly_admin import RecordAdmin

from ..models import CertificateVerification


class CertificateVerificationAdmin(RecordAdmin):
    model = CertificateVerification
    menu_label = _("Certificate checks")
    empty_text = _(
        "No one has verified a certificate in the last 12 months. Visits of owners and staff aren't listed."
    )
    menu_icon = "view"
    menu_order = 339
    base_url_path = "academy/certificate-checks"
    inspect_view_enabled = False
    joined = ("certificate",)
    list_display = ("checked_at", "answer", "code", "learner_name", "course_title")
    list_filter = ("answer", "checked_at")
    list_export = ("checked_at", "answer", "certificate__code")
    search_fields = ("certificate__code", "certificate__learner_name")
    ordering = ("-checked_at", "-pk")

    def code(self, row: CertificateVerification) -> Any:
        return row.certificate.code

    code.short_description = _("Code")  # type: ignore[attr-defined]

    def learner_name(self, row: CertificateVerification) -> Any:
        return row.certificate.learner_name

    learner_name.short_description = _("Name")  # type: ignore[attr-defined]

    def course_title(self, row: CertificateVerification) -> Any:
        return row.certificate.course_title

    course_title.short_description = _("Course")  # type: ignore[attr-defined]
