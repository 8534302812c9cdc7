"""Add modules and lessons by their titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses.actions import free_slug
from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused, conflict_about
from learning.courses.builder.drafts import PartPage
from learning.courses.builder.titles import MOST_TITLES, PastedTitle
from learning.courses.builder.tree import order_of, write_order
from learning.courses.models import CoursePage, LessonPage, ModulePage

if TYPE_CHECKING:
    from accounts.models import User

Part = TypeVar("Part", ModulePage, LessonPage)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def add_parts(
    *,
    course_page: CoursePage,
    titles: Sequence[PastedTitle],
    parent_id: int,
    after_id: int | None = None,
    actor: User,
) -> list[PartPage]:
    """Add drafts with these titles, in this order: all of them or none. Returns the new pages.

    parent_id: the course page or a module, where lessons go until a module comes; a module goes into the
    course, and the lessons that follow into it. after_id: the child of the parent that they follow; None, or
    one that is gone: they go to the end. Raises GestureRefused, and GestureConflict where the parent is gone.
    Some thirty queries for each page, and five.
    """
    if not titles:
        raise GestureRefused(_("Enter a title."))
    if len(titles) > MOST_TITLES:
        raise GestureRefused(
            _("At most %(most)s titles can be added at once. Nothing was added.") % {"most": MOST_TITLES}
        )
    lock_course(course_page.course_id)
    adding = _Adding(CoursePage.objects.get(pk=course_page.pk), parent_id, actor)
    for each in titles:
        adding.add(each)
    _place(adding, parent_id, after_id)
    return adding.added


def parent_in(course_page: CoursePage, parent_id: int) -> CoursePage | ModulePage:
    """The course page itself or one of its modules. Raises GestureConflict where it is gone. One query."""
    if parent_id == course_page.pk:
        return course_page
    module = ModulePage.objects.child_of(course_page).filter(pk=parent_id).first()
    if module is None:
        raise conflict_about(parent_id, "")
    return module


class _Adding:
    """Adds pages one after another, each below the last module that came."""

    def __init__(self, course_page: CoursePage, parent_id: int, actor: User) -> None:
        self.course_page, self.actor = course_page, actor
        self.parent: CoursePage | ModulePage = parent_in(course_page, parent_id)
        self.added: list[PartPage] = []

    def add(self, each: PastedTitle) -> None:
        if each.is_module:
            self.course_page.refresh_from_db(fields=["numchild"])
            self.parent = self._insert(ModulePage, self.course_page, each.title, "module")
        else:
            self._insert(LessonPage, self.parent, each.title, "lesson")

    def _insert(self, model: type[Part], parent: CoursePage | ModulePage, title: str, otherwise: str) -> Part:
        page = model(
            title=title, slug=free_slug(parent, title, otherwise=otherwise), owner=self.actor, live=False
        )
        parent.add_child(instance=page)
        page.save_revision(user=self.actor, clean=False, log_action=True)
        self.added.append(page)
        return page


def _place(adding: _Adding, parent_id: int, after_id: int | None) -> None:
    """Move what went to the end of the parent, or of the course, behind the page it was added at."""
    course_id = adding.course_page.pk
    order = order_of(adding.course_page)
    if after_id is None or order.parent_of(after_id) != parent_id:
        return
    new = [page.pk for page in adding.added]
    below = [pk for pk in new if order.parent_of(pk) == parent_id]
    order.put(below, parent_id=parent_id, after_id=after_id)
    if parent_id != course_id:
        modules = [pk for pk in new if order.parent_of(pk) == course_id]
        order.put(modules, parent_id=course_id, after_id=parent_id)
    write_order(order, slugs={}, parents=())
