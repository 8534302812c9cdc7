"""Revoke a certificate, with a reason."""

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

from ..actions import revoke_certificate
from ..models import Certificate
from ..policies import may_revoke

LIST = "academy_certificates_modeladmin_index"


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your records. It isn't shown on the public page."),
    )


class RevokeCertificateView(AdminFormView):
    """Asks for the reason, then declares the certificate invalid for good."""

    page_title = gettext_lazy("Revoke certificate")
    header_icon = "warning"
    button = gettext_lazy("Revoke")
    is_serious = True

    @cached_property
    def certificate(self) -> Certificate:
        certificates = Certificate.objects.select_related("enrolment")
        return get_object_or_404(certificates, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return may_revoke(Viewer(person=self.reader, moment=self.now), self.certificate)

    @property
    def explanation(self) -> str:
        words = _(
            "The certificate of %(name)s for “%(course)s” will be shown as revoked on its public page. "
            "This can't be undone."
        )
        return words % {"name": self.certificate.learner_name, "course": self.certificate.course_title}

    def get_page_subtitle(self) -> str:
        return self.certificate.code

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Certificates"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> RevokeForm:
        return RevokeForm(data)

    def done(self, form: RevokeForm) -> None:
        reason = form.cleaned_data["reason"]
        revoke_certificate(certificate=self.certificate, by=self.reader, at=self.now, reason=reason)
        words = _("The certificate %(code)s was revoked.") % {"code": self.certificate.code}
        messages.success(self.request, words)

    def back(self) -> str:
        return reverse(LIST)
