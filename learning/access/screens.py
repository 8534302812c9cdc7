"""What the pages of paths and bundles show to whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import Money
from common.verdict import NextStep
from learning.courses.viewer import viewer_of

from . import actions
from .engine.course_rules import shows_cover
from .models import (
    BundleIndexPage,
    BundleItem,
    BundlePage,
    BundlePurchase,
    LearningPathIndexPage,
    LearningPathPage,
)
from .path_progress import PathProgress, StepProgress, progress_on
from .showcase import cards_for, pictures_for

#: An icon and the words beside it.
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A path or a bundle on a list. progress: 0 to 100 for whoever is on the path, else None."""

    title: str
    url: str
    intro: str
    picture: Any | None
    facts: tuple[Fact, ...]
    progress: int | None = None
    is_owned: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """One course of a path as its page draws it.

    state: `done`, `now` (the one to go on with), `open`, `locked` or `offered` (to whoever is not on the
    path). title: empty where not even that is for their eyes. reason: why it is locked.
    """

    number: int
    state: str
    title: str
    card: Any | None
    is_required: bool
    reason: str = ""
    way_on: NextStep | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A list of cards under a name; the name is empty where there are no tiers.

    unlisted: how many more there are that the one who looks does not find. list_price: of all together, empty
    where some of them are unlisted.
    """

    name: str
    cards: list[Any]
    unlisted: int = 0
    list_price: str = ""


def path_list_context(request: HttpRequest, page: LearningPathIndexPage) -> dict[str, Any]:
    """The published paths below a page; as many queries for many as for one."""
    pages = list(LearningPathPage.objects.child_of(page).live().public().select_related("locale"))
    paths = progress_on(viewer_of(request), [one.learning_path_id for one in pages])
    pictures = pictures_for({one.picture_id for one in pages if one.picture_id})
    return {
        "offers": [
            _path_offer(request, one, paths.get(one.learning_path_id), pictures.get(one.picture_id))
            for one in pages
        ]
    }


def path_context(request: HttpRequest, page: LearningPathPage) -> dict[str, Any]:
    """The steps of a path with the state of each. `path` is None before the first edition."""
    viewer = viewer_of(request)
    path = progress_on(viewer, [page.learning_path_id]).get(page.learning_path_id)
    cards = cards_for(request, [step.course.pk for step in path.steps]) if path else {}
    steps = _step_rows(path, cards) if path else []
    return {
        "path": path,
        "steps": steps,
        "now": next((row for row in steps if row.state == "now"), None),
        "facts": _path_facts(path, cards.values()) if path else (),
        "has_prices": any(card.prices for card in cards.values()),
        "is_signed_in": viewer.is_signed_in,
        **_surroundings(request, page),
    }


def change_membership(request: HttpRequest, page: LearningPathPage) -> HttpResponse:
    """Join or leave by POST. A stranger is led to sign in; eyes that are lent change nothing."""
    viewer, back = viewer_of(request), page.get_url(request) or "/"
    if viewer.person is None and viewer.persona is None:
        return redirect(f"{reverse('account_login')}?next={back}")
    if viewer.person is not None and not viewer.is_preview and viewer.person.is_active:
        change = actions.leave_path if request.POST.get("do") == "leave" else actions.join_path
        try:
            change(person=viewer.person, path=page.learning_path, at=timezone.now())
        except actions.PathNotOpen:
            return redirect(back)
    return redirect(back)


def bundle_list_context(request: HttpRequest, page: BundleIndexPage) -> dict[str, Any]:
    """The published bundles below a page; as many queries for many as for one."""
    viewer = viewer_of(request)
    pages = list(BundlePage.objects.child_of(page).live().public().select_related("locale"))
    items = BundleItem.objects.filter(page__in=pages).order_by().values("page")
    counts = dict(items.annotate(number=Count("course", distinct=True)).values_list("page", "number"))
    pictures = pictures_for({one.picture_id for one in pages if one.picture_id})
    mine = BundlePurchase.objects.filter(buyer=viewer.person, revoked_at=None) if viewer.person else None
    owned = set(mine.values_list("bundle", flat=True)) if mine is not None else set()
    return {
        "offers": [
            Offer(
                one.title,
                one.get_url(request) or "",
                one.intro,
                pictures.get(one.picture_id),
                (("layers", _courses_label(counts.get(one.pk, 0))), _kind_fact(one)),
                is_owned=one.bundle_id in owned,
            )
            for one in pages
        ]
    }


def bundle_context(request: HttpRequest, page: BundlePage) -> dict[str, Any]:
    """What is in a bundle, what that costs one by one, and what the one who looks has of it."""
    viewer = viewer_of(request)
    purchases = BundlePurchase.objects.filter(bundle=page.bundle_id, revoked_at=None)
    owned = list(purchases.filter(buyer=viewer.person)) if viewer.person else []
    tiers = page.tiers()
    all_ids = list(dict.fromkeys(pk for ids in tiers.values() for pk in ids))
    bought = dict.fromkeys(course_id for purchase in owned for course_id in purchase.course_ids)
    cards = cards_for(request, list(dict.fromkeys([*all_ids, *bought])))
    picked = page.pick_count if page.kind == BundlePage.Kind.PICK else None
    offered = [cards[pk] for pk in all_ids if pk in cards]
    return {
        "tiers": [_tier(name, ids, cards, picked) for name, ids in tiers.items()],
        "owned": [_tier(one.tier or one.title, one.course_ids, cards, None) for one in owned],
        "all_cards": offered,
        "facts": _told(("layers", _courses_label(len(all_ids))), _lessons_fact(offered), _kind_fact(page)),
        **_surroundings(request, page),
    }


def list_price(cards: Iterable[Any], most: int | None = None) -> str:
    """What courses cost one by one, in the first of the site's currencies that all of them have a price in.

    most: only so many, the dearest. Empty where all are free, or no currency is common to all.
    """
    priced = [{price.currency: price.amount_minor for price in card.prices} for card in cards if card.prices]
    for code in settings.CURRENCIES:
        if priced and all(code in prices for prices in priced):
            amounts = sorted((prices[code] for prices in priced), reverse=True)
            return Money(sum(amounts[:most]), code).format()
    return ""


def _step_rows(path: PathProgress, cards: dict[int, Any]) -> list[StepRow]:
    now = path.next_step if path.is_member else None
    rows = []
    for number, step in enumerate(path.steps, 1):
        card = cards.get(step.course.pk)
        state = _state_of(step, now, is_member=path.is_member)
        is_told = state == "locked" or card is None
        rows.append(
            StepRow(
                number=number,
                state=state,
                title=card.title if card else step.course.title if shows_cover(step.verdict) else "",
                card=card,
                is_required=step.is_required,
                reason=step.verdict.sentence if is_told else "",
                way_on=_link(step.verdict.next_step) if is_told else None,
            )
        )
    return rows


def _state_of(step: StepProgress, now: StepProgress | None, *, is_member: bool) -> str:
    if step.is_done:
        return "done"
    if step is now:
        return "now"
    if step.verdict:
        return "open"
    return "locked" if is_member else "offered"


def _link(step: NextStep | None) -> NextStep | None:
    return step if step is not None and step.url else None


def _path_offer(
    request: HttpRequest, page: LearningPathPage, path: PathProgress | None, picture: Any | None
) -> Offer:
    is_member = path is not None and path.is_member
    return Offer(
        page.title,
        page.get_url(request) or "",
        page.intro,
        picture,
        _path_facts(path, ()) if path else (),
        progress=path.percentage if path and is_member else None,
        is_owned=is_member,
    )


def _path_facts(path: PathProgress, cards: Iterable[Any]) -> tuple[Fact, ...]:
    count, optional = len(path.steps), len(path.steps) - path.required
    words = ngettext("%(count)d optional", "%(count)d optional", optional) % {"count": optional}
    return _told(("route", _courses_label(count)), _lessons_fact(cards), ("flag", words if optional else ""))


def _told(*facts: Fact) -> tuple[Fact, ...]:
    """Those that have words."""
    return tuple((icon, words) for icon, words in facts if words)


def _courses_label(count: int) -> str:
    return ngettext("%(count)d course", "%(count)d courses", count) % {"count": count}


def _lessons_fact(cards: Iterable[Any]) -> Fact:
    count = sum(card.lesson_count or 0 for card in cards)
    words = ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}
    return ("book-open", words if count else "")


def _kind_fact(page: BundlePage) -> Fact:
    if page.kind == BundlePage.Kind.PICK and page.pick_count:
        return ("list-checks", _("Pick %(count)d") % {"count": page.pick_count})
    return ("package", str(BundlePage.Kind(page.kind).label))


def _tier(name: str, ids: Sequence[int], cards: dict[int, Any], picked: int | None) -> Tier:
    found = [cards[pk] for pk in ids if pk in cards]
    unlisted = len(ids) - len(found)
    return Tier(name, found, unlisted, "" if unlisted else list_price(found, picked))


def _surroundings(request: HttpRequest, page: LearningPathPage | BundlePage) -> dict[str, Any]:
    """The picture of a page, and the way back to its list."""
    parent = page.get_parent()
    return {
        "picture": pictures_for({page.picture_id}, wide=True).get(page.picture_id)
        if page.picture_id
        else None,
        "crumbs": [{"label": parent.title, "url": parent.get_url(request)}, {"label": page.title}],
    }
