"""What browsers and search engines fetch beside the pages: colours, pictures, the sitemap, robots.txt."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common.design.colours import InvalidColour
from common.seo import pictures
from home.pages import sitemaps
from home.pages.appearance import may_be_found
from home.site_settings.brand_colours import stylesheet, stylesheet_digest
from home.site_settings.site_context import site_context_of

FOREVER = {"public": True, "max_age": 31_536_000, "immutable": True}
HOUSE = "house"


@require_safe
@cache_control(**FOREVER)
def colours(request: HttpRequest, brand: str, accent: str, digest: str) -> HttpResponse:
    """The tokens of a site with colours of its own: only those that a page of this edition names."""
    chosen = ["" if part == HOUSE else f"#{part}" for part in (brand, accent)]
    try:
        if digest != stylesheet_digest(*chosen):
            raise Http404("these colours have another digest now")
    except InvalidColour as error:
        raise Http404("no colours") from error
    return HttpResponse(stylesheet(*chosen), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(**FOREVER)
def share_picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture of a page that has none. Whoever asks first waits for it to be drawn."""
    try:
        name = pictures.kept(pictures.card_of(token))
    except (pictures.UnknownToken, InvalidColour) as error:
        raise Http404("not signed by this site") from error
    return FileResponse(default_storage.open(name), content_type="image/png")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """What a stranger may see, in every language; in several files where it is too much for one."""
    files = Paginator(sitemaps.listed(request), sitemaps.MOST)
    if files.num_pages > 1 and "p" not in request.GET:
        address = request.build_absolute_uri(request.path)
        places = [{"location": f"{address}?p={number}"} for number in files.page_range]
        return render(request, "sitemap_index.xml", {"sitemaps": places}, content_type="application/xml")
    urlset = [
        {
            "location": row.location,
            "lastmod": row.lastmod,
            "alternates": [{"lang_code": other.code, "location": other.url} for other in row.alternates],
        }
        for row in files.get_page(request.GET.get("p")).object_list
    ]
    return render(request, "sitemap.xml", {"urlset": urlset}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to leave alone: everything, where they are not welcome."""
    look = site_context_of(request)
    context = {"may_be_found": may_be_found(look), "root_url": look.root_url}
    return render(request, "home/robots.txt", context, content_type="text/plain; charset=utf-8")
