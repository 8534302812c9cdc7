"""A person's own screens that django-allauth does not have."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import actions, selectors
from .forms import ProfileForm
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
