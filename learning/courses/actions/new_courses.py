"""Begin a course: its page, and all that belongs to it from the start."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from common.money import Money
from common.transactions import in_transaction
from learning.courses.models import CatalogPage, Category, CoursePage
from learning.courses.models.authored import reserved_slugs

from .prices import set_prices

if TYPE_CHECKING:
    from accounts.models import User

_LONGEST_SLUG = 200


@in_transaction
def create_course(
    *,
    catalogue: CatalogPage,
    title: str,
    short_description: str,
    category: Category | None,
    prices: Iterable[Money],
    key: UUID,
    actor: User,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> CoursePage:
    """Create a draft of a course below a catalogue, with its identity, collection, owner and prices.

    prices: one for each currency; none: it is free. key: the course's public id, so that a form that is sent
    twice creates one course: the second time returns the first one's page.
    """
    parent = CatalogPage.objects.using(using).select_for_update().get(pk=catalogue.pk)
    existing = CoursePage.objects.using(using).filter(translation_key=key, locale=parent.locale_id).first()
    if existing is not None:
        return existing
    page = CoursePage(
        title=title,
        slug=free_slug(parent, title, otherwise="course"),
        short_description=short_description,
        category=category,
        owner=actor,
        live=False,
        locale_id=parent.locale_id,
        translation_key=key,
    )
    parent.add_child(instance=page)
    set_prices(course=page.course, prices=prices, actor=actor, at=at, using=using)
    page.save_revision(user=actor, clean=False)
    return page


def free_slug(parent: Page, title: str, *, otherwise: str) -> str:
    """A slug for a new page of this title below a parent, which no page there has. otherwise: for no letters.

    One query.
    """
    slug = slugify(title, allow_unicode=True)[:_LONGEST_SLUG].strip("-_") or otherwise
    return find_available_slug(parent, f"{slug}-1" if slug in reserved_slugs() else slug)
