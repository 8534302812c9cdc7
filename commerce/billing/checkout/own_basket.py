"""The basket of whoever asks: of the customer who is signed in, else of the visitor's session."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from commerce.customers.actions import customer_for
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.orders.actions import basket_for, take_over_basket
from commerce.orders.models import Basket

from ..quotes import Asker

SESSION_KEY = "basket"


def account_of(request: HttpRequest) -> User | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, User) and request.user.is_authenticated else None


def own_customer(account: User, at: datetime) -> Customer:
    """The customer that an account buys as; made the first time."""
    return customer_for(
        account_id=account.public_id, name=account.get_display_name(), email=account.email, at=at
    )


def brings_basket(request: HttpRequest) -> bool:
    """Whether something was put together before signing in that is to be taken over."""
    return bool(request.session.get(SESSION_KEY, ""))


def own_basket(request: HttpRequest, at: datetime) -> Basket | None:
    """The basket, if there is one. What was put together before signing in is taken over.

    One query; more after signing in.
    """
    account, token = account_of(request), request.session.get(SESSION_KEY, "")
    if account is None:
        return Basket.objects.of_visitor(token).first() if token else None
    if token:
        basket = take_over_basket(
            token=token, customer=own_customer(account, at), currency=settings.CURRENCIES[0], at=at
        )
        del request.session[SESSION_KEY]
        return basket
    return Basket.objects.filter(customer__account_id=account.public_id).select_related("customer").first()


def kept_basket(request: HttpRequest, currency: str, at: datetime) -> Basket:
    """The basket; made where there is none, in this currency."""
    basket = own_basket(request, at)
    if basket is not None:
        return basket
    account = account_of(request)
    if account is not None:
        return basket_for(customer=own_customer(account, at), currency=currency, at=at)
    token = request.session.setdefault(SESSION_KEY, secrets.token_urlsafe(32))
    return basket_for(token=token, currency=currency, at=at)


def asker_of(request: HttpRequest, basket: Basket | None) -> Asker:
    """Who asks for the price of their basket, and from where."""
    account = account_of(request)
    customer = basket.customer if basket is not None else None
    return Asker(
        buyer=BuyerDetails.from_json(vars(customer)) if customer is not None else BuyerDetails(),
        account_id=account.public_id if account is not None else None,
        customer_id=customer.public_id if customer is not None else None,
        network_country=network_country(request),
    )


def network_country(request: HttpRequest) -> str:
    """The country that a request came from, as the proxy says; "" where none does."""
    said = request.headers.get(settings.BUYER_COUNTRY_HEADER, "") if settings.BUYER_COUNTRY_HEADER else ""
    code = said.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
