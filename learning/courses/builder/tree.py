"""The order of a course's pages, and what to write for another one.

Wagtail moves one page at a time and renames the path of every page that has to make room. Here the whole new
order is worked out first and written in three updates, however many pages stand in the course.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Substr
from treebeard.numconv import NumConv
from wagtail.models import Page

from learning.courses.models import CoursePage, ModulePage

#: Stands in front of paths while a new order is written: no path begins with it, and they are unique.
_ON_THE_WAY = "~"
_RADIX = len(Page.alphabet)
_NUMBERS = NumConv(Page.alphabet)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page stands. parent_id: 0 for the course page itself. locked_by: an account; 0: nobody; -1: it
    is locked, and whoever did it is gone."""

    page_id: int
    parent_id: int
    path: str
    url_path: str
    slug: str
    title: str = ""
    is_module: bool = False
    locked_by: int = 0


@dataclass(slots=True)
class CourseOrder:
    """The pages of one course by their ids, and which children each has in which order."""

    root: Spot
    spots: dict[int, Spot]
    children: dict[int, list[int]] = field(default_factory=dict)

    def parent_of(self, page_id: int) -> int | None:
        return self.spots[page_id].parent_id if page_id in self.spots else None

    def put(self, page_ids: Sequence[int], *, parent_id: int, after_id: int | None) -> None:
        """Let these pages stand one after another below a parent, behind a child of it; None: first."""
        for siblings in self.children.values():
            siblings[:] = [each for each in siblings if each not in page_ids]
        siblings = self.children.setdefault(parent_id, [])
        place = siblings.index(after_id) + 1 if after_id is not None else 0
        siblings[place:place] = page_ids


def order_of(course_page: CoursePage) -> CourseOrder:
    """How the pages of a course stand now. One query."""
    rows = Page.objects.descendant_of(course_page, inclusive=True).order_by("path")
    values = list(
        rows.values_list(
            "pk", "path", "url_path", "slug", "draft_title", "content_type__model", "locked", "locked_by"
        )
    )
    at = {path: pk for pk, path, *_rest in values}
    module = ModulePage._meta.model_name
    spots = {
        pk: Spot(
            pk,
            at.get(path[: -Page.steplen], 0),
            path,
            url_path,
            slug,
            title,
            model == module,
            (locked_by or -1) if locked else 0,
        )
        for pk, path, url_path, slug, title, model, locked, locked_by in values
    }
    root = spots.pop(course_page.pk)
    order = CourseOrder(root, spots)
    for spot in spots.values():
        order.children.setdefault(spot.parent_id, []).append(spot.page_id)
    return order


def places_for(order: CourseOrder, slugs: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Path and URL path of every page in this order. slugs: of those that get another one.

    Children keep the numbers that their parent has in use, in ascending order; a parent that gets more of
    them counts on.
    """
    placed: dict[int, tuple[str, str]] = {}

    def place(parent_id: int, path: str, url_path: str) -> None:
        children = order.children.get(parent_id, [])
        old = sorted(spot.path for spot in order.spots.values() if spot.parent_id == parent_id)
        used = [int(each[-Page.steplen :], _RADIX) for each in old]
        numbers = islice(chain(used, count(used[-1] + 1 if used else 1)), len(children))
        for child, number in zip(children, list(numbers), strict=True):
            own = path + _NUMBERS.int2str(number).rjust(Page.steplen, Page.alphabet[0])
            slug = slugs.get(child, order.spots[child].slug)
            placed[child] = own, f"{url_path}{slug}/"
            place(child, *placed[child])

    place(order.root.page_id, order.root.path, order.root.url_path)
    return placed


def write_order(order: CourseOrder, *, slugs: Mapping[int, str], parents: Collection[int]) -> int:
    """Write a new order. parents: pages whose number of children may differ by now. Returns how many pages
    moved. Three queries, or none where nothing differs."""
    placed = places_for(order, slugs)
    changed = {
        pk: place
        for pk, place in placed.items()
        if place != (order.spots[pk].path, order.spots[pk].url_path) or pk in slugs
    }
    if not changed:
        return 0
    pages = Page.objects.filter(pk__in=changed)
    pages.update(
        path=_by_page({pk: _ON_THE_WAY + path[1:] for pk, (path, _url) in changed.items()}, "path"),
        url_path=_by_page({pk: url for pk, (_path, url) in changed.items()}, "url_path"),
        depth=_by_page({pk: len(path) // Page.steplen for pk, (path, _url) in changed.items()}, "depth"),
        slug=_by_page(slugs, "slug"),
    )
    first = Value(order.root.path[0])
    pages.update(path=Concat(first, Substr("path", 2), output_field=Page._meta.get_field("path")))
    counted = {pk: len(order.children.get(pk, [])) for pk in parents}
    Page.objects.filter(pk__in=counted).update(numchild=_by_page(counted, "numchild"))
    return len(changed)


def _by_page(values: Mapping[int, str | int], name: str) -> Case | F:
    if not values:
        return F(name)
    field = Page._meta.get_field(name)
    cases = [When(pk=pk, then=Value(value, output_field=field)) for pk, value in values.items()]
    return Case(*cases, default=F(name), output_field=field)
