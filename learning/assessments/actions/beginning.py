"""Begin a quiz, an exam or an assignment: a draft with nothing but its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.text import slugify

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course

_LONGEST_SLUG = 90


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def begin_authored_item(*, model: Any, course: Course, title: str, actor: User) -> Any:
    """A draft of this model in a course, in the course's own language, with a slug that is free there.

    Some ten queries, and one for each slug that is taken.
    """
    wanted = slugify(title, allow_unicode=True)[:_LONGEST_SLUG].strip("-_") or model.ACTIVITY_KIND
    beside = model.objects.filter(course=course, locale=course.source_locale_id)
    slug, number = wanted, 1
    while beside.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    item = model(course=course, locale=course.source_locale, title=title, slug=slug, author=actor, live=False)
    item.save()
    item.save_revision(user=actor, clean=False, log_action=True)
    return item
