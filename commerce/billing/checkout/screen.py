"""What the page of the checkout draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commerce.catalogue.sellers import ProductFace
from commerce.customers.details import COUNTRIES_WITH_REGIONS, BuyerDetails
from commerce.gateways.base import available
from commerce.orders.models import Basket
from commerce.orders.quotes import Quote
from commerce.wallet.selectors import balance_of
from common.money import Money

from ..basket_rows import OwnBasket
from ..models import SavedPaymentMethod
from ..offers import COUNTRY, REGION, Offer, OfferedLine
from ..quotes import fingerprint, offer_for
from ..sale_terms import needs_waiver, sale_terms
from ..seller import seller_place
from .countries import place_name
from .forms import CouponCodeForm, DetailsForm, GiftForm, PayForm
from .own_basket import account_of, asker_of, network_country
from .paying_forms import Paying, PayingFace
from .ways_to_pay import WaysToPay, ways_to_pay

#: Of the buyer's details: their language isn't asked.
_FIELDS_GO_BY = frozenset((COUNTRY, REGION, "language"))


@dataclass(frozen=True, slots=True)
class LineFace:
    """What a line shows that is the same for everybody who may buy it so. price, former, before: written out.

    former: without discounts; "" where nothing comes off. before: during a sale, the lowest price of the 30
    days before it (Directive 98/6/EC, article 6a); "" where that was no higher. refusal: why it can't be
    bought like this. is_open: the form for a gift is unfolded.
    """

    product: ProductFace
    price: str
    former: str
    before: str
    has_owned_part: bool
    refusal: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class LineBox:
    """One line as it is drawn. gift_form: one that was sent and is shown again."""

    line: OfferedLine
    face: LineFace
    gift_form: GiftForm | None = None

    @property
    def key(self) -> str:
        return str(self.line.line_id)

    @property
    def is_plain(self) -> bool:
        """Whether it shows nothing but its face."""
        return not (self.line.is_gift or self.line.rule or self.gift_form)


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row of the sums: what it is, and the amount written out."""

    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """What templates/billing/checkout/checkout.html draws.

    details: what stands in the form for the buyer's details before it is sent; None where they are complete
    and nobody edits them. paying: None as long as something is missing. coupon_form, details_form,
    sent_pay_form: those that were sent and are shown again. changed: in words, that the price is another than
    the one that was shown.
    """

    offer: Offer
    lines: tuple[LineBox, ...]
    totals: tuple[TotalRow, ...]
    is_visitor: bool
    buyer: BuyerDetails
    place: str
    paying: Paying | None
    details: Mapping[str, str] | None = None
    coupon_form: CouponCodeForm | None = None
    details_form: DetailsForm | None = None
    sent_pay_form: PayForm | None = None
    changed: str = ""

    @property
    def own_details(self) -> dict[str, str]:
        """What of the details is written into the form: all but what it chooses its fields by."""
        asked = self.details or {}
        return {name: value for name, value in asked.items() if name not in _FIELDS_GO_BY}

    @property
    def asks_details(self) -> bool:
        return self.details is not None or self.details_form is not None

    @property
    def pay_form(self) -> PayForm | None:
        """The form by which it is paid: as it was sent, else as it is shown first."""
        if self.sent_pay_form is not None or self.paying is None:
            return self.sent_pay_form
        return self.paying.form()

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
    known: OwnBasket | None = None,
    changed: str = "",
    **forms: Any,
) -> Checkout | None:
    """The page of a basket; None where there is none, or nothing in it.

    forms: those that were sent and are shown again, by name: coupon_form, details_form, pay_form, and
    gift_forms by line. known: what of the basket is read already. The offer's queries, and two where it isn't
    known: for the wallet and for what the buyer kept to pay with.
    """
    asker = asker_of(request, basket)
    if basket is None:
        return None
    rows = known.rows if known is not None else None
    offer = offer or offer_for(basket=basket, asker=asker, moment=at, rows=rows)
    if offer.is_empty:
        return None
    quote, is_visitor = offer.quote, account_of(request) is None
    wallet = _wallet(basket, quote, known)
    total = quote.total if quote is not None else offer.before_tax_is_known
    left = total - min(wallet, total)
    ways = _ways(basket, total, at, known) if quote is not None else WaysToPay()
    gift_forms = forms.get("gift_forms", {})
    return Checkout(
        offer=offer,
        lines=tuple(
            _line(line, quote, place, gift_forms.get(line.line_id)) for place, line in enumerate(offer.lines)
        ),
        totals=tuple(_totals(offer, quote)),
        is_visitor=is_visitor,
        buyer=asker.buyer,
        place=place_name(asker.buyer.country, asker.buyer.region),
        paying=_paying(request, quote, ways, wallet, left),
        details=_details(request, offer, asker.buyer, is_visitor),
        coupon_form=forms.get("coupon_form"),
        details_form=forms.get("details_form"),
        sent_pay_form=forms.get("pay_form"),
        changed=changed,
    )


def pay_form_of(request: HttpRequest, quote: Quote, basket: Basket, at: datetime) -> PayForm:
    """The form by which a quoted basket is paid, as it was sent. Two queries."""
    data = request.POST
    wallet = _wallet(basket, quote)
    left = quote.total - min(wallet, quote.total)
    if not data.get("uses_wallet"):
        left = quote.total
    paying = _paying(request, quote, _ways(basket, quote.total, at), wallet, left)
    assert paying is not None, "a quote can be paid"
    return paying.form(data)


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


def _line(line: OfferedLine, quote: Quote | None, place: int, form: GiftForm | None) -> LineBox:
    price, former = _prices(line, quote, place)
    face = LineFace(
        product=line.face,
        price=price,
        former=former,
        before=_before_sale(line, quote, place) if not former else "",
        has_owned_part=bool(line.owned_part),
        refusal="" if line.verdict else line.verdict.sentence,
        is_open=form is not None or line.verdict.code == "owned",
    )
    return LineBox(line, face, form)


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


def _details(
    request: HttpRequest, offer: Offer, buyer: BuyerDetails, is_visitor: bool
) -> dict[str, str] | None:
    """What the form for the buyer's details says, where they are missing or somebody wants to change them."""
    wants = request.GET.get("details") == "edit"
    is_needed = not is_complete(buyer) or bool({COUNTRY, REGION} & set(offer.needs))
    if is_visitor or not (wants or is_needed):
        return None
    country = buyer.country or network_country(request) or seller_place().country
    return {**buyer.as_json(), "country": country}


def _paying(
    request: HttpRequest, quote: Quote | None, ways: WaysToPay, wallet: Money, left: Money
) -> Paying | None:
    if quote is None or account_of(request) is None:
        return None
    label = ""
    if wallet:
        words = _("Pay %(amount)s from my wallet")
        label = words % {"amount": min(wallet, quote.total).format()}
    face = PayingFace(
        ways=ways,
        currency=quote.currency,
        total=quote.total.format(),
        is_free=not quote.total,
        terms=sale_terms(request),
        needs_waiver=needs_waiver(
            BuyerDetails.from_json(dict(quote.buyer)),
            (line.supply for line in quote.lines),
            is_free=not quote.total,
        ),
        has_wallet=bool(wallet),
    )
    return Paying(face, fingerprint(quote), label, must_choose=bool(left))


def _ways(basket: Basket, total: Money, at: datetime, known: OwnBasket | None = None) -> WaysToPay:
    if not total:
        return WaysToPay()
    kept: Iterable[SavedPaymentMethod] = ()
    if known is not None:
        kept = known.methods
    elif basket.customer is not None:
        kept = basket.customer.saved_methods.kept()
    return ways_to_pay(available(total.currency, total), kept, at)


def _wallet(basket: Basket, quote: Quote | None, known: OwnBasket | None = None) -> Money:
    if quote is None or basket.customer is None or not quote.total:
        return Money.zero(basket.currency)
    if known is not None:
        return known.wallet.get(basket.currency, Money.zero(basket.currency))
    return balance_of(basket.customer, basket.currency)
