"""Breadcrumbs of page editors that lead through the course builder."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.models import Page

from learning.courses.builder.addresses import lead_to_builder

register = template.Library()


@register.inclusion_tag("wagtailadmin/shared/breadcrumbs.html", takes_context=True)
def builder_breadcrumbs(context: template.Context, page: Page, trailing: str = "") -> dict[str, Any]:
    """Wagtail's breadcrumbs of a page, in which a course leads to its builder. trailing: one step more."""
    items = get_breadcrumbs_items_for_page(page, context["request"].user)
    last = [{"label": trailing}] if trailing else []
    return {"items": [*lead_to_builder(items, page), *last], "is_expanded": len(items) + len(last) == 1}
