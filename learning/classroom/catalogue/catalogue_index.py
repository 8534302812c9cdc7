"""All listed courses of a site, as light rows kept in the process: what the catalogue filters and counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from accounts.models import User
from common.money import Money
from common.natural_order import natural_key
from learning.access import selectors as access
from learning.access.policies import asks_more
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.classroom.labels import preferred_price
from learning.courses.models import Category, Course, CourseInstructor, CoursePage, InstructorPage
from learning.courses.rules import CourseRules, EnrolmentMethod, Visibility
from learning.courses.selectors import prices_of

HOUR = 3600
#: For how long after its first release a course is called new.
NEW_FOR = timedelta(days=30)
ENROLLED_KEY = "classroom.enrolled"
ENROLLED_FOR_SECONDS = 60


@dataclass(frozen=True, slots=True)
class InstructorLink:
    """Somebody who teaches, with their public page if they have one. `value` stands in addresses."""

    account_id: int
    name: str
    value: str
    url: str = ""
    avatar_url: str = ""
    headline: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueEntry:
    """One listed course, as one index has it: two are the same only if they are one. `values`: per facet, the
    values under which it is found. `price`: in the first of the site's currencies that it has one in; None:
    it is free. `restriction`: the enrolment method that keeps anybody from just enrolling or buying; empty:
    none does. asks_more: as `access.policies.asks_more`."""

    course_id: int
    public_id: UUID
    release_id: int
    url: str
    title: str
    status: str
    is_free: bool
    price: Money | None
    released_at: datetime
    teachers: tuple[InstructorLink, ...]
    values: dict[str, tuple[str, ...]]
    restriction: str = ""
    asks_more: bool = False


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CatalogueIndex:
    """The listed courses, newest first, and the words for the values that are names."""

    entries: tuple[CatalogueEntry, ...]
    by_course: dict[int, CatalogueEntry]
    labels: dict[str, dict[str, str]]


def catalogue_index_for(request: HttpRequest) -> CatalogueIndex:
    """The shelf of the request's site, in the language of the page. No query when it was asked for before.

    Whoever is signed in finds courses for members on it, too.
    """
    site = Site.find_for_request(request)
    user = getattr(request, "user", None)  # none on a page that refuses before it is known who asks
    is_member = user is not None and user.is_authenticated
    language_code = get_language() or settings.LANGUAGE_CODE
    with _one_at_a_time:
        return _shelf(current_version(), site.pk, language_code, is_member)


#: After a change all threads want the new index: one makes it, which takes seconds in a large academy.
_one_at_a_time = RLock()


@kept_for_version(16)
def _shelf(generation: str, site_id: int, language_code: str, for_members: bool) -> CatalogueIndex:
    rows = list(
        Course.objects.listed(for_members=for_members)
        .select_related("latest_release", "source_locale")
        .defer("latest_release__content", "latest_release__search_text")
        .annotate(first_released_at=Min("releases__released_at"))
        .order_by("-first_released_at", "-pk")
    )
    addresses = _addresses(site_id, language_code)
    course_ids = [row.pk for row in rows]
    teachers, prices = instructors_of(course_ids), prices_of(course_ids)
    categories = _categories(language_code)
    entries = tuple(
        _entry(row, addresses[row.pk], teachers[row.pk], prices[row.pk], categories)
        for row in rows
        if row.pk in addresses
    )
    labels = {
        "category": dict(sorted(categories.values(), key=lambda pair: natural_key(pair[1]))),
        "instructor": {one.value: one.name for entry in entries for one in entry.teachers},
    }
    return CatalogueIndex(entries, {entry.course_id: entry for entry in entries}, labels)


def _entry(
    row: Course,
    url: str,
    teachers: tuple[InstructorLink, ...],
    prices: tuple[Money, ...],
    categories: dict[int, tuple[str, str]],
) -> CatalogueEntry:
    release = row.latest_release
    assert release is not None, "listed courses are released"
    category, rules = categories.get(release.category_id or 0), CourseRules.from_json(release.rules)
    return CatalogueEntry(
        course_id=row.pk,
        public_id=row.public_id,
        release_id=release.pk,
        url=url,
        title=release.title,
        status=row.status,
        is_free=row.is_free,
        price=preferred_price(prices),
        released_at=row.first_released_at,
        teachers=teachers,
        values={
            "category": (category[0],) if category else (),
            "instructor": tuple(one.value for one in teachers),
            "level": (release.level,),
            "price": ("free" if row.is_free else "paid",),
            "duration": (duration_band(release.seconds),),
            "language": (release.language,),
        },
        restriction=restriction_of(rules),
        asks_more=asks_more(row.status, rules),
    )


def restriction_of(rules: CourseRules) -> str:
    """The enrolment method by which a course is closed to whoever comes by themselves; empty: by none."""
    if rules.visibility == Visibility.SUBSCRIBERS_ONLY:
        return EnrolmentMethod.SUBSCRIPTION_ONLY
    is_open = rules.enrolment_method in (EnrolmentMethod.OPEN, EnrolmentMethod.PURCHASE)
    return "" if is_open else rules.enrolment_method


def duration_band(seconds: int) -> str:
    """Short is under 2 hours, medium up to 10, long beyond."""
    if seconds < 2 * HOUR:
        return "short"
    return "medium" if seconds <= 10 * HOUR else "long"


def _addresses(site_id: int, language_code: str) -> dict[int, str]:
    """Where each course stands on the site: its page in the language, else its page in another."""
    found: dict[int, str] = {}
    pages = (
        CoursePage.objects.filter(live=True, course__latest_release__isnull=False)
        .select_related("locale")
        .only("url_path", "course_id", "locale__language_code")
    )
    for page in pages:
        parts = page.get_url_parts()
        is_wanted = page.locale.language_code == language_code
        if parts and parts[0] == site_id and (is_wanted or page.course_id not in found):
            found[page.course_id] = parts[2]
    return found


def _categories(language_code: str) -> dict[int, tuple[str, str]]:
    """(slug, name) of each category, in the language where it has been translated; by any of its ids."""
    rows = list(Category.objects.filter(live=True).select_related("locale"))
    wanted = {row.translation_key: row for row in rows if row.locale.language_code == language_code}
    chosen = {row.pk: wanted.get(row.translation_key, row) for row in rows}
    return {pk: (row.slug, row.name) for pk, row in chosen.items()}


def instructors_in(course_id: int) -> tuple[InstructorLink, ...]:
    """Who teaches one course; no query when it was asked for before."""
    return _teachers_in(current_version(), course_id, get_language() or "")


@kept_for_version(1024)
def _teachers_in(generation: str, course_id: int, language_code: str) -> tuple[InstructorLink, ...]:
    return instructors_of([course_id])[course_id]


def instructors_of(course_ids: list[int]) -> dict[int, tuple[InstructorLink, ...]]:
    """Who teaches each course, in the authors' order; two queries."""
    rows = list(
        CourseInstructor.objects.filter(course_id__in=course_ids)
        .select_related("account")
        .order_by("position", "pk")
    )
    pages = pages_of_accounts({row.account_id for row in rows})
    found: dict[int, tuple[InstructorLink, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.course_id] += (_teacher(row.account, pages.get(row.account_id)),)
    return found


def pages_of_accounts(account_ids: set[int]) -> dict[int, InstructorPage]:
    """The public page of each account that has one, in the active language where there is one."""
    rows = InstructorPage.objects.live().filter(account_id__in=account_ids).select_related("locale")
    language = get_language()
    return {row.account_id: row for row in sorted(rows, key=lambda row: row.locale.language_code == language)}


def _teacher(account: User, page: InstructorPage | None) -> InstructorLink:
    if page is None:
        return InstructorLink(
            account.pk, account.get_display_name(), str(account.public_id), "", account.avatar_url
        )
    parts = page.get_url_parts()
    return InstructorLink(
        account.pk, page.title, page.slug, parts[2] if parts else "", account.avatar_url, page.headline
    )


def enrolled_on(shelf: CatalogueIndex) -> dict[int, int]:
    """How many take each course of the shelf, at most a minute old."""
    counts: dict[int, int] | None = cache.get(ENROLLED_KEY)
    if counts is None or not counts.keys() >= shelf.by_course.keys():
        counts = access.enrolled_counts(shelf.by_course)
        cache.set(ENROLLED_KEY, counts, ENROLLED_FOR_SECONDS)
    return counts


def enrolled_in(course_id: int) -> int:
    """How many take one course, at most a minute old."""
    key = f"{ENROLLED_KEY}.{course_id}"
    count: int | None = cache.get(key)
    if count is None:
        count = access.enrolled_counts([course_id])[course_id]
        cache.set(key, count, ENROLLED_FOR_SECONDS)
    return count
