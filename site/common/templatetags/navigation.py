"""Tags for getting around: addresses in the reader's language, and which of them is the present one."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Page
from django.urls import translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale

from common.addresses import in_language

register = template.Library()

LOCALES_KEY = "common.navigation.locales"
LOCALES_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language the site's pages exist in, and the address of the present page in it."""

    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag
def site_path(path: str) -> str:
    """A public address such as "/courses/" in the active language."""
    return in_language(path)


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str) -> SafeString:
    """`aria-current` for a link to `url`: "page" on that page, "true" on those below it, else nothing.

    url: a path as it is in the active language; the home page has none below it.
    """
    request = context.get("request")
    here = getattr(request, "path", "")
    if here == url:
        return mark_safe('aria-current="page"')
    if url and url != site_path("/") and here.startswith(url):
        return mark_safe('aria-current="true"')
    return mark_safe("")


def _languages_of_pages() -> set[str]:
    return set(Locale.objects.values_list("language_code", flat=True))


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """The languages that have pages, in the order of the settings; empty when there is only one.

    The list of locales is kept in the cache: it changes a few times in the life of a site.
    """
    codes = cache.get_or_set(LOCALES_KEY, _languages_of_pages, LOCALES_SECONDS) or set()
    offered = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in codes]
    request = context.get("request")
    if request is None or len(offered) < 2:
        return []
    active = get_language()
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=translate_url(request.get_full_path(), code),
            is_current=code == active,
        )
        for code in offered
    ]


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, param: str = "page") -> str:
    """The present address with another page number; the first page has none."""
    query = context["request"].GET.copy()
    query.pop(param, None)
    if number > 1:
        query[param] = str(number)
    return f"?{query.urlencode()}" if query else context["request"].path


@register.simple_tag
def page_numbers(page_obj: Page) -> list[int | None]:
    """The numbers worth a link, in order; None stands for a gap."""
    shown = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, parted by spaces."""
    return text.split()
