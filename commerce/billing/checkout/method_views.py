"""What somebody kept to pay with: the list, which is offered first, and removing one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User

from .. import actions
from ..models import SavedPaymentMethod
from .history import gateway_label

_PAGE = "payment_methods:own"


@login_required
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """All that whoever is signed in has kept. One query of its own."""
    now = timezone.now()
    kept = SavedPaymentMethod.objects.of_account(_account(request).public_id).kept()
    rows: list[dict[str, Any]] = [
        {
            "method": method,
            "provider": gateway_label(method.gateway),
            "has_expired": method.has_expired_at(now),
        }
        for method in kept
    ]
    return render(request, "billing/payment_methods.html", {"rows": rows})


@login_required
@never_cache
@require_POST
def set_default(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Offer this one first at the checkout."""
    account, now = _account(request), timezone.now()
    try:
        method = actions.set_default_method(account_id=account.public_id, public_id=public_id, at=now)
    except actions.UnknownMethod:
        raise Http404 from None
    except actions.ExpiredMethod:
        messages.error(request, _("This card has expired. Choose another one as the default."))
        return redirect(_PAGE)
    messages.success(request, _("%(method)s is your default now.") % {"method": method.label})
    return redirect(_PAGE)


@login_required
@never_cache
@require_POST
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove it, here at once and at its provider."""
    account, now = _account(request), timezone.now()
    try:
        method = actions.remove_method(account_id=account.public_id, public_id=public_id, at=now)
    except actions.UnknownMethod:
        raise Http404 from None
    messages.success(request, _("%(method)s removed.") % {"method": method.label})
    return redirect(_PAGE)


def _account(request: HttpRequest) -> User:
    return cast(User, request.user)
