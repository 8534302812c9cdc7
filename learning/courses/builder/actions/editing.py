"""Change one field of a module's or lesson's draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused, conflict_about
from learning.courses.builder.drafts import PartPage
from learning.courses.models import CoursePage, LessonPage, ModulePage

if TYPE_CHECKING:
    from accounts.models import User

#: What a gesture may change, by type of page.
FIELDS = {
    ModulePage: frozenset({"title"}),
    LessonPage: frozenset({"title", "kind", "is_required", "is_free_preview", "opens_after_days"}),
}


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def edit_part(
    *, course_page: CoursePage, page_id: int, field: str, seen: Any, value: Any, actor: User
) -> PartPage:
    """Give one field of a draft another value, as a new revision. The published page stays as it is.

    seen: the value that the author saw; what is the same already is done. Raises GestureConflict where the
    draft says something else by now or the page is gone, and GestureRefused for a wrong value and a locked
    page. About twenty queries.
    """
    lock_course(course_page.course_id)
    page = part_of(course_page, page_id)
    if field not in FIELDS[type(page)]:
        raise GestureRefused(_("This can't be changed here."))
    refuse_locked(page, actor)
    draft = page.get_latest_revision_as_object()
    stands = getattr(draft, field)
    if stands == value:
        return draft
    if stands != seen:
        label = page._meta.get_field(field).verbose_name
        now = _("%(field)s is now “%(value)s”.") % {"field": str(label).capitalize(), "value": _words(stands)}
        raise conflict_about(page.pk, draft.title, what=now)
    try:
        setattr(draft, field, page._meta.get_field(field).clean(value, draft))
    except ValidationError as wrong:
        raise GestureRefused(" ".join(wrong.messages)) from None
    draft.save_revision(user=actor, clean=False, log_action=True)
    return draft


def part_of(course_page: CoursePage, page_id: int) -> Any:
    """A module or lesson of the course. Raises GestureConflict where it is none, or no longer.

    Two queries at most.
    """
    for model in (LessonPage, ModulePage):
        page = model.objects.descendant_of(course_page).filter(pk=page_id).first()
        if page is not None:
            return page
    raise conflict_about(page_id, "")


def refuse_locked(page: Any, actor: User) -> None:
    """Raises GestureRefused where a lock keeps this person from editing the page."""
    lock = page.get_lock()
    if lock is not None and lock.for_user(actor):
        raise GestureRefused(_("“%(title)s” is locked. Nothing was changed.") % {"title": page.draft_title})


def _words(value: Any) -> str:
    if value is None:
        return "–"
    return {True: _("Yes"), False: _("No")}.get(value, str(value)) if isinstance(value, bool) else str(value)
