"""What a basket costs this buyer at this moment: prices, what is owned, coupons, tax, in this order.

Nothing is written here. What is taken off comes off the price as the catalogue writes it; tax is worked out
from what is left. Where no tax is due on a price that has some in it, that tax is taken out of the price and
of what comes off it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.selectors import accounts_of_addresses
from commerce.catalogue import sellers
from commerce.catalogue.discounts import CouponRule, NotCombinable, PricedLine, discount
from commerce.catalogue.models import CouponUse, Product
from commerce.catalogue.policies import may_use_coupon
from commerce.catalogue.selectors import coupon_by_code, price_tags, rule_of
from commerce.catalogue.sellers import ChoiceRule, ProductFace, WantedProduct
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.customers.tax_numbers import check
from commerce.orders.models import Basket, BasketLine, Order
from commerce.orders.quotes import LineShare, Quote, QuotedLine
from common.money import Money
from common.verdict import Verdict

from .basket_rows import BasketRows, basket_rows
from .offers import COUNTRY, REGION, Offer, OfferedCoupon, OfferedLine
from .seller import seller_place
from .tax.amounts import taxed, without_contained_tax
from .tax.rules import TaxDecision, TaxPlace, decide, needs_region


class NotReady(Exception):
    """The basket can't be bought as it is: `offer` says why."""

    def __init__(self, offer: Offer) -> None:
        super().__init__("a basket that can't be bought as it is")
        self.offer = offer


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants to know what a basket costs. account_id, customer_id: None for who isn't signed in.

    network_country: where the request came from, as a proxy says; "" where none does.
    """

    buyer: BuyerDetails = BuyerDetails()
    account_id: UUID | None = None
    customer_id: UUID | None = None
    network_country: str = ""


def quote(*, basket: Basket, asker: Asker, moment: datetime) -> Quote:
    """What the basket costs. Raises NotReady for one that can't be bought as it is."""
    offer = offer_for(basket=basket, asker=asker, moment=moment)
    if offer.quote is None:
        raise NotReady(offer)
    return offer.quote


def offer_for(*, basket: Basket, asker: Asker, moment: datetime, rows: BasketRows | None = None) -> Offer:
    """What the basket costs, and what keeps it from being bought.

    Five queries, none where `rows` are read already, and those of the sellers, as many for many lines as for
    one; one more for gifts, three to five for each coupon.
    """
    rows = rows or basket_rows(basket, moment)
    products = rows.products
    known = _Known.of(rows, basket.currency, asker, moment)
    lines = [known.line(row) for row in rows.lines]
    rules, coupons = _coupons(basket, lines, products, asker, moment)
    lines = _with_coupons(lines, rules, products)
    offer = Offer(
        currency=basket.currency,
        lines=tuple(lines),
        coupons=tuple(coupons),
        currencies=known.currencies(),
        changes_at=_next_change(products.values(), coupons, moment),
    )
    return _with_quote(offer, known, asker, moment)


def fingerprint(quote: Quote) -> str:
    """What a buyer agrees to, in a word: another one as soon as an amount or a product is another."""
    lines = [
        [line.product_code, line.recipient_email, list(line.choices), line.total_minor]
        for line in quote.lines
    ]
    told = json.dumps([quote.currency, lines]).encode()
    return hashlib.sha256(told).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was asked about all lines at once."""

    currency: str
    rows: BasketRows
    products: Mapping[str, Product]
    prices: Mapping[int, Mapping[str, Money]]
    formers: Mapping[int, Mapping[str, Money | None]]
    faces: Mapping[str, ProductFace]
    own_verdicts: Mapping[str, Verdict]
    gift_verdicts: Mapping[str, Verdict]
    rules: Mapping[str, ChoiceRule]
    contents: Mapping[str, tuple[str, ...]]
    owned_parts: Mapping[int, Money]

    @classmethod
    def of(cls, rows: BasketRows, currency: str, asker: Asker, moment: datetime) -> _Known:
        products, lines = rows.products, rows.lines
        every = list(products.values())
        tags = price_tags({pk: rows.prices.get(pk, ()) for pk in (each.pk for each in every)}, moment)
        prices = {pk: {tag.money.currency: tag.money for tag in own} for pk, own in tags.items()}
        given = [
            products[row.product_code] for row in lines if not _is_own(row) and row.product_code in products
        ]
        faces, own_verdicts = sellers.faces_and_verdicts(asker.account_id, every)
        return cls(
            currency=currency,
            rows=rows,
            products=products,
            prices=prices,
            formers={
                pk: {tag.money.currency: tag.former for tag in own_tags} for pk, own_tags in tags.items()
            },
            faces=faces,
            own_verdicts=own_verdicts,
            gift_verdicts=sellers.may_buy(None, given) if given else {},
            rules=sellers.choices(every),
            contents=sellers.contents(every),
            owned_parts=_owned_parts(lines, products, prices, currency, asker),
        )

    def line(self, row: BasketLine) -> OfferedLine:
        product = self.products.get(row.product_code)
        nothing = Money.zero(self.currency)
        price = self.prices[product.pk].get(self.currency) if product else None
        return OfferedLine(
            line_id=row.pk,
            product_code=row.product_code,
            face=self.faces.get(row.product_code, ProductFace(row.product_code)),
            price=price,
            former=self.formers[product.pk].get(self.currency) if product else None,
            owned_part=self.owned_parts.get(row.pk, nothing),
            coupon_part=nothing,
            rule=self.rules.get(row.product_code),
            choices=tuple(row.choices),
            recipient_email=row.recipient_email,
            verdict=self._verdict(row, price),
        )

    def _verdict(self, row: BasketLine, price: Money | None) -> Verdict:
        verdicts = self.own_verdicts if _is_own(row) else self.gift_verdicts
        verdict = verdicts.get(row.product_code)
        if verdict is None:
            return Verdict.no("not_on_sale", _("This is no longer available."))
        if not verdict:
            return verdict
        if price is None:
            words = _("This isn't sold in %(currency)s. Choose another currency.")
            return Verdict.no("no_price", words % {"currency": self.currency})
        rule = self.rules.get(row.product_code)
        if rule is not None and not rule.admits(row.choices):
            return Verdict.no("choose", _("Choose what you want."))
        return verdict

    def currencies(self) -> tuple[str, ...]:
        """Those of the site in which every product has a price."""
        offered = [set(self.prices[product.pk]) for product in self.products.values()]
        return tuple(code for code in settings.CURRENCIES if offered and all(code in own for own in offered))

    def frozen_choices(self, line: OfferedLine) -> tuple[str, ...]:
        """What was chosen; where there was nothing to choose, what it consists of now."""
        return line.choices if line.rule else self.contents.get(line.product_code, ())


def _is_own(row: BasketLine) -> bool:
    return not row.recipient_email


def _owned_parts(
    rows: Sequence[BasketLine],
    products: Mapping[str, Product],
    prices: Mapping[int, Mapping[str, Money]],
    currency: str,
    asker: Asker,
) -> dict[int, Money]:
    """By line, what it costs less because the buyer has a part of it; gifts cost what they cost."""
    wanted = []
    for row in rows:
        product = products.get(row.product_code)
        price = prices[product.pk].get(currency) if product else None
        if product is not None and price is not None and _is_own(row):
            wanted.append((row.pk, product, WantedProduct(product.code, price, tuple(row.choices))))
    less = sellers.deductions(asker.account_id, [(product, line) for _pk, product, line in wanted])
    return {pk: amount for (pk, _product, _line), amount in zip(wanted, less, strict=True)}


def _coupons(
    basket: Basket,
    lines: Sequence[OfferedLine],
    products: Mapping[str, Product],
    asker: Asker,
    moment: datetime,
) -> tuple[list[CouponRule], list[OfferedCoupon]]:
    """The rules of the coupons that hold, and what is to be said of each that was typed."""
    priced = _priced(lines, products)
    rules: list[CouponRule] = []
    found: list[OfferedCoupon] = []
    held = _held_coupons(basket) if basket.coupon_codes else frozenset()
    for code in basket.coupon_codes:
        coupon = coupon_by_code(code)
        is_held = coupon is not None and coupon.pk in held
        if coupon is not None and is_held:
            coupon.limit_total = None  # counted already: this order has it
        verdict = may_use_coupon(
            coupon,
            lines=priced,
            currency=basket.currency,
            customer_id=None if is_held else asker.customer_id,
            moment=moment,
        )
        rule = rule_of(coupon, basket.currency) if coupon is not None and verdict else None
        if rule is not None:
            try:
                discount(priced, [*rules, rule])
                rules.append(rule)
            except NotCombinable:
                words = _("This coupon can't be combined with the other one.")
                verdict = Verdict.no("not_combinable", words)
        found.append(OfferedCoupon(code, coupon, verdict))
    return rules, found


def _held_coupons(basket: Basket) -> frozenset[int]:
    """The coupons that orders of this basket hold which wait to be paid. One query."""
    numbers = Order.objects.placed().filter(basket=basket).values_list("number", flat=True)
    uses = CouponUse.objects.filter(order_number__in=list(numbers), status=CouponUse.Status.RESERVED)
    return frozenset(uses.values_list("coupon_id", flat=True))


def _priced(lines: Sequence[OfferedLine], products: Mapping[str, Product]) -> list[PricedLine]:
    return [
        PricedLine(products[line.product_code].pk, line.price - line.owned_part)
        for line in lines
        if line.price is not None
    ]


def _with_coupons(
    lines: Sequence[OfferedLine], rules: Sequence[CouponRule], products: Mapping[str, Product]
) -> list[OfferedLine]:
    taken = iter(discount(_priced(lines, products), rules))
    return [line if line.price is None else replace(line, coupon_part=next(taken)) for line in lines]


def _next_change(
    products: Iterable[Product], coupons: Iterable[OfferedCoupon], moment: datetime
) -> datetime | None:
    """When a price changes next, or a coupon ends that holds now."""
    moments = [product.next_change_at for product in products]
    moments += [each.coupon.ends_at for each in coupons if each.coupon is not None and each.verdict]
    return min((each for each in moments if each is not None and each > moment), default=None)


def _with_quote(offer: Offer, known: _Known, asker: Asker, moment: datetime) -> Offer:
    """The same with its quote, or with what is missing for it."""
    rates = known.rows.rates
    buyer, seller = asker.buyer, seller_place()
    if not buyer.country:
        return replace(offer, needs=(COUNTRY,))
    if needs_region(seller, buyer.country, rates) and not buyer.region:
        return replace(offer, needs=(REGION,))
    if offer.is_empty or offer.refused:
        return offer
    has_valid_number = check(buyer.country, buyer.tax_number).status == Customer.TaxNumberStatus.VALID
    decisions = {
        supply: decide(
            seller=seller,
            buyer=TaxPlace(buyer.country, buyer.region),
            has_valid_number=has_valid_number,
            supply=supply,
            rates=rates,
        )
        for supply in {known.products[line.product_code].supply for line in offer.lines}
    }
    return replace(offer, quote=_quote(offer, known, asker, decisions, moment))


def _quote(
    offer: Offer, known: _Known, asker: Asker, decisions: Mapping[str, TaxDecision], moment: datetime
) -> Quote:
    is_included = any(decision.is_included and decision.taxes for decision in decisions.values())
    payees = known.rows.payees
    recipients = _recipients(offer.lines, asker.account_id)
    lines = []
    for line in offer.lines:
        product = known.products[line.product_code]
        lines.append(
            _quoted(
                line,
                product,
                decisions[product.supply],
                is_included=is_included,
                payees=payees[product.pk],
                choices=known.frozen_choices(line),
                recipient_account_id=recipients.get(line.recipient_email),
            )
        )
    return Quote(
        currency=offer.currency,
        lines=tuple(lines),
        is_tax_included=is_included,
        buyer=asker.buyer.as_json(),
        evidence=_evidence(asker, decisions, moment),
        coupon_codes=tuple(each.code for each in offer.coupons if each.verdict),
        valid_until=offer.changes_at,
    )


def _quoted(
    line: OfferedLine,
    product: Product,
    decision: TaxDecision,
    *,
    is_included: bool,
    payees: tuple[LineShare, ...],
    choices: tuple[str, ...],
    recipient_account_id: UUID | None,
) -> QuotedLine:
    assert line.price is not None and line.final_price is not None, "a line that may be bought has a price"
    whole = without_contained_tax(line.price, decision)
    left = without_contained_tax(line.final_price, decision)
    amounts = taxed(left, decision)
    taken = whole - left
    shown = amounts.total_minor if is_included else amounts.net_minor
    return QuotedLine(
        product_code=line.product_code,
        title=line.face.title,
        supply=product.supply,
        unit_minor=shown + taken.amount_minor,
        discount_minor=taken.amount_minor,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
        total_minor=amounts.total_minor,
        taxes=amounts.taxes,
        payees=payees,
        choices=choices,
        recipient_email=line.recipient_email,
        recipient_account_id=recipient_account_id,
    )


def _recipients(lines: Iterable[OfferedLine], giver: UUID | None) -> dict[str, UUID]:
    """The accounts of those who are given something, by verified address. Nobody is told, and a gift is
    never its giver's."""
    found = accounts_of_addresses({line.recipient_email for line in lines if line.is_gift})
    return {email: account for email, account in found.items() if account != giver}


def _evidence(asker: Asker, decisions: Mapping[str, TaxDecision], moment: datetime) -> dict[str, Any]:
    """What proves where the buyer is, and why no tax was charged where an invoice has to say so."""
    notes = sorted({str(decision.note) for decision in decisions.values() if decision.note})
    return {
        "at": moment.isoformat(),
        "country_typed": asker.buyer.country,
        "region_typed": asker.buyer.region,
        "country_of_network": asker.network_country,
        "tax_notes": notes,
    }
