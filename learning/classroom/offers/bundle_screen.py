"""What the pages of bundles show to whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commerce.catalogue.selectors import PriceTag, price_tags_at, products_by_code
from commerce.catalogue.sellers import WantedProduct, deductions
from common.addresses import address_of
from common.money import Money
from common.verdict import NextStep
from learning.access.models import BundleIndexPage, BundleItem, BundlePage, BundlePurchase
from learning.access.selectors import source_page
from learning.classroom.catalogue.cards import CourseCard, cards_by_course
from learning.classroom.catalogue.course_summaries import offer_pictures
from learning.classroom.labels import former_label, preferred_tag, sale_label
from learning.courses.viewer import Viewer, viewer_of

from .offer_cards import Fact, OfferBanner, OfferCard, banner_of, courses_label, lessons_fact, with_words


@dataclass(frozen=True, slots=True)
class BundlePrice:
    """What a bundle costs, in words. before, sale_label: during a sale.

    saving: what is saved against buying one by one; own: what it costs the one who looks, because they have
    a part of it. Both are empty where there is nothing to say. buy: the button that leads to the checkout.
    """

    label: str
    before: str = ""
    sale_label: str = ""
    saving: str = ""
    own: str = ""
    buy: NextStep | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A list of cards under a name; the name is empty where there are no tiers.

    unlisted: how many more there are that the one who looks does not find. list_price: of all together, empty
    where some of them are unlisted. price: what they cost as a bundle; None: nobody set a price.
    """

    name: str
    cards: tuple[CourseCard, ...]
    unlisted: int = 0
    list_price: str = ""
    price: BundlePrice | None = None


@dataclass(frozen=True, slots=True)
class BundleScreen:
    """What templates/classroom/offers/bundle.html draws.

    tiers: what is offered; owned: what the one who looks has of it; all_cards: each offered course once.
    is_picked: whoever has it picks some of its courses.
    """

    banner: OfferBanner
    tiers: tuple[Tier, ...]
    owned: tuple[Tier, ...]
    all_cards: tuple[CourseCard, ...]
    is_picked: bool = False

    @property
    def is_on_sale(self) -> bool:
        """Whether something of it can be bought."""
        return any(tier.price is not None for tier in self.tiers)


def bundle_cards(request: HttpRequest, page: BundleIndexPage) -> list[OfferCard]:
    """The published bundles below a page; as many queries for many as for one."""
    viewer = viewer_of(request)
    pages = list(BundlePage.objects.child_of(page).live().public().select_related("locale"))
    items = BundleItem.objects.filter(page__in=pages).order_by().values("page")
    counts = dict(items.annotate(number=Count("course", distinct=True)).values_list("page", "number"))
    pictures = offer_pictures({one.picture_id for one in pages if one.picture_id})
    mine = BundlePurchase.objects.filter(buyer=viewer.person, revoked_at=None) if viewer.person else None
    owned = set(mine.values_list("bundle", flat=True)) if mine is not None else set()
    return [
        OfferCard(
            one.title,
            one.get_url(request) or "",
            one.intro,
            pictures.get(one.picture_id),
            (("layers", courses_label(counts.get(one.pk, 0))), _kind_fact(one)),
            is_owned=one.bundle_id in owned,
        )
        for one in pages
    ]


def bundle_screen(request: HttpRequest, page: BundlePage) -> BundleScreen:
    """What is in a bundle, what that costs one by one, and what the one who looks has of it.

    As many queries for many courses as for one.
    """
    viewer = viewer_of(request)
    purchases = BundlePurchase.objects.filter(bundle=page.bundle_id, revoked_at=None)
    owned = list(purchases.filter(buyer=viewer.person)) if viewer.person else []
    tiers = page.tiers()
    tags = _tags_of(page, list(tiers), viewer)
    all_ids = list(dict.fromkeys(pk for ids in tiers.values() for pk in ids))
    bought = dict.fromkeys(course_id for purchase in owned for course_id in purchase.course_ids)
    cards = cards_by_course(request, list(dict.fromkeys([*all_ids, *bought])))
    picked = page.pick_count if page.kind == BundlePage.Kind.PICK else None
    offered = tuple(cards[pk] for pk in all_ids if pk in cards)
    facts = with_words(("layers", courses_label(len(all_ids))), lessons_fact(offered), _kind_fact(page))
    return BundleScreen(
        banner=banner_of(request, page, facts),
        tiers=tuple(_tier(name, ids, cards, picked, tags.get(name)) for name, ids in tiers.items()),
        owned=tuple(_tier(one.tier or one.title, one.course_ids, cards, None) for one in owned),
        all_cards=offered,
        is_picked=picked is not None,
    )


def list_price(cards: Iterable[CourseCard], most: int | None = None) -> str:
    """What courses cost one by one, in the first of the site's currencies that all of them have a price in.

    most: only so many, the dearest. Empty where all are free, or no currency is common to all.
    """
    found = _listed(cards, most, settings.CURRENCIES)
    return found.format() if found else ""


def _listed(cards: Iterable[CourseCard], most: int | None, currencies: Sequence[str]) -> Money | None:
    priced = [{price.currency: price.amount_minor for price in card.prices} for card in cards if card.prices]
    for code in currencies:
        if priced and all(code in prices for prices in priced):
            amounts = sorted((prices[code] for prices in priced), reverse=True)
            return Money(sum(amounts[:most]), code)
    return None


def _kind_fact(page: BundlePage) -> Fact:
    if page.kind == BundlePage.Kind.PICK and page.pick_count:
        return ("list-checks", _("Pick %(count)d") % {"count": page.pick_count})
    return ("package", str(BundlePage.Kind(page.kind).label))


def _tier(
    name: str,
    ids: Sequence[int],
    cards: dict[int, CourseCard],
    picked: int | None,
    offered: _Offered | None = None,
) -> Tier:
    found = tuple(cards[pk] for pk in ids if pk in cards)
    unlisted = len(ids) - len(found)
    currencies = [offered.tag.money.currency] if offered else settings.CURRENCIES
    listed = None if unlisted else _listed(found, picked, currencies)
    price = _in_words(offered, listed, is_up_to=picked is not None) if offered else None
    return Tier(name, found, unlisted, listed.format() if listed else "", price)


@dataclass(frozen=True, slots=True)
class _Offered:
    """The price that is shown of a product, and how much less it costs the one who looks."""

    code: str
    tag: PriceTag
    less: Money


def _tags_of(page: BundlePage, tiers: Sequence[str], viewer: Viewer) -> dict[str, _Offered]:
    """What is shown of the prices of a bundle's tiers; what isn't on sale isn't there.

    Two queries, and those of verdicts for whoever may pay less.
    """
    source = page if page.is_source else source_page(page.bundle)
    names = list(source.tiers()) if source is not None else []
    codes = {here: page.bundle.product_code(there) for here, there in zip(tiers, names, strict=False)}
    products = {
        code: product for code, product in products_by_code(codes.values()).items() if product.is_active
    }
    tags = price_tags_at([product.pk for product in products.values()], viewer.moment)
    shown = {
        name: (products[code], tag)
        for name, code in codes.items()
        if code in products and (tag := preferred_tag(tags[products[code].pk])) is not None
    }
    less = {name: Money.zero(tag.money.currency) for name, (_product, tag) in shown.items()}
    if viewer.person is not None and page.bundle.leaves_out_owned and page.kind != BundlePage.Kind.PICK:
        wanted = [(product, WantedProduct(product.code, tag.money)) for product, tag in shown.values()]
        less = dict(zip(shown, deductions(viewer.person.public_id, wanted), strict=True))
    return {name: _Offered(product.code, tag, less[name]) for name, (product, tag) in shown.items()}


def _in_words(offered: _Offered, listed: Money | None, *, is_up_to: bool) -> BundlePrice:
    """listed: what the courses cost one by one, in the same currency; is_up_to: at most."""
    tag, saving, own = offered.tag, "", ""
    if listed is not None and listed > tag.money:
        words = _("You save up to %(amount)s.") if is_up_to else _("You save %(amount)s.")
        saving = words % {"amount": (listed - tag.money).format()}
    if offered.less and offered.less < tag.money:
        words = _("Your price is %(price)s, because you already have some of these courses.")
        own = words % {"price": (tag.money - offered.less).format()}
    return BundlePrice(
        tag.money.format(), former_label(tag), sale_label(tag), saving, own, buy=_buy_step(offered)
    )


def _buy_step(offered: _Offered) -> NextStep:
    """The button with the price that leads to the checkout."""
    price = offered.tag.money - offered.less
    asked = urlencode({"product": offered.code, "currency": price.currency})
    label = _("Buy for %(price)s") % {"price": price.format()}
    return NextStep.checkout(label, f"{address_of('add_to_checkout')}?{asked}")
