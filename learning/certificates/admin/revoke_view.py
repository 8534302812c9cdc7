"""Revoke a certificate, with a reason."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
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


class RevokeCertificateView(WagtailAdminTemplateMixin, FormView):
    """Asks for the reason, then declares the certificate invalid for good."""

    template_name = "certificates/admin/revoke.html"
    page_title = gettext_lazy("Revoke certificate")
    header_icon = "warning"
    form_class = RevokeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        certificates = Certificate.objects.select_related("enrolment")
        self.certificate = get_object_or_404(certificates, public_id=kwargs["public_id"])
        self.now, self.reader = timezone.now(), cast(User, request.user)
        verdict = may_revoke(Viewer(person=self.reader, moment=self.now), self.certificate)
        if not verdict:
            raise PermissionDenied(verdict.sentence)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.certificate.code

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Certificates")},
            {"url": "", "label": self.page_title, "sublabel": self.certificate.code},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "certificate": self.certificate,
            "list_url": reverse(LIST),
        }

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        revoke_certificate(
            certificate=self.certificate, by=self.reader, at=self.now, reason=form.cleaned_data["reason"]
        )
        words = _("The certificate %(code)s was revoked.") % {"code": self.certificate.code}
        messages.success(self.request, words)
        return super().form_valid(form)

    def form_invalid(self, form: RevokeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse(LIST)
