"""Gifts: the page that a recipient's link leads to, and what a giver may do until it is claimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.selectors import verified_addresses
from commerce.catalogue import sellers
from commerce.catalogue.selectors import products_by_code
from commerce.catalogue.sellers import ProductFace
from commerce.orders.actions import (
    GiftRefused,
    accept_gift,
    claim_gift,
    correct_recipient,
    email_gift_again,
)
from commerce.orders.models import Gift, Order, OrderLine
from common.http.limits import RateLimit, person

from .. import policies
from ..messages import giver_of
from .forms import RecipientForm
from .own_basket import account_of

#: Emails that one person has sent about their gifts.
GIFT_EMAILS = RateLimit("gifts.emails", allowed=10, seconds=3_600)


@dataclass(frozen=True, slots=True)
class GiftScreen:
    """What templates/billing/orders/gift.html draws. refusal: why it can't be claimed, empty when it can."""

    gift: Gift
    face: ProductFace
    giver: str
    is_own: bool
    refusal: str


@never_cache
@require_http_methods(["GET", "POST"])
def gift(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody was given, for whoever has the link: signed in, they claim it."""
    found = Gift.objects.select_related("line__order__customer").filter(token=token).first()
    if found is None or found.line.order.status != Order.Status.PAID:
        raise Http404
    account, here = account_of(request), reverse("orders:gift", args=[token])
    back = urlencode({"next": here})
    if request.method == "POST":
        if account is None:
            return redirect(f"{reverse('account_login')}?{back}")
        return _claimed(request, found, account)
    screen = _screen(found, account)
    if screen.is_own and account is not None:
        accept_gift(gift_id=found.pk, account_id=account.public_id, at=timezone.now())
    context = {
        "screen": screen,
        "is_signed_in": account is not None,
        "sign_in_url": f"{reverse('account_login')}?{back}",
        "sign_up_url": f"{reverse('account_signup')}?{back}",
    }
    return render(request, "billing/orders/gift.html", context)


def _claimed(request: HttpRequest, found: Gift, account: User) -> HttpResponse:
    screen = _screen(found, account)
    if not screen.refusal:
        try:
            claim_gift(gift_id=found.pk, account_id=account.public_id, at=timezone.now())
        except GiftRefused:
            return redirect("orders:gift", token=found.token)
        words = _("You now have “%(title)s”.")
        messages.success(request, words % {"title": screen.face.title})
        if screen.face.url:
            return redirect(screen.face.url)
    return redirect("orders:gift", token=found.token)


def _screen(found: Gift, account: User | None) -> GiftScreen:
    """Three queries and the sellers'."""
    line = found.line
    product = products_by_code([line.product_code]).get(line.product_code)
    faces = sellers.addresses([product]) if product is not None else {}
    is_own = account is not None and line.recipient_account_id == account.public_id
    return GiftScreen(
        gift=found,
        face=faces.get(line.product_code, ProductFace(line.title)),
        giver=giver_of(line),
        is_own=is_own and line.withdrawn_at is None,
        refusal=_refusal(line, account, product),
    )


def _refusal(line: OrderLine, account: User | None, product: Any) -> str:
    order = line.order
    if line.withdrawn_at is not None or order.dispute == Order.DisputeState.LOST:
        return _("This gift is no longer available.")
    if order.dispute == Order.DisputeState.OPEN:
        return _("This gift isn't available at the moment. Try again later.")
    if account is not None and order.customer.account_id == account.public_id:
        return _("You gave this to someone else. Only they can claim it.")
    if line.recipient_account_id is not None and (
        account is None or line.recipient_account_id != account.public_id
    ):
        return _("Someone has already claimed this gift. If it was you, sign in.")
    is_new = account is not None and line.recipient_account_id is None and product is not None
    if account is not None and is_new and sellers.owned(account.public_id, [product]):
        return _("You already have this. You can pass the link on to someone else.")
    return ""


@login_required
@never_cache
@require_POST
def send_again(request: HttpRequest, public_id: UUID, gift_id: UUID) -> HttpResponse:
    """Email the link to the recipient once more."""
    found = _own_gift(request, public_id, gift_id)
    if _too_many(request):
        return redirect("orders:order", public_id=public_id)
    try:
        email_gift_again(gift_id=found.pk, at=timezone.now())
        words = _("The link was emailed to %(email)s.")
        messages.success(request, words % {"email": found.line.recipient_email})
    except GiftRefused as refused:
        messages.error(request, str(refused))
    return redirect("orders:order", public_id=public_id)


@login_required
@never_cache
@require_POST
def correct(request: HttpRequest, public_id: UUID, gift_id: UUID) -> HttpResponse:
    """Give it to another address; the link that was sent no longer works."""
    found = _own_gift(request, public_id, gift_id)
    account = cast(User, request.user)
    own = {account.email.lower(), *verified_addresses(account.pk)[1]}
    form = RecipientForm(request.POST, own_addresses=own)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for each in form.errors["recipient"]))
    elif not _too_many(request):
        try:
            correct_recipient(gift_id=found.pk, email=form.cleaned_data["recipient"], at=timezone.now())
            words = _("The link was emailed to %(email)s.")
            messages.success(request, words % {"email": form.cleaned_data["recipient"]})
        except GiftRefused as refused:
            messages.error(request, str(refused))
    return redirect("orders:order", public_id=public_id)


def _own_gift(request: HttpRequest, public_id: UUID, gift_id: UUID) -> Gift:
    """A gift of an order of whoever is signed in. Anybody else's doesn't exist."""
    gifts = Gift.objects.select_related("line__order__customer")
    found = get_object_or_404(gifts, public_id=gift_id, line__order__public_id=public_id)
    if not policies.may_see_order(request.user, found.line.order):
        raise Http404
    return found


def _too_many(request: HttpRequest) -> bool:
    if not GIFT_EMAILS.count(person(cast(User, request.user).pk)):
        return False
    messages.error(request, _("That was too many emails. Wait an hour and try again."))
    return True
