"""Duplicate modules and lessons, and take them from another course."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from learning.courses.actions import copy_page
from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused
from learning.courses.builder.tree import order_of, write_order
from learning.courses.models import CoursePage, ModulePage

from .adding import parent_in
from .editing import part_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def duplicate_part(*, course_page: CoursePage, page_id: int, actor: User) -> Any:
    """Copy a module with its lessons, or a lesson, right behind it; all of the copy are drafts.

    Returns the copy. Raises GestureConflict where the page is gone. Some sixty queries for each page copied.
    """
    lock_course(course_page.course_id)
    page = part_of(course_page, page_id)
    title = _("%(title)s (copy)") % {"title": page.draft_title}
    copy = copy_page(page=page, title=title[:255], actor=actor)
    order = order_of(course_page)
    parent_id = order.spots[page_id].parent_id
    order.put([copy.pk], parent_id=parent_id, after_id=page_id)
    write_order(order, slugs={}, parents=())
    return copy


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def take_parts(
    *,
    course_page: CoursePage,
    source: CoursePage,
    page_ids: Collection[int],
    parent_id: int,
    actor: User,
) -> list[Any]:
    """Copy modules and lessons of another course to the end of this one, in their order, as drafts.

    page_ids: of the other course; a lesson comes with its module where both are chosen. parent_id: where
    lessons go that are chosen by themselves: the course page or a module of it; modules go into the course.
    Files and activities are copied, too. Returns the copies. Raises GestureRefused where nothing is chosen,
    GestureConflict where a page or the parent is gone. Some sixty queries for each page copied.
    """
    lock_course(course_page.course_id)
    there = order_of(source)
    chosen = [pk for pk in there.spots if pk in page_ids and there.spots[pk].parent_id not in page_ids]
    if not chosen:
        raise GestureRefused(_("Choose at least one lesson or module."))
    copies = []
    for pk in chosen:
        page = part_of(source, pk)
        to: Page = CoursePage.objects.get(pk=course_page.pk)  # as it stands with the copies before
        if not isinstance(page, ModulePage):
            to = parent_in(to, parent_id)
        copies.append(copy_page(page=page, to=to, title=page.draft_title, actor=actor))
    return copies
