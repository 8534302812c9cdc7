"""Draw the sections of a page with all they choose fetched at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.context_processors import csrf
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from home.sections.loading import chosen_in, loading_together

if TYPE_CHECKING:
    from home.models.pages import SectionsPage


def drawn_sections(page: SectionsPage, request: HttpRequest, context: dict[str, Any]) -> SafeString:
    """The sections as HTML. Pictures and pages cost four queries, however many sections choose them."""
    from home.models import Section

    wanted = chosen_in(page.sections.raw_data)["section"]
    library = list(Section.objects.filter(pk__in=wanted)) if wanted else []
    raw = [page.sections.raw_data, *(section.sections.raw_data for section in library)]
    shared = {section.pk: section for section in library if section.live}
    with loading_together(*raw):
        known = {**context, **csrf(request), "request": request, "library": shared}
        return draw_stream(page.sections, known, leads=True)


def draw_stream(stream: StreamValue, context: dict[str, Any], *, leads: bool = False) -> SafeString:
    """Each section of a stream. leads: the first hero carries the heading of the page."""
    drawn = [
        child.render(context={**context, "leads": leads and number == 0})
        for number, child in enumerate(stream)
    ]
    return mark_safe("".join(drawn))  # noqa: S308 (drawn by our own templates)
