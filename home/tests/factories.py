"""Pages of sections to test with."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from home.models import HomePage, LandingPage, PageFormField
from home.sections import SectionsBlock

_KINDS = SectionsBlock().child_blocks


def section(kind: str, **values: Any) -> tuple[str, Any]:
    """A section as a StreamField takes it: its defaults and these values."""
    block = _KINDS[kind]
    return kind, block.normalize({**block.get_default(), **values})


def preview(kind: str) -> tuple[str, Any]:
    """A section with what the editor's preview shows."""
    return kind, _KINDS[kind].get_preview_value()


def link(label: str, address: str = "/courses/", page: Any = None) -> dict[str, Any]:
    return {"label": label, "address": "" if page else address, "page": page}


def hero(title: str = "Learn one thing properly", **values: Any) -> tuple[str, Any]:
    values.setdefault("first_button", link("See all courses"))
    return section("hero", title=title, **values)


def make_home(*sections: tuple[str, Any], **fields: Any) -> HomePage:
    """The first page of the default site."""
    shown = list(sections) or [hero(intro="Short courses.")]
    values: dict[str, Any] = {"title": "Home", "slug": "start", "sections": shown, **fields}
    page = HomePage(**values)
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": page}
    )
    Site.clear_site_root_paths_cache()
    return page


def make_landing(home: HomePage, *sections: tuple[str, Any], **fields: Any) -> LandingPage:
    fields.setdefault("title", "Spring launch")
    page = LandingPage(sections=list(sections) or [hero("Spring begins")], **fields)
    return home.add_child(instance=page)


def with_form(page: Any, *fields: tuple[str, str], **around: Any) -> Any:
    """Give a page a form: (label, type) of each field; `around`: consent, thanks, recipients."""
    for number, (label, kind) in enumerate(fields):
        clean = label.lower().replace(" ", "_")
        PageFormField.objects.create(
            page=page, sort_order=number, label=label, clean_name=clean, field_type=kind, required=True
        )
    for name, value in around.items():
        setattr(page, f"form_{name}", value)
    page.save()
    return type(page).objects.get(pk=page.pk)
