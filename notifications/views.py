"""A person's notifications, how they want messages, and the end of emails by one click."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User

from . import actions, selectors
from .forms import PreferenceForm
from .models import Message
from .site_links import as_path
from .timing import Digest
from .unsubscribing import read_token

ROWS_A_PAGE = 30


@login_required
@never_cache
@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    """What the bell counts, newest first."""
    person = cast(User, request.user)
    page = Paginator(Message.objects.shown_to(person), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "unread": selectors.unread_count(person)}
    return render(request, "notifications/list.html", context)


@never_cache
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many notifications are new, for the bell; 401 for whoever isn't signed in."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"unread": selectors.unread_count(request.user)})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of them as read."""
    actions.mark_read(person=cast(User, request.user), at=timezone.now())
    return redirect("notifications:list")


@login_required
@require_POST
def open_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark one as read, and lead to what it is about."""
    shown = Message.objects.shown_to(cast(User, request.user))
    message = get_object_or_404(shown, public_id=public_id)
    actions.mark_one_read(message=message, at=timezone.now())
    path = as_path(message.url)
    if path and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return redirect(path)
    return redirect("notifications:list")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which messages, how often, and when none."""
    person = cast(User, request.user)
    form = PreferenceForm(
        request.POST or None,
        preference=selectors.preference_of(person),
        choices=selectors.choices_of(person),
    )
    if form.is_valid():
        actions.save_preference(
            person=person,
            digest=Digest(form.cleaned_data["digest"]),
            quiet=form.quiet,
            wanted=form.wanted,
            at=timezone.now(),
        )
        messages.success(request, _("Message settings saved."))
        return redirect("notifications:preferences")
    status = 422 if form.is_bound else 200
    return render(
        request, "notifications/preferences.html", {"form": form, "zone": person.zone}, status=status
    )


@csrf_exempt  # mail programs post here (RFC 8058); the signed token says all that is needed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether emails of a category should end; a POST ends them, without redirect and sign-in.

    A GET changes nothing: programs that scan emails follow every link.
    """
    said = read_token(token)
    person = User.objects.filter(public_id=said.account).first() if said is not None else None
    if said is None or person is None:
        raise Http404
    if request.method == "POST":
        actions.unsubscribe(person=person, categories=said.categories, at=timezone.now())
    context = {
        "labels": [category.label for category in said.categories],
        "is_done": request.method == "POST",
    }
    return render(request, "notifications/unsubscribe.html", context)
