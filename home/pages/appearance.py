"""How the page that is shown appears elsewhere: in search results, and where it is shared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from common.design.branding import LAUREL
from common.seo import pictures, structured
from common.seo.appearance import Appearance, AppearanceContext, appearance_context_of
from common.seo.pages import appearance_of
from common.templatetags.navigation import site_path
from home.site_settings.site_context import SHARE_SPEC, SiteContext, picture
from learning.classroom.caching.cache_version import current_version, kept_for_version
from library.models import AcademyImage


def may_be_found(look: SiteContext) -> bool:
    """Whether search engines are welcome: on this server at all, and on this site."""
    return settings.SEARCH_ENGINES and look.may_be_found


def share_token(title: str, look: SiteContext) -> str:
    """What the picture for a page of this title is made of, signed."""
    return pictures.token_of(pictures.ShareCard(title, look.name, look.brand_colour or LAUREL))


def share_address(title: str, look: SiteContext) -> str:
    """Where the picture for a page of this title is, on this site."""
    return reverse("home_share_picture", args=[share_token(title, look)])


def appearance_for(
    *, said: Appearance | None, page: object, request: HttpRequest, look: SiteContext
) -> Appearance | None:
    """What the view said of its page, else what the page itself says; None where neither is there.

    Only strangers (search engines are strangers) are told what takes queries to know, and it is kept.
    """
    if said is None and not isinstance(page, Page):
        return None
    found = said or appearance_of(page, request)
    if found.page_id and not request.user.is_authenticated:
        around = _surroundings(current_version(), request.get_host(), found.page_id, get_language())
        own_picture_id = getattr(page, "share_picture_id", None)
        found = replace(
            found,
            alternates=found.alternates or around.alternates,
            crumbs=(*around.crumbs, *found.crumbs),
            picture_url=_own_picture(current_version(), own_picture_id) or found.picture_url,
        )
    return _completed(found, look)


def _completed(found: Appearance, look: SiteContext) -> Appearance:
    data = [_with_provider(thing, look) for thing in found.data]
    if found.crumbs:
        data.append(structured.breadcrumbs(found.crumbs))
    if found.is_first_page:
        data += _site_data(look)
    # The first page is usually called as the site is, which the title of every page ends with.
    is_said_twice = found.is_first_page and found.title == look.name
    title = (look.tagline or gettext("Welcome")) if is_said_twice else found.title
    made = look.share_picture_url or share_address(title, look)
    return replace(
        found,
        title=title,
        description=found.description or look.description,
        picture_url=look.absolute(found.picture_url or made),
        may_be_found=found.may_be_found and may_be_found(look),
        data=tuple(data),
    )


def _with_provider(thing: dict[str, Any], look: SiteContext) -> dict[str, Any]:
    """Courses are given by whoever runs the site."""
    if thing["@type"] != "Course":
        return thing
    provider = {
        "@type": "EducationalOrganization",
        "name": look.organisation_name,
        "sameAs": look.absolute("/"),
    }
    return thing | {"provider": provider}


def _site_data(look: SiteContext) -> list[dict[str, Any]]:
    url = look.absolute("/")
    return [
        structured.organisation(
            name=look.organisation_name,
            url=url,
            logo_url=look.absolute(look.logo.url if look.logo else look.favicon_url),
            same_as=[place.url for place in look.networks],
            description=look.description,
        ),
        structured.website(
            name=look.name,
            url=url,
            language_code=get_language() or settings.LANGUAGE_CODE,
            search_url=look.absolute(site_path("/courses/")) + "?q={query}",
        ),
    ]


@kept_for_version(1024)
def _surroundings(generation: str, host: str, page_id: int, language_code: str) -> AppearanceContext:
    page = Page.objects.filter(pk=page_id).first()
    return appearance_context_of(page) if page else AppearanceContext()


@kept_for_version(1024)
def _own_picture(generation: str, image_id: int | None) -> str:
    if image_id is None:
        return ""
    copy = picture(AcademyImage.objects.filter(pk=image_id).first(), SHARE_SPEC)
    return copy.url if copy else ""
