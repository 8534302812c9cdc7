"""Delete modules and lessons, and put them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from learning.courses.actions import free_slug
from learning.courses.actions.releases import lock_course, releasing_once
from learning.courses.builder.conflicts import GestureConflict, GestureRefused, conflict_about
from learning.courses.builder.tree import order_of, write_order
from learning.courses.models import CoursePage, ModulePage, RemovedPart

from .editing import refuse_locked

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def delete_parts(
    *,
    course_page: CoursePage,
    page_ids: list[int],
    seen: Mapping[int, int | None],
    actor: User,
    at: datetime,
) -> list[RemovedPart]:
    """Delete modules with their lessons, and lessons. Learners keep what was released of them until the next
    release; what they did in them stays. What was deleted is kept, so that it can be put back.

    seen: the latest draft of each page that goes, also below a module, as the author saw it. Returns what is
    kept, one for each of `page_ids` that stands in none of the others. Raises GestureConflict where a page
    was edited, added or deleted meanwhile, GestureRefused where one is locked.
    """
    lock_course(course_page.course_id)
    order = order_of(course_page)
    for pk in page_ids:
        if pk not in order.spots:
            raise conflict_about(pk, "")
    chosen = [pk for pk in page_ids if order.spots[pk].parent_id not in page_ids]
    going = {pk for pk in order.spots if pk in chosen or order.spots[pk].parent_id in chosen}
    _check_seen(going, seen)
    kept = []
    for pk in chosen:
        page = Page.objects.get(pk=pk).specific
        refuse_locked(page, actor)
        siblings = order.children[order.spots[pk].parent_id]
        place = siblings.index(pk)
        kept.append(
            RemovedPart.objects.create(
                course_id=course_page.course_id,
                title=page.draft_title,
                parent_page_id=order.spots[pk].parent_id,
                after_page_id=siblings[place - 1] if place else None,
                pages=_kept(page),
                removed_at=at,
                removed_by=actor,
            )
        )
        with releasing_once(course_page.course_id):
            page.delete(user=actor)
    return kept


def _check_seen(going: set[int], seen: Mapping[int, int | None]) -> None:
    """Raises GestureConflict for the first page whose draft is another one by now."""
    rows = Page.objects.filter(pk__in=going).order_by("path")
    for pk, revision_id, title in rows.values_list("pk", "latest_revision_id", "draft_title"):
        if pk not in seen or seen[pk] != revision_id:
            raise conflict_about(pk, title)


def _kept(page: Any) -> dict[str, Any]:
    revision = page.latest_revision
    return {
        "model": page._meta.label,
        "content": page.serializable_data(),
        "draft": revision.content if revision else None,
        "draft_by": revision.user_id if revision else None,
        "children": [_kept(child.specific) for child in page.get_children().order_by("path")],
    }


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def restore_part(*, course_page: CoursePage, public_id: UUID, actor: User, at: datetime) -> Any:
    """Put a deleted module or lesson back where it stood, or at the end where its neighbours are gone.

    Its identity is the one it had, so learners' results and its release belong to it as before. Returns the
    page. Raises GestureConflict where it was put back already, GestureRefused where there is none.
    """
    lock_course(course_page.course_id)
    removed = (
        RemovedPart.objects.select_for_update()
        .filter(course=course_page.course_id, public_id=public_id)
        .first()
    )
    if removed is None:
        raise GestureRefused(_("This can't be restored any more."))
    if removed.restored_at is not None:
        raise GestureConflict(_("“%(title)s” was already restored.") % {"title": removed.title})
    removed.restored_at = at
    removed.save(update_fields=["restored_at"])
    parent: Any = CoursePage.objects.get(pk=course_page.pk)
    if removed.parent_page_id != course_page.pk:
        modules = ModulePage.objects.child_of(course_page)
        parent = modules.filter(pk=removed.parent_page_id).first() or parent
    page = _put_back(parent, removed.pages, actor)
    order = order_of(course_page)
    siblings = order.children[order.spots[page.pk].parent_id]
    if parent.pk == removed.parent_page_id and removed.after_page_id in (None, *siblings):
        order.put([page.pk], parent_id=parent.pk, after_id=removed.after_page_id)
        write_order(order, slugs={}, parents=())
    return page


def _put_back(parent: Any, kept: dict[str, Any], actor: User) -> Any:
    """Insert a kept page and those below it as new rows with the identity they had."""
    model: Any = apps.get_model(kept["model"])
    page = model.from_serializable_data({**kept["content"], "pk": None}, strict_fks=False)
    page.pk = page.id = None
    page.numchild = 0
    page.slug = free_slug(parent, page.slug, otherwise=page.slug)
    page.latest_revision = page.live_revision = None
    parent.add_child(instance=page)
    has_changes = page.has_unpublished_changes
    if kept["draft"]:
        draft = page.with_content_json({**kept["draft"], "slug": page.slug})
        draft.save_revision(user=actor, clean=False, log_action=True)
    model.objects.filter(pk=page.pk).update(has_unpublished_changes=has_changes)
    page = model.objects.get(pk=page.pk)
    for child in kept["children"]:
        _put_back(model.objects.get(pk=page.pk), child, actor)
    return page
