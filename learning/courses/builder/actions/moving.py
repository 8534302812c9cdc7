"""Move modules and lessons: within their parent, between parents, several at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry

from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused, conflict_about
from learning.courses.builder.tree import CourseOrder, Spot, order_of, write_order
from learning.courses.models import CoursePage, LessonPage, ModulePage

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def move_parts(
    *,
    course_page: CoursePage,
    seen: Mapping[int, int],
    parent_id: int,
    after_id: int | None = None,
    to_end: bool = False,
    actor: User,
    at: datetime,
) -> list[int]:
    """Let modules and lessons stand one after another behind `after_id` (None: first) below a parent.

    to_end: they come last instead.

    seen: where the author saw each of them stand, as the page's id and its parent's, in the order in which
    they are to stand. What stands in a module that is moved goes with it. A module stands in the course, a
    lesson in the course or a module. The tree alone changes: learners have the order of their release.
    Returns the ids of what was moved. Raises GestureConflict where one of them, the parent or `after_id` is
    no longer where it was seen, GestureRefused for a module in a module and for a locked page.
    Three queries for the move, and five besides, however many pages stand in the course; one more for each
    lesson whose address is taken where it comes to stand.
    """
    lock_course(course_page.course_id)
    order = order_of(course_page)
    if to_end:
        after_id = next(reversed(order.children.get(parent_id, [])), None)
    moved = _wanted(order, seen)
    _check(order, seen, moved, parent_id, after_id, actor)
    before = {pk: order.spots[pk].parent_id for pk in moved}
    order.put(moved, parent_id=parent_id, after_id=_anchor(order, moved, parent_id, after_id))
    slugs = _free_slugs(order, moved, parent_id)
    if write_order(order, slugs=slugs, parents={parent_id, *before.values()}):
        _log(order, before, parent_id, actor, at)
    for pk, slug in slugs.items():
        _take_over(pk, slug, actor)
    return moved


def _wanted(order: CourseOrder, seen: Mapping[int, int]) -> list[int]:
    """What is to be moved by itself: not what goes along with its module."""
    return [pk for pk, parent in seen.items() if parent not in seen]


def _check(
    order: CourseOrder,
    seen: Mapping[int, int],
    moved: list[int],
    parent_id: int,
    after_id: int | None,
    actor: User,
) -> None:
    if not moved:
        raise GestureRefused(_("Select what to move."))
    for pk in moved:
        if order.parent_of(pk) != seen[pk]:
            raise conflict_about(pk, order.spots[pk].title if pk in order.spots else "")
    target = order.spots.get(parent_id)
    if parent_id != order.root.page_id and (target is None or not target.is_module):
        raise conflict_about(parent_id, "")
    if after_id is not None and order.parent_of(after_id) != parent_id:
        raise conflict_about(after_id, order.spots[after_id].title if after_id in order.spots else "")
    for spot in (order.spots[pk] for pk in moved):
        if spot.is_module and target is not None:
            raise GestureRefused(_("A module can't be moved into another module."))
        if spot.locked_by not in (0, actor.pk):
            raise GestureRefused(_("“%(title)s” is locked. Nothing was changed.") % {"title": spot.title})


def _anchor(order: CourseOrder, moved: list[int], parent_id: int, after_id: int | None) -> int | None:
    """The sibling that they follow: the last before `after_id` that is not moved itself."""
    siblings = order.children.get(parent_id, [])
    if after_id is None:
        return None
    before = siblings[: siblings.index(after_id) + 1]
    return next((pk for pk in reversed(before) if pk not in moved), None)


def _free_slugs(order: CourseOrder, moved: list[int], parent_id: int) -> dict[int, str]:
    """Other slugs for those whose own is taken where they come to stand."""
    taken = {order.spots[pk].slug for pk in order.children[parent_id] if pk not in moved}
    found: dict[int, str] = {}
    for spot in (order.spots[pk] for pk in moved):
        slug, number = spot.slug, 1
        while slug in taken:
            number += 1
            slug = f"{spot.slug}-{number}"
        taken.add(slug)
        if slug != spot.slug:
            found[spot.page_id] = slug
    return found


def _take_over(page_id: int, slug: str, actor: User) -> None:
    """A draft that says the old address would collide once it is published."""
    page = Page.objects.get(pk=page_id).specific
    if page.latest_revision_id and page.get_latest_revision_as_object().slug != slug:
        draft = page.get_latest_revision_as_object()
        draft.slug = slug
        draft.save_revision(user=actor, clean=False)


def _log(order: CourseOrder, before: Mapping[int, int], parent_id: int, actor: User, at: datetime) -> None:
    """What Wagtail logs of a move, for all of them in one query."""
    types = {model: ContentType.objects.get_for_model(model) for model in (ModulePage, LessonPage)}
    target = _named(order, parent_id)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=pk,
            content_type=types[ModulePage if order.spots[pk].is_module else LessonPage],
            label=order.spots[pk].title,
            action="wagtail.move" if source != parent_id else "wagtail.reorder",
            user=actor,
            timestamp=at,
            data={"source": _named(order, source), "destination": target},
        )
        for pk, source in before.items()
    )


def _named(order: CourseOrder, page_id: int) -> dict[str, object]:
    spot: Spot = order.spots.get(page_id, order.root)
    return {"id": page_id, "title": spot.title}
