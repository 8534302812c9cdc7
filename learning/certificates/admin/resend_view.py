"""Email a certificate to its owner again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses.viewer import Viewer
from notifications.actions import MessageNotHere

from ..messages import resend_certificate
from ..models import Certificate
from ..policies import may_resend
from .revoke_view import LIST


class ResendCertificateView(AdminFormView):
    """Says to whom, then sends the message of the day of issue. Who did it stands in the message's log."""

    page_title = gettext_lazy("Email certificate again")
    header_icon = "mail"
    button = gettext_lazy("Send email")
    refusals = (MessageNotHere,)

    @cached_property
    def certificate(self) -> Certificate:
        certificates = Certificate.objects.select_related("enrolment__person")
        return get_object_or_404(certificates, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return may_resend(Viewer(person=self.reader, moment=self.now), self.certificate)

    @property
    def explanation(self) -> str:
        words = _("The email about the certificate for “%(course)s” will be sent to %(email)s again.")
        return words % {
            "course": self.certificate.course_title,
            "email": self.certificate.enrolment.person.email,
        }

    def get_page_subtitle(self) -> str:
        return self.certificate.code

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Certificates"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return forms.Form(data)

    def done(self, form: forms.Form) -> None:
        resend_certificate(certificate=self.certificate, by=self.reader, at=self.now)
        words = _("The email about the certificate %(code)s was sent again.") % {
            "code": self.certificate.code
        }
        messages.success(self.request, words)

    def back(self) -> str:
        return reverse(LIST)
