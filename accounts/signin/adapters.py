"""How django-allauth meets our accounts: its mails, and what it says to the suspended."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.internal.restkit.response import APIResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.messages import framed
from accounts.models import User

SUSPENDED_SESSION_KEY = "accounts_suspended_person"
_UNKNOWN_ACCOUNT_MAIL = "account/email/unknown_account"
_KNOWN_ACCOUNT_MAIL = "account/email/account_already_exists"


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user") or User.objects.filter(emailaddress__email=email.lower()).first()
        if person and template_prefix == _UNKNOWN_ACCOUNT_MAIL:
            # allauth looks for active people only, and would tell a suspended person to sign up.
            suspension = person.suspensions.open().first()
            template_prefix, context = "account/email/suspended", {**context, "suspension": suspension}
        if template_prefix == _KNOWN_ACCOUNT_MAIL:
            context = {**context, "code_url": settings.SITE_URL + reverse("account_request_login_code")}
        mail = framed(
            template_prefix=template_prefix,
            to=email,
            language=person.offered_language if person else "",
            zone=person.zone if person else None,
            context={"email": email, **context},
        )
        mail.send()

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        if is_headless_request(request):
            raise ImmediateHttpResponse(_suspended_answer(request, user))
        request.session[SUSPENDED_SESSION_KEY] = str(user.public_id)
        return super().respond_user_inactive(request, user)


class NotOffered(SocialApp.DoesNotExist, Http404):
    """Nobody signs in that way here: what allauth's forms catch, and a page that isn't there."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The provider's key. Raises NotOffered where it has none: its addresses are there all the same."""
        try:
            app: SocialApp = super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise NotOffered from None
        return app

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        user.email = (user.email or "").lower()
        return user


def _suspended_answer(request: HttpRequest, person: User) -> APIResponse:
    suspension = person.suspensions.open().first()
    return APIResponse(
        request,
        errors=[{"code": "account_suspended", "message": suspension.reason if suspension else ""}],
        status=403,
    )
