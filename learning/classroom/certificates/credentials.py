"""Certificates as signed data: the credential and its badge for their owner, and for everybody else what is
needed to check them.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.http.limits import network_of
from learning.certificates import policies, selectors
from learning.certificates.actions import badge_of, issue_credential, picture_of
from learning.certificates.models import Certificate, Credential
from learning.courses.viewer import viewer_of

from .views import CHECKS, own_file, unknown, wait

#: Credentials secured by a token (Verifiable Credentials 2.0, media types).
TOKEN = "application/vc+jwt"
#: How long others may go by what they have read of lists and keys.
_FRESH = "public, max-age=300"


@require_GET
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """The signed credential, for whoever may have the PDF."""
    found = _owned(request, code)
    if isinstance(found, HttpResponse):
        return found
    return own_file(found.token.encode(), TOKEN, f"{found.certificate.code}.jwt")


@require_GET
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The picture with the credential in it, for whoever may have the PDF."""
    found = _owned(request, code)
    if isinstance(found, HttpResponse):
        return found
    return own_file(badge_of(found), "image/png", f"{found.certificate.code}.png")


@require_GET
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """What the badge looks like, without the credential: it names nobody, and everybody may see it."""
    certificate = _certificate(request, code)
    if isinstance(certificate, HttpResponse):
        return certificate
    response = HttpResponse(picture_of(certificate), content_type="image/png")
    response["Cache-Control"] = _FRESH
    return response


@require_GET
def issuer(_request: HttpRequest) -> HttpResponse:
    return _data(selectors.published_issuer())


@require_GET
def key(_request: HttpRequest, key_code: str) -> HttpResponse:
    found = selectors.published_key(key_code)
    if found is None:
        raise Http404
    return _data(found, "application/jwk+json")


@require_GET
def keys(_request: HttpRequest) -> HttpResponse:
    """All keys that ever signed, newest first."""
    return _data(selectors.published_keys(), "application/jwk-set+json")


@require_GET
def status(_request: HttpRequest, key_code: str, list_number: int) -> HttpResponse:
    """Which credentials of the key were revoked, as of now."""
    token = selectors.published_status_list(key_code, list_number, at=timezone.now())
    if token is None:
        raise Http404
    response = HttpResponse(token, content_type=TOKEN)
    response["Cache-Control"] = _FRESH
    return response


def _certificate(request: HttpRequest, code: str) -> Certificate | HttpResponse:
    if seconds := CHECKS.count(network_of(request)):
        return wait(request, seconds)
    return selectors.certificate_by_code(code) or unknown(request, code)


def _owned(request: HttpRequest, code: str) -> Credential | HttpResponse:
    """The credential for whoever may have the certificate; others are led to the page that checks it."""
    certificate = _certificate(request, code)
    if isinstance(certificate, HttpResponse):
        return certificate
    if not policies.may_download(viewer_of(request), certificate, key=request.GET.get("key", "")):
        return redirect("classroom:certificate", certificate.code)
    return issue_credential(certificate=certificate, at=timezone.now())


def _data(document: dict[str, object], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(document, content_type=content_type)
    response["Cache-Control"] = _FRESH
    return response
