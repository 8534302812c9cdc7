"""What the page of the checkout draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commerce.customers.details import COUNTRIES_WITH_REGIONS, BuyerDetails
from commerce.gateways.base import available
from commerce.orders.models import Basket
from commerce.orders.quotes import Quote
from commerce.wallet.selectors import balance_of
from common.money import Money

from ..offers import COUNTRY, REGION, Offer, OfferedLine
from ..quotes import fingerprint, offer_for
from ..sale_terms import needs_waiver, sale_terms
from ..seller import seller_place
from .countries import country_name
from .forms import CouponCodeForm, DetailsForm, GiftForm, PayForm
from .own_basket import account_of, asker_of, network_country
from .ways_to_pay import WaysToPay, ways_to_pay


@dataclass(frozen=True, slots=True)
class LineBox:
    """One line as it is drawn. price, former, before: written out.

    former: without discounts; "" where nothing comes off. before: during a sale, the lowest price of the 30
    days before it (Directive 98/6/EC, article 6a); "" where that was no higher.
    """

    line: OfferedLine
    price: str
    former: str
    before: str
    gift_form: GiftForm
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row of the sums: what it is, and the amount written out."""

    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """What templates/billing/checkout/checkout.html draws.

    details_form: None where the buyer's details are complete and nobody edits them. pay_form: None as long
    as something is missing. changed: in words, that the price is another than the one that was shown.
    """

    offer: Offer
    lines: tuple[LineBox, ...]
    totals: tuple[TotalRow, ...]
    is_visitor: bool
    buyer: BuyerDetails
    country: str
    coupon_form: CouponCodeForm
    details_form: DetailsForm | None
    pay_form: PayForm | None
    ways: WaysToPay
    is_free: bool
    changed: str = ""

    @property
    def waits_for_place(self) -> bool:
        return bool(self.offer.needs)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Those to choose from; empty where there is no choice."""
        found = self.offer.currencies
        return found if len(found) > 1 or found and self.offer.currency not in found else ()


def checkout_of(
    request: HttpRequest,
    basket: Basket | None,
    at: datetime,
    *,
    offer: Offer | None = None,
    changed: str = "",
    **forms: Any,
) -> Checkout | None:
    """The page of a basket; None where there is none, or nothing in it.

    forms: those that were sent and are shown again, by name: coupon_form, details_form, pay_form, and
    gift_forms by line. The offer's queries, one for the wallet and one for what the buyer kept to pay with.
    """
    asker = asker_of(request, basket)
    if basket is None:
        return None
    offer = offer or offer_for(basket=basket, asker=asker, moment=at)
    if offer.is_empty:
        return None
    quote, is_visitor = offer.quote, account_of(request) is None
    wallet = _wallet(basket, quote)
    total = quote.total if quote is not None else offer.before_tax_is_known
    left = total - min(wallet, total)
    ways = _ways(basket, total, at) if quote is not None else WaysToPay()
    gift_forms = forms.get("gift_forms", {})
    return Checkout(
        offer=offer,
        lines=tuple(
            _line(line, quote, place, asker.buyer, gift_forms) for place, line in enumerate(offer.lines)
        ),
        totals=tuple(_totals(offer, quote)),
        is_visitor=is_visitor,
        buyer=asker.buyer,
        country=country_name(asker.buyer.country),
        coupon_form=forms.get("coupon_form") or CouponCodeForm(auto_id="coupon_%s"),
        details_form=forms.get("details_form") or _details_form(request, offer, asker.buyer, is_visitor),
        pay_form=forms.get("pay_form") or _pay_form(request, quote, ways, wallet, left),
        ways=ways,
        is_free=not total,
        changed=changed,
    )


def pay_form_of(request: HttpRequest, quote: Quote, basket: Basket, at: datetime) -> PayForm:
    """The form by which a quoted basket is paid, as it was sent. Two queries."""
    data = request.POST
    wallet = _wallet(basket, quote)
    left = quote.total - min(wallet, quote.total)
    if not data.get("uses_wallet"):
        left = quote.total
    form = _pay_form(request, quote, _ways(basket, quote.total, at), wallet, left, data=data)
    assert form is not None, "a quote can be paid"
    return form


def changed_words(shown: str, now: Money) -> str:
    """That the price is another than the one that was shown."""
    if not shown or shown == now.format():
        return _("Your order has changed. Check it before you pay.")
    words = _("The price has changed from %(before)s to %(now)s. Check it before you pay.")
    return words % {"before": shown, "now": now.format()}


def is_complete(buyer: BuyerDetails) -> bool:
    """Whether the buyer's details will do for an order."""
    has_region = bool(buyer.region) or buyer.country not in COUNTRIES_WITH_REGIONS
    return bool(buyer.name and buyer.email and buyer.country and has_region)


def _line(
    line: OfferedLine, quote: Quote | None, place: int, buyer: BuyerDetails, forms: dict[int, GiftForm]
) -> LineBox:
    form = forms.get(line.line_id) or GiftForm(
        initial={"recipient": line.recipient_email},
        own_email=buyer.email,
        auto_id=f"gift_{line.line_id}_%s",
    )
    price, former = _prices(line, quote, place)
    before = _before_sale(line, quote, place) if not former else ""
    return LineBox(
        line, price, former, before, form, is_open=bool(form.errors) or line.verdict.code == "owned"
    )


def _prices(line: OfferedLine, quote: Quote | None, place: int) -> tuple[str, str]:
    """What a line costs, with its tax as soon as that is known, and what it would cost without discounts."""
    if line.price is None or line.final_price is None:
        return "", ""
    has_discount = line.final_price != line.price
    if quote is None:
        return line.final_price.format(), line.price.format() if has_discount else ""
    quoted = quote.lines[place]
    shown = quoted.unit_minor - quoted.discount_minor
    former = Money(quoted.unit_minor, quote.currency).format() if has_discount else ""
    return Money(shown, quote.currency).format(), former


def _before_sale(line: OfferedLine, quote: Quote | None, place: int) -> str:
    if line.former is None:
        return ""
    # Where tax is added to prices or taken out of them, both would be another sum than what was charged then.
    is_as_listed = quote is None or quote.lines[place].unit_minor == (line.price or line.former).amount_minor
    return line.former.format() if is_as_listed else ""


def _totals(offer: Offer, quote: Quote | None) -> list[TotalRow]:
    if quote is None:
        rows = [TotalRow(_("Subtotal"), offer.subtotal.format())] if offer.taken_off else []
        if offer.taken_off:
            rows.append(TotalRow(_("Discount"), (-offer.taken_off).format()))
        return [*rows, TotalRow(_("Total"), offer.before_tax_is_known.format(), is_total=True)]
    rows = []
    unit = sum(line.unit_minor for line in quote.lines)
    if quote.discount or not quote.is_tax_included and quote.tax:
        rows.append(TotalRow(_("Subtotal"), Money(unit, quote.currency).format()))
    if quote.discount:
        rows.append(TotalRow(_("Discount"), (-quote.discount).format()))
    for name, rate_bp, amount in _taxes(quote):
        words = _("Includes %(tax)s %(rate)s%%") if quote.is_tax_included else "%(tax)s %(rate)s%%"
        rows.append(TotalRow(words % {"tax": name, "rate": f"{rate_bp / 100:g}"}, amount.format()))
    return [*rows, TotalRow(_("Total"), quote.total.format(), is_total=True)]


def _taxes(quote: Quote) -> list[tuple[str, int, Money]]:
    """Each tax of a quote once, by name and rate."""
    found: dict[tuple[str, int], int] = {}
    for line in quote.lines:
        for tax in line.taxes:
            key = (tax.name, tax.rate_bp)
            found[key] = found.get(key, 0) + tax.amount_minor
    return [(name, rate, Money(amount, quote.currency)) for (name, rate), amount in found.items()]


def _details_form(
    request: HttpRequest, offer: Offer, buyer: BuyerDetails, is_visitor: bool
) -> DetailsForm | None:
    """The form for the buyer's details, where they are missing or somebody wants to change them."""
    wants = request.GET.get("details") == "edit"
    is_needed = not is_complete(buyer) or bool({COUNTRY, REGION} & set(offer.needs))
    if is_visitor or not (wants or is_needed):
        return None
    country = buyer.country or network_country(request) or seller_place().country
    return DetailsForm(initial={**buyer.as_json(), "country": country})


def _pay_form(
    request: HttpRequest,
    quote: Quote | None,
    ways: WaysToPay,
    wallet: Money,
    left: Money,
    data: Any = None,
) -> PayForm | None:
    if quote is None or account_of(request) is None:
        return None
    label = ""
    if wallet:
        words = _("Pay %(amount)s from my wallet")
        label = words % {"amount": min(wallet, quote.total).format()}
    return PayForm(
        data,
        ways=ways,
        must_choose=bool(left),
        terms=sale_terms(request),
        needs_waiver=needs_waiver(
            BuyerDetails.from_json(dict(quote.buyer)),
            (line.supply for line in quote.lines),
            is_free=not quote.total,
        ),
        wallet_label=label,
        initial={
            "agreed": fingerprint(quote),
            "total": quote.total.format(),
            "uses_wallet": bool(wallet),
        },
    )


def _ways(basket: Basket, total: Money, at: datetime) -> WaysToPay:
    if not total:
        return WaysToPay()
    kept = basket.customer.saved_methods.kept() if basket.customer is not None else ()
    return ways_to_pay(available(total.currency, total), kept, at)


def _wallet(basket: Basket, quote: Quote | None) -> Money:
    if quote is None or basket.customer is None or not quote.total:
        return Money.zero(basket.currency)
    return balance_of(basket.customer, basket.currency)
