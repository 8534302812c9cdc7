"""What a request knows about its person: their time zone, their language, and that they were here."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation

from common.addresses import admin_address
from common.http.error_pages import not_signed_in, other_account, problem

from . import device
from .kept_forms import forget_sent, keep
from .models import User
from .policies import may_work_as_staff

# How stale "last seen" may be: one write per person and quarter of an hour.
LAST_SEEN_STEP = timedelta(minutes=15)


class PersonMiddleware:
    """Shows moments in the person's zone, and speaks their language where the address does not name one.

    What is drawn for a person is kept by no cache, their browser's included, unless its view says otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        with timezone.override(person.zone):
            _note_visit(person)
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Choose the language once the view is known.

        A page of the tree keeps the language of its address, else two addresses would show one page.
        """
        person = request.user
        if not (person.is_authenticated and person.offered_language):
            return
        if request.resolver_match and request.resolver_match.url_name == "wagtail_serve":
            return
        if translation.get_language_from_path(request.path_info):
            return
        translation.activate(person.offered_language)
        request.LANGUAGE_CODE = translation.get_language()


class SecondFactorMiddleware:
    """Leads people whose role requires a second factor to set one up, before the admin opens to them.

    Until it is due the admin's first page says so. Tokens of the authoring API ask for themselves
    (`api.authoring`). Costs the admin a query, a second one where a role requires it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated or not _is_admin(request):
            return self.get_response(request)
        verdict = may_work_as_staff(person, timezone.now())
        if not verdict:
            if request.headers.get("X-Requested-With") == "XMLHttpRequest" or _is_from_script(request):
                return problem(403, verdict.code, verdict.sentence)
            return redirect("mfa_index")  # which says why
        return self.get_response(request)


def _is_admin(request: HttpRequest) -> bool:
    """Whether a screen of the admin is asked for. Its sign-in and sign-out stay open to everybody."""
    path = request.path_info
    if not path.startswith(admin_address()):
        return False
    return path not in (resolve_url("accounts_admin_sign_in"), resolve_url("wagtailadmin_logout"))


def _note_visit(person: User) -> None:
    now = timezone.now()
    if person.last_seen_at is None or now - person.last_seen_at > LAST_SEEN_STEP:
        User.objects.filter(pk=person.pk).update(last_seen_at=now)


class DeviceMiddleware:
    """Keeps what a page of one account sends from being taken for another's, and tells the browser who is in.

    A request that names the account its page was drawn for (see `accounts.device`) is refused with 401 when
    nobody is signed in, and with 409 when somebody else is. A script that would be led to the sign-in form is
    told 401 instead: it can't show a form in the place of its answer. What a form without a script sent is
    kept until its person is signed in again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if _leads_to_sign_in(response):
            if _is_from_script(request):
                response = not_signed_in(request)
            elif keep(request, at=timezone.now()):
                response = redirect_to_login(resolve_url("accounts_continue"), settings.LOGIN_URL)
        elif was_signed_in and _has_arrived(request, response):
            forget_sent(request)
        if was_signed_in and not request.user.is_authenticated:
            # Pages of this person that the browser would show again when somebody goes back.
            response["Clear-Site-Data"] = '"cache"'
        _tell_account(request, response)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        wanted = request.headers.get(device.HEADER) or _field(request)
        name = device.device_name(request.user)
        if not wanted or wanted == name:
            return None
        if name:
            return other_account(request)
        return not_signed_in(request) if _is_from_script(request) else None


def _field(request: HttpRequest) -> str:
    # The CSRF check has read the form of somebody who is signed in by now; a stranger's is left to its view.
    if request.method != "POST" or not request.user.is_authenticated:
        return ""
    return request.POST.get(device.FIELD, "")


def _is_from_script(request: HttpRequest) -> bool:
    return bool(
        request.headers.get("HX-Request")
        or request.headers.get(device.HEADER)
        or request.headers.get("Accept", "").startswith("application/json")
    )


def _leads_to_sign_in(response: HttpResponse) -> bool:
    if response.status_code not in (301, 302):
        return False
    return response.get("Location", "").partition("?")[0] == resolve_url(settings.LOGIN_URL)


def _has_arrived(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a form was taken, and not kept for later."""
    if request.method != "POST" or response.status_code >= 400:
        return False
    return bool(response.get("Location", "") != resolve_url("accounts_continue"))


def _tell_account(request: HttpRequest, response: HttpResponse) -> None:
    name = device.device_name(request.user)
    if request.COOKIES.get(device.COOKIE, "") == name:
        return
    if name:
        response.set_cookie(
            device.COOKIE,
            name,
            max_age=device.COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    else:
        response.delete_cookie(device.COOKIE, samesite="Lax")
