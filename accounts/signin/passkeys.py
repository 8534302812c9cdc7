"""Passkeys and security keys that were refused: allauth tells nobody, so its errors are heard here."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.utils import url_str_to_user_pk
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.utils import websafe_decode

from accounts.models import User
from accounts.security_log.recording import PASSKEY, note_failed_sign_in

#: The addresses at which somebody shows a key to come in, or to be believed again; the rest add keys.
_SHOWN_AT = {
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "authenticate_webauthn",
    "login_webauthn",
    "reauthenticate_webauthn",
}


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's own, which notes in the security log that a key was refused, by a page or by the API."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        request = allauth_context.request
        if code == "incorrect_code" and request is not None and (credential := _shown_key(request)):
            note_failed_sign_in(request, way=PASSKEY, person=_person(request, credential))
        error: ValidationError = super().validation_error(code, *args)
        return error


def _shown_key(request: HttpRequest) -> dict[str, Any] | None:
    """What a key answered in this request, if somebody signs in with one."""
    match = request.resolver_match
    if match is None or match.url_name not in _SHOWN_AT:
        return None
    try:
        if request.content_type == "application/json":
            sent = json.loads(request.body)
            credential = sent.get("credential") if isinstance(sent, dict) else None
        else:
            credential = json.loads(request.POST.get("credential", ""))
    except ValueError:
        return None
    return credential if isinstance(credential, dict) else None


def _person(request: HttpRequest, credential: dict[str, Any]) -> User | None:
    """Who is known to ask already, else whom the key names. At most two queries."""
    if isinstance(request.user, User):
        return request.user
    stage = get_pending_stage(request)
    if stage is not None and isinstance(stage.login.user, User):
        return stage.login.user
    answered = credential.get("response")
    handle = answered.get("userHandle") if isinstance(answered, dict) else None
    if not isinstance(handle, str):
        return None
    try:
        return User.objects.filter(pk=url_str_to_user_pk(websafe_decode(handle).decode())).first()
    except (ValueError, TypeError, KeyError, ValidationError):
        return None
