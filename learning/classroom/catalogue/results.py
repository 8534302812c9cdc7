"""What the catalogue shows for what was asked: results, counts per facet, and the filters that are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from learning.classroom.catalogue.catalogue_index import CatalogueEntry, CatalogueIndex
from learning.courses.models import Course, CoursePage

FACETS = ("category", "instructor", "level", "price", "duration", "language")
SORTS = ("relevance", "newest", "popular", "price", "-price", "title")
VIEWS = ("grid", "list")
PER_PAGE = 24
LONGEST_QUERY = 120


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
class CatalogueResults:
    """Which courses an address asks for, in its order, with everything around them."""

    entries: tuple[CatalogueEntry, ...]
    facets: tuple[FacetGroup, ...]
    chips: tuple[FilterChip, ...]
    sorts: tuple[SortChoice, ...]
    views: tuple[SortChoice, ...]
    clear_url: str = field(default="?")


def find(
    shelf: CatalogueIndex, asked: CatalogueQuery, enrolled: Callable[[], dict[int, int]]
) -> CatalogueResults:
    """Look on the shelf. At most two queries, and those only for a search.

    enrolled: how many take each course; asked only when the order needs it.
    """
    pool = _searched(shelf, asked.q) if asked.q else shelf.entries
    matching, counts = _filter(pool, asked.wanted)
    labels = {name: _labels(name, shelf) for name in FACETS}
    return CatalogueResults(
        entries=tuple(_sorted(matching, asked.sort, enrolled)),
        facets=tuple(
            _group(name, labels[name], counts[name], asked.wanted[name], differs=_differ(shelf, name))
            for name in FACETS
        ),
        chips=tuple(_chips(asked, labels)),
        sorts=_sort_choices(asked),
        views=_view_choices(asked),
        clear_url=CatalogueQuery(wanted=dict.fromkeys(FACETS, ()), view=asked.view).address(),
    )


def _searched(shelf: CatalogueIndex, q: str) -> list[CatalogueEntry]:
    """What Wagtail's search finds, best first; beginnings of words count when whole words find nothing."""
    backend = get_search_backend()
    courses = Course.objects.exclude(status=Course.Status.ARCHIVED)
    found = list(backend.search(q, courses, operator="and"))
    if not found:
        found = list(backend.autocomplete(q, courses, operator="and"))
    return [shelf.by_course[course.pk] for course in found if course.pk in shelf.by_course]


def _filter(
    pool: Iterable[CatalogueEntry], wanted: dict[str, tuple[str, ...]]
) -> tuple[list[CatalogueEntry], dict[str, Counter[str]]]:
    """The entries that pass every facet, and per facet the counts among those that pass all the others."""
    active = {name: frozenset(values) for name, values in wanted.items() if values}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    matching: list[CatalogueEntry] = []
    for entry in pool:
        failing = [name for name, values in active.items() if values.isdisjoint(entry.values[name])]
        if not failing:
            matching.append(entry)
        if len(failing) < 2:
            for name in failing or FACETS:
                counts[name].update(entry.values[name])
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
        return sorted(entries, key=lambda entry: entry.title.casefold())
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


def _differ(shelf: CatalogueIndex, name: str) -> bool:
    """Whether the listed courses have more than one value in a facet."""
    return len({entry.values[name] for entry in shelf.entries}) > 1


def _chips(asked: CatalogueQuery, labels: dict[str, dict[str, str]]) -> Iterable[FilterChip]:
    if asked.q:
        sort = "newest" if asked.sort == "relevance" else asked.sort
        yield FilterChip(f"“{asked.q}”", asked.address(q="", sort=sort))
    for name in FACETS:
        for value in asked.wanted[name]:
            rest = [other for other in asked.wanted[name] if other != value]
            yield FilterChip(labels[name].get(value, value), asked.address(**{name: rest}))


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
