"""The pages of an order: what becomes of its payment, and the history of all that somebody bought."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from commerce.orders.models import Order
from common.http.limits import RateLimit, network_of
from common.personal_data import announce

from .. import actions, policies
from ..models import Invoice
from .forms import RetryForm
from .history import history_of, order_page_of
from .paying import pay_order
from .standing import ask_provider, hear_provider, standing_of

ROWS_A_PAGE = 20
#: Of one network: buyers come back from providers a few times an hour.
RETURNS = RateLimit("checkout.returns", allowed=60)
#: What the security log calls an invoice that staff fetch.
INVOICE_FILE = "billing.invoice_file"


@login_required
@never_cache
@require_GET
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where somebody comes back to from paying: it waits for the truth, and says what it knows.

    Asked by the page itself while it waits, it answers with the part that changes.
    """
    shown = _own_order(request, public_id)
    has_left = "left" in request.GET
    if shown.status == Order.Status.PLACED and not has_left and ask_provider(shown, timezone.now()):
        shown.refresh_from_db()
    standing = standing_of(shown, timezone.now(), has_left=has_left, has_returned="returned" in request.GET)
    context = {"standing": standing, "form": RetryForm(ways=standing.ways)}
    is_part = request.headers.get("HX-Request") == "true"
    name = "billing/checkout/standing.html" if is_part else "billing/checkout/order.html"
    return render(request, name, context)


@csrf_exempt  # providers send their buyers here with a form of their own, and without our cookies
@never_cache
@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where a provider sends the buyer with a form. What it says is believed if it's signed, or looked up.

    It tells nothing, to whoever asks: it leads to the order's page, which asks who is there.
    """
    found = get_object_or_404(Order, public_id=public_id)
    if request.method == "POST" and not RETURNS.count(network_of(request)):
        hear_provider(found, request.POST.dict(), timezone.now())
    return redirect(f"{reverse('checkout:order', args=[public_id])}?returned=1")


@login_required
@never_cache
@require_POST
def pay_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pay an order that waits: the same order, whichever way."""
    found = _own_order(request, public_id)
    standing = standing_of(found, timezone.now(), has_left=True)
    form = RetryForm(request.POST, ways=standing.ways)
    if not found.due:
        return redirect("checkout:order", public_id=public_id)
    if not form.is_valid():
        context = {"standing": standing, "form": form}
        return render(request, "billing/checkout/order.html", context, status=422)
    return pay_order(request, found, form.paying_by)


@login_required
@never_cache
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an order that isn't paid. What is in the basket stays there."""
    found = _own_order(request, public_id)
    ended = actions.cancel_order(order_id=found.pk, at=timezone.now(), reason="Cancelled by the buyer")
    if ended.status == Order.Status.CANCELLED:
        messages.success(request, _("Order %(number)s cancelled.") % {"number": ended.number})
    return redirect("checkout:order", public_id=public_id)


@login_required
@never_cache
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """All that somebody ordered, newest first."""
    account = cast(User, request.user)
    rows = Order.objects.of_account(account.public_id)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page_obj": page, "orders": history_of(page)}
    return render(request, "billing/orders/history.html", context)


@login_required
@never_cache
@require_GET
def bought(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order: what was bought, how it was paid, and what went back."""
    found = _own_order(request, public_id)
    crumbs = [{"label": _("Orders"), "url": reverse("orders:history")}, {"label": found.number}]
    context = {"bought": order_page_of(found), "crumbs": crumbs}
    return render(request, "billing/orders/order.html", context)


@login_required
@never_cache
@require_GET
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF of an invoice or credit note, for its buyer and staff. Anybody else's doesn't exist."""
    found = Invoice.objects.of_number(number).select_related("order__customer").first()
    reader = cast(User, request.user)
    if found is None or not policies.may_see_invoice(reader, found.order):
        raise Http404
    if not policies.may_see_order(reader, found.order):
        account = User.objects.filter(public_id=found.order.customer.account_id).first()
        announce(request, INVOICE_FILE, account)
    response = HttpResponse(actions.pdf_of(invoice=found, at=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(True, actions.file_name(found)))
    return response


def _own_order(request: HttpRequest, public_id: UUID) -> Order:
    """The order of whoever is signed in. Anybody else's doesn't exist."""
    found = Order.objects.select_related("customer").filter(public_id=public_id).first()
    if found is None or not policies.may_see_order(request.user, found):
        raise Http404
    return found
