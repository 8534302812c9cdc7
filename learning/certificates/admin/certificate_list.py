"""The list of certificates in the Wagtail admin, and the buttons that email or revoke one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from common.admin.readonly_admin import RecordAdmin
from learning.courses.viewer import Viewer

from ..models import Certificate
from ..policies import may_resend, may_revoke


class CertificateButtons(ButtonHelper):
    """Wagtail's buttons of a row, and those to email the certificate again and to revoke it."""

    def get_buttons_for_obj(self, obj: Certificate, **kwargs: Any) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        viewer = Viewer(person=self.request.user, moment=timezone.now())
        if may_resend(viewer, obj):
            label = _("Email again")
            buttons.append(
                {
                    "url": reverse("certificates_admin:resend", args=[obj.public_id]),
                    "label": label,
                    "classname": self.finalise_classname([]),
                    "title": _("Email the certificate %(code)s to its owner again") % {"code": obj.code},
                }
            )
        if may_revoke(viewer, obj):
            label = _("Revoke")
            buttons.append(
                {
                    "url": reverse("certificates_admin:revoke", args=[obj.public_id]),
                    "label": label,
                    "classname": self.finalise_classname(["no"]),
                    "title": _("Revoke the certificate %(code)s") % {"code": obj.code},
                }
            )
        return buttons


class CertificateAdmin(RecordAdmin):
    model = Certificate
    menu_label = gettext_lazy("Certificates")
    empty_text = gettext_lazy(
        "No certificate has been issued yet. Learners earn one by completing a course that offers it."
    )
    menu_icon = "success"
    menu_order = 338
    base_url_path = "academy/certificates"
    button_helper_class = CertificateButtons
    list_display = ("code", "learner_name", "course_title", "issued_at", "expires_at", "revoked_at")
    list_filter = ("issued_at", "language")
    list_export = (
        "code", "learner_name", "course_title", "completed_date", "issued_at", "expires_at", "revoked_at",
    )  # fmt: skip
    search_fields = ("code", "learner_name", "course_title", "enrolment__person__email")
    ordering = ("-issued_at", "-pk")
