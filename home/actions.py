"""What marketers do in one step that Wagtail does in several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log

from home.models import HomePage, LandingPage, LegalPages, PageFormField
from home.pages.legal_templates import LEGAL
from home.pages.page_templates import BY_NAME, PageTemplate, sections_of

if TYPE_CHECKING:
    from wagtail.models import Site

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


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def publish_legal_pages(*, home: HomePage, site: Site) -> LegalPages:
    """Publish each of the pages that the law asks for as it starts, and name them in the site's setting."""
    found: dict[str, LandingPage] = {}
    for kind, (label, purpose, _parts) in LEGAL.items():
        slug = find_available_slug(home, kind)
        page = LandingPage(title=str(label), slug=slug, search_description=str(purpose))
        sections: Any = sections_of(BY_NAME[kind])
        page.sections = sections
        home.add_child(instance=page)
        page.save_revision().publish()
        found[f"{kind}_page"] = page
    return LegalPages.objects.update_or_create(site=site, defaults=found)[0]
