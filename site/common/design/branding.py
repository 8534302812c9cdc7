"""What the academy is called where no page's site is at hand: in mails, in the admin, on papers.

Whoever knows better than the settings (the brand that marketers edit) registers itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

#: Laurel as a colour that mail programs understand; the stylesheets' `--brand`.
LAUREL = "#00674a"


@dataclass(frozen=True, slots=True)
class Branding:
    """name, tagline: words. colour: "#rrggbb", dark enough for white words on it. logo_url: absolute.

    contact_email: whom people may write to; "" where nobody said.
    """

    name: str
    url: str
    tagline: str = ""
    colour: str = LAUREL
    logo_url: str = ""
    contact_email: str = ""


_providers: list[Callable[[], Branding | None]] = []


def register(provider: Callable[[], Branding | None]) -> Callable[[], Branding | None]:
    """Let `provider` say who we are; None means that it does not know."""
    _providers.append(provider)
    return provider


def branding() -> Branding:
    """Who we are at this moment."""
    for provider in _providers:
        if (known := provider()) is not None:
            return known
    return Branding(name=settings.WAGTAIL_SITE_NAME, url=settings.SITE_URL)
