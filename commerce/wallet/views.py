"""A customer's own wallet: what is in it, how it came there, and the voucher to put more in."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from commerce.customers.actions import customer_for
from commerce.customers.models import Customer

from . import actions
from .forms import RedeemForm
from .product_vouchers import what_opened
from .selectors import balances_of, movements_of, statement_line
from .tries import count_try

ROWS_A_PAGE = 30


@login_required
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The wallet of whoever is signed in."""
    return _shown(request, RedeemForm(initial={"code": request.GET.get("code", "")[:40]}))


@login_required
@never_cache
@require_POST
def redeem(request: HttpRequest) -> HttpResponse:
    """Use a voucher. What was typed stays in the field when it can't be used."""
    form = RedeemForm(request.POST)
    account = cast(User, request.user)
    seconds = count_try(request)
    if seconds:
        form.full_clean()
        form.add_error("code", _("That was too many tries. Wait a minute and try again."))
        response = _shown(request, form, status=429)
        response["Retry-After"] = str(seconds)
        return response
    if not form.is_valid():
        return _shown(request, form, status=422)
    customer = customer_for(
        account_id=account.public_id,
        name=account.get_display_name(),
        email=account.email,
        at=timezone.now(),
    )
    try:
        used = actions.redeem(customer=customer, code=form.cleaned_data["code"], at=timezone.now())
    except actions.VoucherRefused as refused:
        opened = what_opened(refused.redemption) if refused.redemption is not None else None
        if opened is not None and opened.url:  # pressed twice: lead to what the first time opened
            messages.info(request, str(refused))
            return redirect(opened.url)
        form.add_error("code", str(refused))
        return _shown(request, form, status=422)
    money, opened = used.voucher.batch.money, what_opened(used)
    if money is not None:
        messages.success(request, _("%(amount)s added to your wallet.") % {"amount": money.format()})
    elif opened is not None:
        messages.success(request, _("Voucher redeemed. You now have “%(title)s”.") % {"title": opened.title})
    return redirect(opened.url if opened is not None and opened.url else "wallet:own")


def _shown(request: HttpRequest, form: RedeemForm, *, status: int = 200) -> HttpResponse:
    account = cast(User, request.user)
    customer = Customer.objects.of_account(account.public_id).first()
    context: dict[str, Any] = {"form": form, "balances": balances_of(customer)}
    context["can_top_up"] = bool(settings.WALLET_TOP_UP_MOST)
    if customer is not None:
        page = Paginator(movements_of(customer), ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "lines": [statement_line(posting) for posting in page]}
    return render(request, "wallet/wallet.html", context, status=status)
