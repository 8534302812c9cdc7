"""What the catalogue shows for what was asked: results, counts per facet, and the filters that are on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from common.natural_order import natural_key
from learning.classroom.catalogue.catalogue_index import NEW_FOR, CatalogueEntry, CatalogueIndex
from learning.courses.models import Course, CoursePage

FACETS = ("category", "instructor", "level", "price", "duration", "new", "language")
SORTS = ("relevance", "newest", "popular", "price", "-price", "title")
VIEWS = ("grid", "list")
PER_PAGE = 24
LONGEST_QUERY = 120

#: An entry with its values per facet, those that pass with time included.
ValuedEntry = tuple[CatalogueEntry, dict[str, tuple[str, ...]]]


def default_sort(q: str) -> str:
    """The order when none is asked for: the best match of a search, else the newest."""
    return "relevance" if q else "newest"


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What an address of the catalogue asks for. `wanted`: per facet, any of these values."""

    wanted: dict[str, tuple[str, ...]]
    q: str = ""
    sort: str = "newest"
    view: str = "grid"
    page: str = "1"

    @classmethod
    def from_query(cls, query: QueryDict) -> CatalogueQuery:
        """Read the parameters; what is not understood counts as not said, unknown names find nothing."""
        q = query.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
        sort = query.get("sort", "")
        known = SORTS if q else SORTS[1:]
        view = query.get("view", "")
        return cls(
            wanted={name: tuple(dict.fromkeys(filter(None, query.getlist(name)))) for name in FACETS},
            q=q,
            sort=sort if sort in known else known[0],
            view=view if view in VIEWS else VIEWS[0],
            page=query.get("page", "1"),
        )

    @property
    def has_filters(self) -> bool:
        return bool(self.q) or any(self.wanted.values())

    @property
    def default_sort(self) -> str:
        return default_sort(self.q)

    def address(self, **changes: Any) -> str:
        """The query of an address that asks for this with some changes, always for the first page."""
        query = QueryDict(mutable=True)
        for name in FACETS:
            query.setlist(name, changes.get(name, self.wanted[name]))
        q = changes.get("q", self.q)
        sort = changes.get("sort", self.sort)
        view = changes.get("view", self.view)
        for name, value, unsaid in (("q", q, ""), ("sort", sort, default_sort(q)), ("view", view, VIEWS[0])):
            if value != unsaid:
                query[name] = value
        return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value of a facet, and how many courses it would show with the other filters as they are."""

    value: str
    label: str
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    title: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is on, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class SortChoice:
    value: str
    label: str
    url: str
    is_current: bool
    icon: str = ""


@dataclass(frozen=True, slots=True)
class NearestResults:
    """What is found when as few filters as possible are left out. left_out: their words."""

    url: str
    count: int
    left_out: tuple[str, ...]

    @property
    def label(self) -> str:
        """Of the link that leads there."""
        words = ngettext(
            "Show %(count)d course without %(filters)s",
            "Show %(count)d courses without %(filters)s",
            self.count,
        )
        filters = ", ".join(f"“{one}”" for one in self.left_out)
        return words % {"count": self.count, "filters": filters}


@dataclass(frozen=True, slots=True)
class CatalogueResults:
    """Which courses an address asks for, in its order, with everything around them.

    nearest: what to look at instead where nothing is found; None: something is found, or nothing is near.
    """

    entries: tuple[CatalogueEntry, ...]
    facets: tuple[FacetGroup, ...]
    chips: tuple[FilterChip, ...]
    sorts: tuple[SortChoice, ...]
    views: tuple[SortChoice, ...]
    clear_url: str = field(default="?")
    nearest: NearestResults | None = None


def find(
    shelf: CatalogueIndex, asked: CatalogueQuery, enrolled: Callable[[], dict[int, int]], *, at: datetime
) -> CatalogueResults:
    """Look on the shelf. At most two queries, and those only for a search.

    enrolled: how many take each course; asked only when the order needs it. at: by which moment one is new.
    """
    found = _searched(shelf, asked.q) if asked.q else shelf.entries
    pool = [(entry, entry.values | _values_at(entry, at)) for entry in found]
    matching, counts = _filter(pool, asked.wanted)
    labels = {name: _labels(name, shelf) for name in FACETS}
    differing = _differing(shelf, at)
    return CatalogueResults(
        entries=tuple(_sorted(matching, asked.sort, enrolled)),
        facets=tuple(
            _group(name, labels[name], counts[name], asked.wanted[name], differs=name in differing)
            for name in FACETS
        ),
        chips=tuple(_chips(asked, labels)),
        sorts=_sort_choices(asked),
        views=_view_choices(asked),
        clear_url=CatalogueQuery(wanted=dict.fromkeys(FACETS, ()), view=asked.view).address(),
        nearest=None if matching else _nearest_offer(pool, asked, labels),
    )


def _searched(shelf: CatalogueIndex, q: str) -> list[CatalogueEntry]:
    """What Wagtail's search finds, best first; beginnings of words count when whole words find nothing."""
    backend = get_search_backend()
    courses = Course.objects.exclude(status=Course.Status.ARCHIVED)
    found = list(backend.search(q, courses, operator="and"))
    if not found:
        found = list(backend.autocomplete(q, courses, operator="and"))
    return [shelf.by_course[course.pk] for course in found if course.pk in shelf.by_course]


def _values_at(entry: CatalogueEntry, at: datetime) -> dict[str, tuple[str, ...]]:
    """The values of an entry that pass with time."""
    is_new = entry.status == Course.Status.ACTIVE and entry.released_at > at - NEW_FOR
    return {"new": ("yes",) if is_new else ()}


def _nearest_offer(
    pool: list[ValuedEntry], asked: CatalogueQuery, labels: dict[str, dict[str, str]]
) -> NearestResults | None:
    if not pool or not any(asked.wanted.values()):
        return None
    wanted = _nearest(pool, asked.wanted)
    left_out = tuple(
        _chip_label(name, labels[name].get(value, value))
        for name in FACETS
        for value in asked.wanted[name]
        if not wanted[name]
    )
    return NearestResults(asked.address(**wanted), len(_filter(pool, wanted)[0]), left_out)


def address_with_results(shelf: CatalogueIndex, asked: CatalogueQuery, *, at: datetime) -> str | None:
    """The address of the nearest that has results; None where that would leave out every filter.

    No query: what an address searches for is not looked up.
    """
    pool = [(entry, entry.values | _values_at(entry, at)) for entry in shelf.entries]
    if not pool or not any(asked.wanted.values()):
        return asked.address()
    wanted = _nearest(pool, asked.wanted)
    return asked.address(**wanted) if any(wanted.values()) else None


def _nearest(pool: Iterable[ValuedEntry], wanted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The filters that are left when as few as possible are left out, so that something is found.

    Of equally few those that find most. Within a facet any value does, so facets are left out as a whole.
    """
    active = {name: frozenset(values) for name, values in wanted.items() if values}
    found: dict[frozenset[str], int] = defaultdict(int)
    for _entry, has in pool:
        found[frozenset(name for name, values in active.items() if values.isdisjoint(has[name]))] += 1
    fewest = min(found, key=lambda failing: (len(failing), -found[failing]))
    return {name: () if name in fewest else values for name, values in wanted.items()}


def _filter(
    pool: Iterable[ValuedEntry], wanted: dict[str, tuple[str, ...]]
) -> tuple[list[CatalogueEntry], dict[str, Counter[str]]]:
    """The entries that pass every facet, and per facet the counts among those that pass all the others."""
    active = {name: frozenset(values) for name, values in wanted.items() if values}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    matching: list[CatalogueEntry] = []
    for entry, has in pool:
        failing = [name for name, values in active.items() if values.isdisjoint(has[name])]
        if not failing:
            matching.append(entry)
        if len(failing) < 2:
            for name in failing or FACETS:
                for value in has[name]:
                    counts[name][value] += 1
    return matching, counts


def _sorted(
    entries: list[CatalogueEntry], sort: str, enrolled: Callable[[], dict[int, int]]
) -> list[CatalogueEntry]:
    """In the asked order; the shelf's own (newest first) decides between equals."""
    if sort == "newest":
        return sorted(entries, key=lambda entry: (entry.released_at, entry.course_id), reverse=True)
    if sort == "popular":
        counts = enrolled()
        return sorted(entries, key=lambda entry: -counts.get(entry.course_id, 0))
    if sort == "title":
        return sorted(entries, key=lambda entry: natural_key(entry.title))
    if sort in ("price", "-price"):
        return _by_price(entries, dearest_first=sort == "-price")
    return entries


def _by_price(entries: list[CatalogueEntry], *, dearest_first: bool) -> list[CatalogueEntry]:
    """By what a course costs in the site's first currency; a free course costs nothing in it.

    Amounts of different currencies say nothing about each other, so courses that are not sold in the first
    currency come after all the others, grouped by the next currency of the site that they are sold in.
    """
    codes = list(settings.CURRENCIES)

    def key(entry: CatalogueEntry) -> tuple[int, int]:
        if entry.price is None:
            return 0, 0
        code, amount = entry.price.currency, entry.price.amount_minor
        return codes.index(code) if code in codes else len(codes), -amount if dearest_first else amount

    return sorted(entries, key=key)


def _labels(name: str, shelf: CatalogueIndex) -> dict[str, str]:
    """The words for a facet's values, in the order in which they are offered."""
    if name == "level":
        return {value: str(label) for value, label in CoursePage.Level.choices}
    if name == "price":
        return {"free": _("Free"), "paid": _("Paid")}
    if name == "duration":
        return {
            "short": _("Short: under 2 hours"),
            "medium": _("Medium: 2 to 10 hours"),
            "long": _("Long: over 10 hours"),
        }
    if name == "new":
        return {"yes": _("In the last %(days)d days") % {"days": NEW_FOR.days}}
    if name == "language":
        return {
            code: get_language_info(code)["name_local"].capitalize()
            for code, _name in settings.TEACHING_LANGUAGES
        }
    return shelf.labels[name]


def _titles() -> dict[str, str]:
    return {
        "category": _("Category"),
        "instructor": _("Instructor"),
        "level": _("Level"),
        "price": _("Price"),
        "duration": _("Duration"),
        "new": _("New"),
        "language": _("Language"),
    }


def _group(
    name: str, labels: dict[str, str], counts: Counter[str], wanted: tuple[str, ...], *, differs: bool
) -> FacetGroup:
    """The values that some course has, and those that are on even if none has them.

    differs: whether the listed courses do; a facet in which all agree tells nothing apart, and is left out.
    """
    options = tuple(
        FacetOption(value, label, counts[value], value in wanted)
        for value, label in labels.items()
        if counts[value] or value in wanted
    )
    return FacetGroup(name, _titles()[name], options if differs or wanted else ())


def _differing(shelf: CatalogueIndex, at: datetime) -> set[str]:
    """The facets in which the listed courses have more than one value."""
    seen: dict[str, set[tuple[str, ...]]] = {name: set() for name in FACETS}
    for entry in shelf.entries:
        for name, values in entry.values.items():
            seen[name].add(values)
        for name, values in _values_at(entry, at).items():
            seen[name].add(values)
    return {name for name, values in seen.items() if len(values) > 1}


def _chips(asked: CatalogueQuery, labels: dict[str, dict[str, str]]) -> Iterable[FilterChip]:
    if asked.q:
        sort = "newest" if asked.sort == "relevance" else asked.sort
        yield FilterChip(f"“{asked.q}”", asked.address(q="", sort=sort))
    for name in FACETS:
        for value in asked.wanted[name]:
            rest = [other for other in asked.wanted[name] if other != value]
            yield FilterChip(_chip_label(name, labels[name].get(value, value)), asked.address(**{name: rest}))


def _chip_label(name: str, label: str) -> str:
    """A filter as it reads away from its facet."""
    return _("New") if name == "new" else label


def _sort_choices(asked: CatalogueQuery) -> tuple[SortChoice, ...]:
    labels = {
        "relevance": _("Best match"),
        "newest": _("Newest"),
        "popular": _("Most popular"),
        "price": _("Price: low to high"),
        "-price": _("Price: high to low"),
        "title": _("Title"),
    }
    names = SORTS if asked.q else SORTS[1:]
    return tuple(
        SortChoice(name, labels[name], asked.address(sort=name), name == asked.sort) for name in names
    )


def _view_choices(asked: CatalogueQuery) -> tuple[SortChoice, ...]:
    return (
        SortChoice("grid", _("Grid"), asked.address(view="grid"), asked.view == "grid", "layout-grid"),
        SortChoice("list", _("List"), asked.address(view="list"), asked.view == "list", "list"),
    )
