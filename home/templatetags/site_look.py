"""Tags for what every page shows of its site, and for what it tells those who are elsewhere."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from common.seo import structured
from common.seo.appearance import Appearance, open_graph_locale
from common.templatetags.drawing import drawn
from common.templatetags.navigation import language_links
from home.pages.appearance import appearance_for
from home.site_settings.analytics import is_counted, sources_of
from home.site_settings.place import columns_with_courses, entries_with_courses, place_of
from home.site_settings.site_context import (
    AnalyticsProvider,
    AnnouncementNotice,
    SiteContext,
    site_context_of,
)
from learning.classroom.selectors import address_with_courses

register = template.Library()


@register.simple_tag(takes_context=True)
def site_look(context: template.Context) -> SiteContext:
    """The look of the site (home.site_settings.site_context). No query, once it was asked for."""
    return site_context_of(context.get("request"))


@register.simple_tag(takes_context=True)
def notice(context: template.Context) -> AnnouncementNotice | None:
    """The announcement, if there is one at this moment."""
    found = site_context_of(context.get("request")).notice
    return found if found and found.is_shown(timezone.now()) else None


@register.simple_tag(takes_context=True)
def visit_counter(context: template.Context) -> AnalyticsProvider | None:
    """Who counts this visit; None where nobody does or may (home.site_settings.analytics)."""
    request = context.get("request")
    counter = site_context_of(request).counter
    return counter if counter and request is not None and is_counted(request) else None


@register.filter
def counter_sources(counter: AnalyticsProvider) -> list[tuple[str, str]]:
    """What the policy of the page has to allow for it."""
    return sources_of(counter)


@register.simple_tag(takes_context=True)
def appearance(context: template.Context) -> Appearance | None:
    """How this page appears elsewhere; None for pages that are nobody else's business."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    return appearance_for(
        said=context.get("appearance"),
        page=context.get("page"),
        request=request,
        look=site_context_of(request),
    )


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """The bar on top. It is drawn once for all who stand to the site's links alike; who reads is put in.

    Reads `reader_sees_admin` and `hides_search` of the page.
    """
    request = context.get("request")
    person = getattr(request, "user", None)
    look = site_context_of(request)
    own = {"q": request.GET.get("q", "") if request is not None else ""}
    is_person = person is not None and person.is_authenticated
    if person is not None and is_person:
        name = person.get_display_name()
        src = person.avatar.url if person.avatar else ""
        face = drawn(context, "components/avatar.html", name=name[:1], src=src)
        own |= {"name": name, "email": person.email, "face": face}
    return drawn(
        context,
        "components/site_header.html",
        own=own,
        look=look,
        entries=entries_with_courses(request, look),
        request=place_of(getattr(request, "path", ""), look),
        hides_search=bool(context.get("hides_search")),
        is_person=is_person,
        sees_admin=bool(context.get("reader_sees_admin")),
    )


@register.simple_tag(takes_context=True)
def site_footer(context: template.Context) -> SafeString:
    """The foot of the page: nothing of it is anybody's own."""
    request = context.get("request")
    look = site_context_of(request)
    return drawn(
        context,
        "components/site_footer.html",
        look=look,
        columns=columns_with_courses(request, look),
        request=place_of(getattr(request, "path", ""), look),
        languages=tuple(language_links(context)),
    )


@register.filter
def json_ld(data: tuple[dict[str, Any], ...]) -> SafeString:
    """Script elements that hold these things for search engines."""
    return structured.script(data)


register.filter("open_graph_locale", open_graph_locale)


@register.simple_tag(takes_context=True)
def leads_to(context: template.Context, url: str | None) -> str:
    """Where a link of a marketer leads; empty: nowhere, it is left out. See `address_with_courses`."""
    request = context.get("request")
    return address_with_courses(request, url) if request is not None and url else url or ""


@register.simple_tag(takes_context=True)
def here(context: template.Context, url: str) -> SafeString:
    """`aria-current` for a link to `url`: on that very page, and on those below it."""
    path = getattr(context.get("request"), "path", "")
    if path == url:
        return mark_safe('aria-current="page"')
    is_above = url.endswith("/") and url.count("/") > 1 and path.startswith(url)
    return mark_safe('aria-current="true"') if is_above else mark_safe("")
