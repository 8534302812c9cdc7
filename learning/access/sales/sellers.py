"""What commerce may ask about courses and bundles that are sold: how they are shown, who has them, who may
buy.

Whether somebody may buy goes by the verdict of access. All is batched: as many queries for many as for one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commerce.catalogue.sellers import ChoiceRule, ProductFace, WantedProduct
from common.money import Money
from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.viewer import Viewer

from ..engine.access_context import ReadGrants, access_contexts_of
from ..engine.course_rules import AccessContext, evaluate
from ..models import Bundle, BundlePage, BundlePurchase, CourseAccess
from ..querysets import PAID_FOR
from .known_courses import SaleRows, pictures, sale_rows, words_of
from .products import list_prices

_PICTURE = "fill-400x225|format-webp"
#: A grant that is to open yet is as good as an open one.
_COMING = (CourseAccess.NOT_STARTED, CourseAccess.Status.PENDING)


class CourseSeller:
    """Answers for products of the kind "course"."""

    def addresses(self, codes: Collection[str]) -> dict[str, ProductFace]:
        """Two queries."""
        keys = _keys(codes)
        return _faces(keys, sale_rows(None, set(keys.values())))

    def owned(self, account_id: UUID, codes: Collection[str]) -> set[str]:
        """Those that are open to the account, or will be; as many queries as verdicts need."""
        keys = _keys(codes)
        rows = sale_rows(account_id, set(keys.values()))
        known = _contexts_of(rows)
        return {code for code, key in keys.items() if key in known and _has(known[key])}

    def choices(self, codes: Collection[str]) -> dict[str, ChoiceRule]:
        return {}

    def contents(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        return {}

    def may_buy(self, account_id: UUID | None, codes: Collection[str]) -> dict[str, Verdict]:
        """As many queries as verdicts need, and one."""
        keys = _keys(codes)
        return _verdicts(codes, keys, sale_rows(account_id, set(keys.values())))

    def faces_and_verdicts(
        self, account_id: UUID | None, codes: Collection[str]
    ) -> tuple[dict[str, ProductFace], dict[str, Verdict]]:
        """Two queries, and what verdicts need besides."""
        keys = _keys(codes)
        rows = sale_rows(account_id, set(keys.values()))
        return _faces(keys, rows), _verdicts(codes, keys, rows)

    def deductions(self, account_id: UUID, wanted: Sequence[WantedProduct]) -> list[Money]:
        return [Money.zero(line.price.currency) for line in wanted]


class BundleSeller:
    """Answers for products of the kind "bundle": a bundle, or one of its tiers."""

    def addresses(self, codes: Collection[str]) -> dict[str, ProductFace]:
        """Four queries."""
        bundles = _bundles_by_code(codes)
        pages = BundlePage.objects.filter(bundle__in=bundles.values(), live=True).select_related("locale")
        page_of = _in_language(pages, lambda page: page.bundle_id, get_language() or "en")
        shown = pictures({page.picture_id for page in page_of.values()}, _PICTURE)
        return {
            code: ProductFace(
                title=f"{page_of[bundle.pk].title} · {tier}"
                if (tier := tier_of(code))
                else page_of[bundle.pk].title,
                url=page_of[bundle.pk].get_url() or "",
                image_url=shown.get(page_of[bundle.pk].picture_id or 0, ""),
            )
            for code, bundle in bundles.items()
            if bundle.pk in page_of
        }

    def owned(self, account_id: UUID, codes: Collection[str]) -> set[str]:
        """Those whose courses the account all has; of one to pick from, those that it was given."""
        offers = _offers(codes)
        known = _contexts(account_id, _courses_of(offers.values()))
        had = set(
            BundlePurchase.objects.filter(
                buyer__public_id=account_id,
                bundle__in={page.bundle_id for page, _ids in offers.values()},
                revoked_at=None,
            ).values_list("bundle_id", "tier")
        )
        return {
            code
            for code, (page, ids) in offers.items()
            if (page.bundle_id, tier_of(code)) in had
            or ids
            and all(pk in known and _has(known[pk]) for pk in ids)
        }

    def choices(self, codes: Collection[str]) -> dict[str, ChoiceRule]:
        """Of those to pick from: the courses, by their codes. Four queries."""
        picked = {
            code: (page, ids)
            for code, (page, ids) in _offers(codes).items()
            if page.kind == BundlePage.Kind.PICK
        }
        courses = {course.pk: course for course in _courses_of(picked.values())}
        return {
            code: ChoiceRule(
                least=page.pick_count or 0,
                most=page.pick_count or 0,
                options=tuple((courses[pk].product_code, courses[pk].title) for pk in ids if pk in courses),
            )
            for code, (page, ids) in picked.items()
        }

    def contents(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Of those that aren't to pick from: the codes of their courses. Four queries."""
        whole = {
            code: (page, ids)
            for code, (page, ids) in _offers(codes).items()
            if page.kind != BundlePage.Kind.PICK
        }
        known = {course.pk: course.product_code for course in _courses_of(whole.values())}
        return {code: tuple(known[pk] for pk in ids if pk in known) for code, (_page, ids) in whole.items()}

    def may_buy(self, account_id: UUID | None, codes: Collection[str]) -> dict[str, Verdict]:
        offers = _offers(codes)
        known = _contexts(account_id, _courses_of(offers.values()))
        owned = self.owned(account_id, codes) if account_id is not None else set()
        return {
            code: _may_buy_bundle([known[pk] for pk in offers[code][1] if pk in known], code in owned)
            if code in offers
            else _not_available()
            for code in codes
        }

    def faces_and_verdicts(
        self, account_id: UUID | None, codes: Collection[str]
    ) -> tuple[dict[str, ProductFace], dict[str, Verdict]]:
        return self.addresses(codes), self.may_buy(account_id, codes)

    def deductions(self, account_id: UUID, wanted: Sequence[WantedProduct]) -> list[Money]:
        """The part of the price of the courses that the account has, by what the courses cost one by one.

        Nothing where the bundle's authors didn't wish it. Two queries for each currency besides verdicts.
        """
        offers = _offers([line.code for line in wanted])
        courses = {course.pk: course for course in _courses_of(offers.values())}
        known = _contexts(account_id, courses.values())
        return [self._less(line, offers, courses, known) for line in wanted]

    def _less(
        self,
        line: WantedProduct,
        offers: Mapping[str, tuple[BundlePage, list[int]]],
        courses: Mapping[int, Course],
        known: Mapping[int, AccessContext],
    ) -> Money:
        nothing = Money.zero(line.price.currency)
        page, ids = offers.get(line.code, (None, []))
        if page is None or not page.bundle.leaves_out_owned or not line.price:
            return nothing
        if page.kind == BundlePage.Kind.PICK:
            ids = [pk for pk in ids if pk in courses and courses[pk].product_code in line.choices]
        ids = [pk for pk in ids if pk in courses]
        if not any(_has(known[pk]) for pk in ids):
            return nothing
        codes = {pk: courses[pk].product_code for pk in ids}
        prices = list_prices(codes, line.price.currency, timezone.now())
        weights = [prices[pk].amount_minor for pk in ids]
        parts = line.price.allocate(weights if any(weights) else [1] * len(ids))
        return sum((part for pk, part in zip(ids, parts, strict=True) if _has(known[pk])), nothing)


def tier_of(code: str) -> str:
    """The tier that a product's code names; "" for none."""
    return code.split(":", 2)[2] if code.count(":") > 1 else ""


def _faces(keys: Mapping[str, UUID], rows: SaleRows) -> dict[str, ProductFace]:
    """How courses are shown, by the codes that name them. One query."""
    language = get_language() or "en"
    page_of = _in_language(rows.pages, lambda page: page.course_id, language)
    words = {key: words_of(course, language) for key, course in rows.courses.items()}
    shown = pictures({each.picture for each in words.values()}, _PICTURE)
    found = {}
    for code, key in keys.items():
        if key in rows.courses:
            course, own = rows.courses[key], words[key]
            page = page_of.get(course.pk)
            url = page.get_url() or "" if page is not None else ""
            found[code] = ProductFace(own.title or course.title, url, shown.get(own.picture or 0, ""))
    return found


def _verdicts(codes: Iterable[str], keys: Mapping[str, UUID], rows: SaleRows) -> dict[str, Verdict]:
    """Whether whose rows these are may buy each course; what names none isn't available."""
    known = _contexts_of(rows)
    return {
        code: _may_buy_course(known[keys[code]]) if keys.get(code) in known else _not_available()
        for code in codes
    }


def _bundles_by_code(codes: Collection[str]) -> dict[str, Bundle]:
    keys = _keys(codes)
    by_key = {bundle.public_id: bundle for bundle in Bundle.objects.filter(public_id__in=set(keys.values()))}
    return {code: by_key[key] for code, key in keys.items() if key in by_key}


def _keys(codes: Collection[str]) -> dict[str, UUID]:
    """The public id that each code names; codes that name none are left out."""
    found: dict[str, UUID] = {}
    for code in codes:
        parts = code.split(":", 2)
        try:
            found[code] = UUID(parts[1])
        except (IndexError, ValueError):
            continue
    return found


def _offers(codes: Collection[str]) -> dict[str, tuple[BundlePage, list[int]]]:
    """The page that says what is offered, and the courses of the bundle or tier; what isn't offered isn't
    there.

    Three queries.
    """
    bundles = _bundles_by_code(codes)
    pages: dict[int, BundlePage] = {}
    rows = BundlePage.objects.filter(bundle__in=bundles.values()).select_related("bundle")
    for page in rows.prefetch_related("items").order_by("-pk"):
        pages[page.bundle_id] = page  # the last one is the one that the others were translated from
    found = {}
    for code, bundle in bundles.items():
        source = pages.get(bundle.pk)
        if source is None or not source.live:
            continue
        ids = source.tiers().get(tier_of(code))
        if ids:
            found[code] = (source, ids)
    return found


def _courses_of(offers: Iterable[tuple[BundlePage, list[int]]]) -> list[Course]:
    ids = {pk for _page, some in offers for pk in some}
    return list(Course.objects.filter(pk__in=ids).select_related("latest_release")) if ids else []


def _contexts(account_id: UUID | None, courses: Iterable[Course]) -> dict[int, AccessContext]:
    """What is known of an account, or of somebody who isn't signed in, and of courses; by course id."""
    person = get_user_model().objects.filter(public_id=account_id).first() if account_id else None
    viewer = Viewer(person=person, moment=timezone.now(), language_code=get_language() or "en")
    return access_contexts_of(viewer, list(courses), as_learner=True)


def _contexts_of(rows: SaleRows) -> dict[UUID, AccessContext]:
    """The same of rows that were read together, by public id."""
    viewer = Viewer(person=rows.person, moment=timezone.now(), language_code=get_language() or "en")
    courses = list(rows.courses.values())
    read = ReadGrants([course.pk for course in courses], rows.grants)
    known = access_contexts_of(viewer, courses, read=read, as_learner=True)
    return {course.public_id: known[course.pk] for course in courses}


def _has(known: AccessContext) -> bool:
    """Whether a grant opens the course to them, or will."""
    grant = known.best_grant
    return bool(known.open_grants) or grant is not None and grant.effective_status(known.moment) in _COMING


def _may_buy_course(known: AccessContext) -> Verdict:
    if _has(known):
        return Verdict.no("owned", _("You already have this course."))
    if any(grant.bars_entry and grant.type not in PAID_FOR for grant in known.grants):
        return evaluate(known)  # staff decided it, and money doesn't change that
    fresh = evaluate(replace(known, grants=(), before_on_path={}, has_completed=False))
    if fresh.code != "no_grant":
        return fresh
    if known.is_offered_free:
        return Verdict.no("free", _("This course is free. You don't need to buy it."))
    return Verdict.yes()


def _may_buy_bundle(known: Sequence[AccessContext], is_owned: bool) -> Verdict:
    if is_owned:
        return Verdict.no("owned", _("You already have everything in this bundle."))
    if any(course.is_suspended for course in known):
        return evaluate(known[0])
    gone = any(
        course.is_withdrawn or not course.is_released and course.course_status != Course.Status.COMING_SOON
        for course in known
    )
    if not known or gone:
        return _not_available()
    barred = (
        course
        for course in known
        if any(grant.bars_entry and grant.type not in PAID_FOR for grant in course.grants)
    )
    if (first := next(barred, None)) is not None and not _has(first):
        return evaluate(first)
    return Verdict.yes()


def _not_available() -> Verdict:
    return Verdict.no("not_available", _("This is no longer available."))


def _in_language(pages: Iterable[Any], key: Callable[[Any], int], language: str) -> dict[int, Any]:
    """By key, the page in the language, else the first in another."""
    found: dict[int, Any] = {}
    for page in pages:
        is_wanted = page.locale.language_code == language
        if is_wanted or key(page) not in found:
            found[key(page)] = page
    return found
