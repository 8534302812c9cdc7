"""Certificates: one's own, the public check, and the PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from common.http.limits import RateLimit, network_of
from learning.certificates import actions, policies
from learning.certificates.selectors import certificate_by_code, checks_of, share_of
from learning.classroom.certificates.asking import is_asked_by_a_person
from learning.classroom.certificates.own_screen import own_certificates
from learning.classroom.requests import PersonRequest
from learning.courses.viewer import viewer_of

CHECKS = RateLimit("certificates.checks", allowed=30)
PREVIEWS = RateLimit("certificates.previews", allowed=6)


@login_required
@require_GET
def own(request: PersonRequest) -> HttpResponse:
    screen = own_certificates(viewer_of(request), request.user, page=request.GET.get("page"))
    context = {"screen": screen, "page_obj": screen.page}
    return render(request, "classroom/certifications.html", context)


@login_required
@require_GET
def preview(request: PersonRequest) -> HttpResponse:
    """A certificate with the name as it stands in the profile now, before any is issued."""
    if seconds := PREVIEWS.count(network_of(request)):
        return wait(request, seconds)
    response = HttpResponse(
        actions.preview_pdf(person=request.user, at=timezone.now()), content_type="application/pdf"
    )
    response["Content-Disposition"] = str(content_disposition_header(False, "certificate-preview.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine, to anybody who has its code."""
    if seconds := CHECKS.count(network_of(request)):
        return wait(request, seconds)
    certificate = certificate_by_code(code)
    if certificate is None:
        return unknown(request, code)
    if certificate.code != code:
        return redirect("classroom:certificate", certificate.code)
    viewer = viewer_of(request)
    if policies.counts_as_check(viewer, certificate) and is_asked_by_a_person(request, certificate):
        actions.record_check(certificate=certificate, at=viewer.moment)
    may_share = policies.may_share(viewer, certificate)
    context = {
        "certificate": certificate,
        "is_expired": certificate.is_expired(viewer.moment),
        "may_download": policies.may_download(viewer, certificate),
        "share": share_of(certificate) if may_share else None,
        "checks": checks_of(certificate) if may_share else None,
    }
    return render(request, "classroom/certificate.html", context)


@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, for its owner, the staff and whoever was given a signed link; others see the check page."""
    if seconds := CHECKS.count(network_of(request)):
        return wait(request, seconds)
    certificate = certificate_by_code(code)
    if certificate is None:
        return unknown(request, code)
    if not policies.may_download(viewer_of(request), certificate, key=request.GET.get("key", "")):
        return redirect(reverse("classroom:certificate", args=[certificate.code]))
    return own_file(actions.pdf_of(certificate), "application/pdf", f"{certificate.code}.pdf")


def own_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Something to download for whoever may have it, which nobody in between may keep."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-cache"
    return response


def unknown(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "classroom/certificate_unknown.html", {"code": code[:40]}, status=404)


def wait(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "classroom/certificate_wait.html", status=429)
    response["Retry-After"] = str(seconds)
    return response
