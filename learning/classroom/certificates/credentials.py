"""Certificates as signed data: the credential and its badge for their owner, and for everybody else what is
needed to check them.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from common.http.limits import network_of
from learning.certificates import policies
from learning.certificates.addresses import key_url
from learning.certificates.credentials.documents import CONTEXTS, issuer_profile
from learning.certificates.credentials.issuing import badge_of, issue_credential, picture_of
from learning.certificates.credentials.keys import public_jwk
from learning.certificates.credentials.status_lists import status_list_token
from learning.certificates.models import Certificate, Credential, SigningKey
from learning.certificates.selectors import certificate_by_code
from learning.courses.viewer import viewer_of

from .views import CHECKS, unknown, wait

#: Credentials secured by a token (Verifiable Credentials 2.0, media types).
TOKEN = "application/vc+jwt"
#: How long others may go by what they have read of lists and keys.
_FRESH = "public, max-age=300"
#: No column holds a number beyond this one.
_MOST_LISTS = 2**31 - 1


@require_GET
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """The signed credential, for whoever may have the PDF."""
    found = _owned(request, code)
    if isinstance(found, HttpResponse):
        return found
    return _file(found.token.encode(), TOKEN, f"{found.certificate.code}.jwt")


@require_GET
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The picture with the credential in it, for whoever may have the PDF."""
    found = _owned(request, code)
    if isinstance(found, HttpResponse):
        return found
    return _file(badge_of(found), "image/png", f"{found.certificate.code}.png")


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
    return _data({"@context": CONTEXTS, **issuer_profile()})


@require_GET
def key(_request: HttpRequest, key_code: str) -> HttpResponse:
    found = get_object_or_404(SigningKey, code=key_code)
    return _data(public_jwk(found, address=key_url(found.code)), "application/jwk+json")


@require_GET
def keys(_request: HttpRequest) -> HttpResponse:
    """All keys that ever signed, newest first."""
    every = SigningKey.objects.order_by("-created_at", "-pk")
    published = [public_jwk(each, address=key_url(each.code)) for each in every]
    return _data({"keys": published}, "application/jwk-set+json")


@require_GET
def status(_request: HttpRequest, key_code: str, list_number: int) -> HttpResponse:
    """Which credentials of the key were revoked, as of now."""
    found = get_object_or_404(SigningKey, code=key_code)
    token = status_list_token(found, min(list_number, _MOST_LISTS), at=timezone.now())
    if token is None:
        raise Http404
    response = HttpResponse(token, content_type=TOKEN)
    response["Cache-Control"] = _FRESH
    return response


def _certificate(request: HttpRequest, code: str) -> Certificate | HttpResponse:
    if seconds := CHECKS.count(network_of(request)):
        return wait(request, seconds)
    return certificate_by_code(code) or unknown(request, code)


def _owned(request: HttpRequest, code: str) -> Credential | HttpResponse:
    """The credential for whoever may have the certificate; others are led to the page that checks it."""
    certificate = _certificate(request, code)
    if isinstance(certificate, HttpResponse):
        return certificate
    if not policies.may_download(viewer_of(request), certificate, key=request.GET.get("key", "")):
        return redirect("classroom:certificate", certificate.code)
    return issue_credential(certificate=certificate, at=timezone.now())


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-cache"
    return response


def _data(document: dict[str, object], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(document, content_type=content_type)
    response["Cache-Control"] = _FRESH
    return response
