"""Begin a quiz or an assignment: a draft with nothing but its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.text import slugify

from ..free_slugs import free_slug

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course

_LONGEST_SLUG = 90


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def begin_authored_item(*, model: Any, course: Course, title: str, actor: User) -> Any:
    """A draft of this model in a course, in the course's own language, with a slug that is free there.

    Some ten queries.
    """
    wanted = slugify(title, allow_unicode=True)[:_LONGEST_SLUG].strip("-_") or model.ACTIVITY_KIND
    slug = free_slug(model, wanted, course=course, locale_id=course.source_locale_id, but=None)
    item = model(course=course, locale=course.source_locale, title=title, slug=slug, author=actor, live=False)
    item.save()
    item.save_revision(user=actor, clean=False, log_action=True)
    return item
