"""What certificates add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import modeladmin_register

from common.admin.readonly_admin import RecordAdmin

from .models import Certificate


@modeladmin_register
class CertificateAdmin(RecordAdmin):
    model = Certificate
    menu_label = _("Certificates")
    menu_icon = "success"
    menu_order = 340
    base_url_path = "academy/certificates"
    list_display = ("code", "learner_name", "course_title", "completed_date", "issued_at", "revoked_at")
    list_filter = ("issued_at", "language")
    list_export = ("code", "learner_name", "course_title", "completed_date", "issued_at", "revoked_at")
    search_fields = ("code", "learner_name", "course_title", "enrolment__person__email")
    ordering = ("-issued_at", "-pk")
