"""What the pages of bundles show to whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.money import Money
from learning.access.models import BundleIndexPage, BundleItem, BundlePage, BundlePurchase
from learning.classroom.catalogue.cards import CourseCard, cards_by_course
from learning.classroom.catalogue.course_summaries import offer_pictures
from learning.courses.viewer import viewer_of

from .offer_cards import Fact, OfferBanner, OfferCard, banner_of, courses_label, lessons_fact, with_words


@dataclass(frozen=True, slots=True)
class Tier:
    """A list of cards under a name; the name is empty where there are no tiers.

    unlisted: how many more there are that the one who looks does not find. list_price: of all together, empty
    where some of them are unlisted.
    """

    name: str
    cards: tuple[CourseCard, ...]
    unlisted: int = 0
    list_price: str = ""


@dataclass(frozen=True, slots=True)
class BundleScreen:
    """What templates/classroom/offers/bundle.html draws.

    tiers: what is offered; owned: what the one who looks has of it; all_cards: each offered course once.
    """

    banner: OfferBanner
    tiers: tuple[Tier, ...]
    owned: tuple[Tier, ...]
    all_cards: tuple[CourseCard, ...]


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
    all_ids = list(dict.fromkeys(pk for ids in tiers.values() for pk in ids))
    bought = dict.fromkeys(course_id for purchase in owned for course_id in purchase.course_ids)
    cards = cards_by_course(request, list(dict.fromkeys([*all_ids, *bought])))
    picked = page.pick_count if page.kind == BundlePage.Kind.PICK else None
    offered = tuple(cards[pk] for pk in all_ids if pk in cards)
    facts = with_words(("layers", courses_label(len(all_ids))), lessons_fact(offered), _kind_fact(page))
    return BundleScreen(
        banner=banner_of(request, page, facts),
        tiers=tuple(_tier(name, ids, cards, picked) for name, ids in tiers.items()),
        owned=tuple(_tier(one.tier or one.title, one.course_ids, cards, None) for one in owned),
        all_cards=offered,
    )


def list_price(cards: Iterable[CourseCard], most: int | None = None) -> str:
    """What courses cost one by one, in the first of the site's currencies that all of them have a price in.

    most: only so many, the dearest. Empty where all are free, or no currency is common to all.
    """
    priced = [{price.currency: price.amount_minor for price in card.prices} for card in cards if card.prices]
    for code in settings.CURRENCIES:
        if priced and all(code in prices for prices in priced):
            amounts = sorted((prices[code] for prices in priced), reverse=True)
            return Money(sum(amounts[:most]), code).format()
    return ""


def _kind_fact(page: BundlePage) -> Fact:
    if page.kind == BundlePage.Kind.PICK and page.pick_count:
        return ("list-checks", _("Pick %(count)d") % {"count": page.pick_count})
    return ("package", str(BundlePage.Kind(page.kind).label))


def _tier(name: str, ids: Sequence[int], cards: dict[int, CourseCard], picked: int | None) -> Tier:
    found = tuple(cards[pk] for pk in ids if pk in cards)
    unlisted = len(ids) - len(found)
    return Tier(name, found, unlisted, "" if unlisted else list_price(found, picked))
