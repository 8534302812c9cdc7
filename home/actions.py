"""What marketers do in one step that Wagtail does in several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log

from home.models import HomePage, LandingPage, PageFormField
from home.pages.page_templates import PageTemplate, sections_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def start_landing_page(*, home: HomePage, start: PageTemplate, title: str, actor: User) -> LandingPage:
    """Add a draft below the home page with the sections and the form that `start` has."""
    page = LandingPage(
        title=title,
        slug=find_available_slug(home, slugify(title, allow_unicode=True) or start.name),
        sections=sections_of(start),
        live=False,
        owner=actor,
        has_unpublished_changes=True,
    )
    page.form_fields = [  # type: ignore[misc]
        PageFormField(sort_order=number, label=str(label), field_type=kind, required=True)
        for number, (label, kind) in enumerate(start.fields)
    ]
    home.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=actor)
    page.save_revision(user=actor, log_action=True)
    return page
