"""A person's own screens that django-allauth does not have."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.http.error_pages import other_account, short_answer
from common.http.error_pages import refused_form as common_refused_form

from . import actions, selectors
from .forms import ProfileForm
from .kept_forms import belongs_to, forget, keep, kept_form
from .models import User
from .signin.adapters import SUSPENDED_SESSION_KEY

#: The longest window of allauth's limits that end in an answer of their own.
WAIT_SECONDS = 60


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Show and save the person's own fields."""
    # A fresh copy, so that the header never shows a name that was not saved.
    person = User.objects.get(pk=request.user.pk)
    previous_avatar = person.avatar.name or ""
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST" and form.is_valid():
        actions.save_profile(person=person, previous_avatar=previous_avatar)
        messages.success(request, _("Profile saved."))
        return redirect("accounts_profile")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@login_required
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who signed in again beside a page on which their session had ended."""
    return render(request, "accounts/back.html")


@login_required
@never_cache
def continue_form(request: HttpRequest) -> HttpResponse:
    """Offer to send what was sent from a page whose session had ended, to the person of that page."""
    form = kept_form(request, at=timezone.now())
    if form is None:
        return redirect("accounts_profile")
    if not belongs_to(form, cast(User, request.user)):
        forget(request)
        return other_account(request)
    return render(request, "accounts/continue_form.html", {"form": form})


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is of a session that ended: with what was typed, where it can be kept.

    Settings name this view.
    """
    if short_answer(request, 403, "", "") is None and keep(request, at=timezone.now()):
        return redirect("accounts_continue")
    return common_refused_form(request, reason)


@never_cache
def inactive(request: HttpRequest) -> HttpResponse:
    """Tell somebody who has just proved who they are why they can't come in."""
    suspension = selectors.open_suspension(request.session.get(SUSPENDED_SESSION_KEY))
    return render(request, "account/account_inactive.html", {"suspension": suspension}, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Say how long to wait after too many sign-ups, sign-ins or codes: these limits count one minute."""
    response = render(request, "429.html", {"wait_minutes": WAIT_SECONDS // 60}, status=429)
    response["Retry-After"] = str(WAIT_SECONDS)
    return response


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead Wagtail's sign-in address to the one that asks for the second factor.

    Raises PermissionDenied for somebody who is signed in and has no business in the admin.
    """
    after = request.GET.get("next", "")
    if request.user.is_authenticated:
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied(_("Only staff can open the admin."))
        return redirect("wagtailadmin_home")
    return redirect_to_login(
        after or resolve_url("wagtailadmin_home"), login_url=resolve_url("account_login")
    )
