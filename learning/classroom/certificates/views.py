"""Certificates: one's own, the public check, and the PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from learning.certificates import actions, policies
from learning.certificates.addresses import check_url
from learning.certificates.selectors import certificate_by_code, certificates_of
from learning.classroom.limits import is_too_often
from learning.classroom.requests import PersonRequest
from learning.courses.viewer import viewer_of

CHECKS_A_MINUTE = 30


@login_required
@require_GET
def own(request: PersonRequest) -> HttpResponse:
    person = viewer_of(request).person
    certificates = list(certificates_of(person)) if person else []
    return render(request, "classroom/certifications.html", {"certificates": certificates})


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine, to anybody who has its code."""
    if is_too_often(request, "certificate", allowed=CHECKS_A_MINUTE):
        response = render(request, "classroom/certificate_wait.html", status=429)
        response["Retry-After"] = "60"
        return response
    certificate = certificate_by_code(code)
    if certificate is None:
        return render(request, "classroom/certificate_unknown.html", {"code": code[:40]}, status=404)
    if certificate.code != code:
        return redirect("classroom:certificate", certificate.code)
    context = {
        "certificate": certificate,
        "check_url": check_url(certificate),
        "may_download": policies.may_download(viewer_of(request), certificate),
    }
    return render(request, "classroom/certificate.html", context)


@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, for its owner, the staff and whoever was given a signed link; others see the check page."""
    if is_too_often(request, "certificate", allowed=CHECKS_A_MINUTE):
        return render(request, "classroom/certificate_wait.html", status=429)
    certificate = certificate_by_code(code)
    if certificate is None:
        return render(request, "classroom/certificate_unknown.html", {"code": code[:40]}, status=404)
    if not policies.may_download(viewer_of(request), certificate, key=request.GET.get("key", "")):
        return redirect(reverse("classroom:certificate", args=[certificate.code]))
    response = HttpResponse(actions.pdf_of(certificate), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{certificate.code}.pdf")
    response["Cache-Control"] = "private, no-cache"
    return response
