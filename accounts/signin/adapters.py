"""How django-allauth meets our accounts: its mails, and what it says to the suspended."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.internal.restkit.response import APIResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.messages import FramedEmail, framed
from accounts.models import User
from accounts.profile.names import without_address
from accounts.security_log.recording import GOOGLE, PASSWORD, SUSPENDED, note_failed_sign_in
from common.http.content_policy import Sources

from .same_work import NOBODY, look_again, rehearse_email, rehearse_sign_up

SUSPENDED_SESSION_KEY = "accounts_suspended_person"
_UNKNOWN_ACCOUNT_MAIL = "account/email/unknown_account"
_CODE_MAIL, _RESET_CODE_MAIL = "account/email/login_code", "account/email/password_reset_code"
#: What is said after a code was sent again, with the looks at addresses that sending one takes.
_CODE_SENT = {"account/messages/login_code_sent.txt": 1, "account/messages/email_confirmation_sent.txt": 2}
_KNOWN_ACCOUNT_MAIL = "account/email/account_already_exists"


def sign_in_sources() -> Sources:
    """Where the form that begins a sign-in with Google ends."""
    return {"form-action": ("https://accounts.google.com",)} if settings.GOOGLE_CLIENT_ID else {}


def display_name(person: User) -> str:
    """What allauth's texts call a person."""
    return person.get_display_name()


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the reader's language; a suspended person is told why, whatever way they signed in.

    Every refusal says what to do: how long to wait, or where a new code comes from.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # said by the pages that take a code, once too many were wrong
        "too_many_login_attempts": _("Too many incorrect codes. Request a new code to continue."),
        "incorrect_code": _("This code isn't correct. Check it, or request a new one."),
        "rate_limited": _("A code was sent a moment ago. Wait a minute before you request another."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The error of a form. Too many failed sign-ins: how long until the next can succeed."""
        if code == "too_many_login_attempts":
            minutes = settings.FAILED_SIGN_IN_MINUTES
            sentence = ngettext(
                "Too many failed attempts. Wait %(minutes)s minute, then try again, or sign in with a code.",
                "Too many failed attempts. Wait %(minutes)s minutes, then try again, or sign in with a code.",
                minutes,
            )
            return ValidationError(sentence % {"minutes": minutes}, code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def is_safe_url(self, url: str | None) -> bool:
        """Whether somebody may be led there after signing in. What is no address at all is none of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the outbox, with as many queries for an unknown address as for a known one."""
        address = EmailAddress.objects.select_related("user").filter(email=email.lower()).first()
        person = context.get("user") or (address.user if address else None)
        if address and address.verified and _was_looked_for_once(template_prefix):
            look_again(email)
        if person and template_prefix == _UNKNOWN_ACCOUNT_MAIL:
            # allauth looks for active people only, and would tell a suspended person to sign up.
            suspension = person.suspensions.open().first()
            template_prefix, context = "account/email/suspended", {**context, "suspension": suspension}
        if template_prefix == _KNOWN_ACCOUNT_MAIL:
            context = {**context, "code_url": settings.SITE_URL + reverse("account_request_login_code")}
        _composed(template_prefix, email, context, person).send()
        if allauth_context.request is not None:
            allauth_context.request.has_sent_email = True

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell somebody who signs up again that they have an account; it takes as long as making one."""
        rehearse_sign_up(allauth_context.request)
        super().send_account_already_exists_mail(email)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Add a message. Where it says that a code was sent again, and to no one, that takes as long."""
        if message_template in _CODE_SENT and not getattr(request, "has_sent_email", False):
            signup_url = settings.SITE_URL + reverse("account_signup")
            mail = _composed(_UNKNOWN_ACCOUNT_MAIL, NOBODY, {"signup_url": signup_url}, None)
            rehearse_email(mail, looks=_CODE_SENT[message_template])
        super().add_message(request, level, message_template, *args, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note it in the security log, with as many queries for an unknown address as for a known one."""
        email = str(credentials.get("email") or "")
        address = EmailAddress.objects.select_related("user").filter(email=email.lower()).first()
        if address and address.verified:
            look_again(email)
        person = address.user if address else None
        note_failed_sign_in(request, way=PASSWORD, person=person, email=email)
        super().authentication_failed(request, **credentials)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        note_failed_sign_in(request, way=SUSPENDED, person=user)
        if is_headless_request(request):
            raise ImmediateHttpResponse(_suspended_answer(request, user))
        request.session[SUSPENDED_SESSION_KEY] = str(user.public_id)
        return super().respond_user_inactive(request, user)


class NotOffered(SocialApp.DoesNotExist, Http404):
    """Nobody signs in that way here: what allauth's forms catch, and a page that isn't there."""


def _was_looked_for_once(template_prefix: str) -> bool:
    """Whether allauth has looked for the account of a verified address only once, and twice for any other.

    By the API a code costs one more look, at the account that it is for.
    """
    by_api = allauth_context.request is not None and is_headless_request(allauth_context.request)
    return template_prefix == _RESET_CODE_MAIL or (template_prefix == _CODE_MAIL and not by_api)


def _composed(template_prefix: str, email: str, context: dict[str, Any], person: User | None) -> FramedEmail:
    """A mail of allauth's in our frame, in the language and time zone of whoever has the address."""
    return framed(
        template_prefix=template_prefix,
        to=email,
        language=person.offered_language if person else "",
        zone=person.zone if person else None,
        context={"email": email, **context},
    )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The provider's key. Raises NotOffered where it has none: its addresses are there all the same."""
        try:
            app: SocialApp = super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise NotOffered from None
        return app

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **details: Any
    ) -> None:
        """Note in the security log that a provider or its answer was refused, but no change of mind."""
        if error != AuthError.CANCELLED:
            note_failed_sign_in(request, way=GOOGLE, person=None)
        super().on_authentication_error(request, provider, error=error, **details)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The error of a form; a provider's token that a program brought and that isn't one is noted, too."""
        if code == "invalid_token" and allauth_context.request is not None:
            note_failed_sign_in(allauth_context.request, way=GOOGLE, person=None)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        user.email = (user.email or "").lower()
        user.first_name, user.last_name = without_address(user.first_name), without_address(user.last_name)
        return user


def _suspended_answer(request: HttpRequest, person: User) -> APIResponse:
    suspension = person.suspensions.open().first()
    return APIResponse(
        request,
        errors=[{"code": "account_suspended", "message": suspension.reason if suspension else ""}],
        status=403,
    )
