"""The checkout: one page for a basket, and an address for each thing that is done on it.

Every form is sent and leads back to the page, so that it works without a script. What a buyer agrees to is
the fingerprint of the quote they were shown: when it is another by then, the page is shown again and says so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commerce.catalogue import sellers
from commerce.catalogue.actions import CouponRefused
from commerce.catalogue.selectors import prices_at, products_by_code
from commerce.customers.actions import change_details
from commerce.orders.actions import (
    BasketFull,
    add_to_basket,
    change_basket,
    remove_from_basket,
)
from commerce.orders.models import Basket, BasketLine, Order
from common.http.limits import RateLimit, network_of, person

from .. import actions
from ..basket_rows import OwnBasket, basket_of_account, waiting_order_of
from ..offers import Offer
from ..quotes import fingerprint, offer_for
from .forms import AddProductForm, CouponCodeForm, DetailsForm, GiftForm, PayForm
from .own_basket import account_of, asker_of, brings_basket, kept_basket, own_basket, own_customer
from .paying import pay_order, time_to_pay
from .screen import changed_words, checkout_of, is_complete, pay_form_of

#: Of one person, and of one network: whoever tries codes changes neither quickly.
COUPON_TRIES = RateLimit("checkout.coupons", allowed=15)
COUPON_TRIES_OF_NETWORK = RateLimit("checkout.coupons_of_network", allowed=60)
_PAGE = "checkout:page"


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What is in the basket, what it costs, and how it is paid.

    Of who is signed in one query of commerce, and what the sellers ask.
    """
    account = account_of(request)
    if account is None or brings_basket(request):
        return _shown(request, own_basket(request, timezone.now()))
    known = basket_of_account(account.public_id, timezone.now())
    return _shown(request, known.basket if known is not None else None, known=known)


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product into the basket. The address may name it (`?product=`), so that any button can."""
    form = AddProductForm(request.POST if "product" in request.POST else request.GET)
    if not form.is_valid():
        raise Http404
    code, now = form.cleaned_data["product"], timezone.now()
    product = products_by_code([code]).get(code)
    if product is None:
        raise Http404
    prices = prices_at([product.pk], now)[product.pk]
    wanted = form.cleaned_data["currency"]
    offered = [each for each in settings.CURRENCIES if each in prices]
    currency = wanted if wanted in prices else next(iter(offered), settings.CURRENCIES[0])
    basket = kept_basket(request, currency, now)
    if not basket.lines.exists():  # what was typed for another order is no longer meant
        kept = basket.currency if basket.currency in prices else currency
        basket = change_basket(basket=basket, currency=kept, coupon_codes=(), at=now)
    if not basket.lines.filter(product_code=code, recipient_email="").exists():
        try:
            add_to_basket(basket=basket, product_code=code, at=now)
        except BasketFull:
            messages.error(request, _("Your basket is full. Check out first, or remove something."))
    return redirect(_PAGE)


@never_cache
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a line out of the basket."""
    basket, line = _own_line(request)
    remove_from_basket(basket=basket, line_id=line.pk, at=timezone.now())
    return redirect(_PAGE)


@never_cache
@require_POST
def gift(request: HttpRequest) -> HttpResponse:
    """Say whom a product is for."""
    basket, line = _own_line(request)
    account, now = account_of(request), timezone.now()
    own_email = account.email if account is not None else ""
    form = GiftForm(request.POST, own_email=own_email, auto_id=f"gift_{line.pk}_%s")
    if not form.is_valid():
        return _shown(request, basket, status=422, gift_forms={line.pk: form})
    recipient = form.cleaned_data["recipient"]
    if recipient != line.recipient_email:
        add_to_basket(
            basket=basket,
            product_code=line.product_code,
            choices=line.choices,
            recipient_email=recipient,
            at=now,
        )
        remove_from_basket(basket=basket, line_id=line.pk, at=now)
    return redirect(_PAGE)


@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Say what of a product is wanted. A choice that isn't one is kept, and the page says what is missing."""
    basket, line = _own_line(request)
    product = products_by_code([line.product_code]).get(line.product_code)
    rule = sellers.choices([product]).get(line.product_code) if product is not None else None
    if rule is None:
        return redirect(_PAGE)
    known = {code for code, _title in rule.options}
    chosen = [code for code in dict.fromkeys(request.POST.getlist("choices")) if code in known]
    add_to_basket(
        basket=basket,
        product_code=line.product_code,
        choices=chosen,
        recipient_email=line.recipient_email,
        at=timezone.now(),
    )
    return redirect(_PAGE)


@never_cache
@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """Put a coupon on the basket, or take one off it (`remove`)."""
    now = timezone.now()
    basket = _basket_or_404(request)
    removed = request.POST.get("remove", "")
    if removed:
        codes = [code for code in basket.coupon_codes if code != removed]
        change_basket(basket=basket, coupon_codes=codes, at=now)
        return redirect(_PAGE)
    form = CouponCodeForm(request.POST, auto_id="coupon_%s")
    if not form.is_valid():
        return _shown(request, basket, status=422, coupon_form=form)
    if seconds := _too_many_tries(request):
        form.add_error("code", _("That was too many tries. Wait a minute and try again."))
        response = _shown(request, basket, status=429, coupon_form=form)
        response["Retry-After"] = str(seconds)
        return response
    code = form.cleaned_data["code"]
    changed = change_basket(basket=basket, coupon_codes=[*basket.coupon_codes, code], at=now)
    offer = offer_for(basket=changed, asker=asker_of(request, changed), moment=now)
    refused = next((each for each in offer.coupons if each.code == code and not each.verdict), None)
    if refused is not None:
        kept = change_basket(basket=basket, coupon_codes=basket.coupon_codes, at=now)
        form.add_error("code", refused.verdict.sentence)
        return _shown(request, kept, status=422, coupon_form=form)
    return redirect(_PAGE)


@never_cache
@require_POST
def currency(request: HttpRequest) -> HttpResponse:
    """Pay in another currency."""
    basket, code = _basket_or_404(request), request.POST.get("currency", "")
    if code in settings.CURRENCIES:
        change_basket(basket=basket, currency=code, at=timezone.now())
    return redirect(_PAGE)


@never_cache
@require_POST
def details(request: HttpRequest) -> HttpResponse:
    """Keep who buys."""
    account = account_of(request)
    if account is None:
        return _to_sign_in()
    form, now = DetailsForm(request.POST), timezone.now()
    basket = own_basket(request, now)
    if not form.is_valid():
        return _shown(request, basket, status=422, details_form=form)
    customer = own_customer(account, now)
    change_details(customer=customer, details=form.details(get_language() or "en"))
    return redirect(_PAGE)


@never_cache
@require_GET
def region(request: HttpRequest) -> HttpResponse:
    """The field for the State of a country, for the page to put in once a country is chosen."""
    form = DetailsForm(initial={"country": request.GET.get("country", "")[:2].upper()})
    return render(request, "billing/checkout/region.html", {"form": form})


@never_cache
@require_POST
def pay(request: HttpRequest) -> HttpResponse:
    """Place the order, and lead to where it is paid. Twice is once."""
    account, now = account_of(request), timezone.now()
    if account is None:
        return _to_sign_in()
    basket = own_basket(request, now)
    if basket is None or not basket.lines.exists():
        return _bought_already(basket)
    offer = offer_for(basket=basket, asker=asker_of(request, basket), moment=now)
    if offer.quote is None or not is_complete(asker_of(request, basket).buyer):
        return _shown(request, basket, status=409, offer=offer)
    form = pay_form_of(request, offer.quote, basket, now)
    if request.POST.get("agreed") != fingerprint(offer.quote):
        words = changed_words(request.POST.get("total", "")[:40], offer.quote.total)
        return _shown(request, basket, status=409, offer=offer, changed=words)
    if not form.is_valid():
        return _shown(request, basket, status=422, offer=offer, pay_form=form)
    return _ordered(request, basket, offer, form)


def _ordered(request: HttpRequest, basket: Basket, offer: Offer, form: PayForm) -> HttpResponse:
    account, now = account_of(request), timezone.now()
    assert account is not None and offer.quote is not None, "who pays is signed in and saw a price"
    by = form.paying_by
    try:
        order = actions.place_from_basket(
            basket=basket,
            customer=own_customer(account, now),
            quote=offer.quote,
            at=now,
            expires_at=time_to_pay(by.gateway_code, now),
            withdrawal_waived_at=now if form.cleaned_data.get("waives_withdrawal") else None,
        )
    except actions.BasketChanged:
        return _bought_already(basket)
    except CouponRefused as refusal:
        return _shown(request, basket, status=409, changed=str(refusal))
    return pay_order(request, order, by, uses_wallet=bool(form.cleaned_data.get("uses_wallet")))


def _shown(
    request: HttpRequest, basket: Basket | None, *, status: int = 200, changed: str = "", **told: Any
) -> HttpResponse:
    """The page. told: what is known already and forms that were sent, as `checkout_of` takes them."""
    now = timezone.now()
    known: OwnBasket | None = told.get("known")
    checkout = checkout_of(request, basket, now, changed=changed, **told)
    waiting = known.waiting if known is not None else waiting_order_of(basket, now) if basket else None
    back = urlencode({"next": reverse(_PAGE)})
    context = {
        "checkout": checkout,
        "waiting": waiting,
        "sign_in_url": f"{reverse('account_login')}?{back}",
        "sign_up_url": f"{reverse('account_signup')}?{back}",
    }
    return render(request, "billing/checkout/checkout.html", context, status=status)


def _bought_already(basket: Basket | None) -> HttpResponse:
    """The button was pressed twice, and the first time has bought all of it: lead to that order."""
    last = Order.objects.filter(basket=basket).order_by("-pk").first() if basket is not None else None
    if last is None:
        return redirect(_PAGE)
    return redirect("checkout:order", public_id=last.public_id)


def _own_line(request: HttpRequest) -> tuple[Basket, BasketLine]:
    basket = _basket_or_404(request)
    number = request.POST.get("line", "")
    line = basket.lines.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if line is None:
        raise Http404
    return basket, line


def _basket_or_404(request: HttpRequest) -> Basket:
    basket = own_basket(request, timezone.now())
    if basket is None:
        raise Http404
    return basket


def _too_many_tries(request: HttpRequest) -> int:
    """For how many seconds no coupon may be tried; 0 while it is allowed."""
    account = account_of(request)
    of_person = COUPON_TRIES.count(person(account.pk)) if account is not None else 0
    return of_person or COUPON_TRIES_OF_NETWORK.count(network_of(request))


def _to_sign_in() -> HttpResponse:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse(_PAGE)})}")
