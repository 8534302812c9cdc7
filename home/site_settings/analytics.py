"""Which visits are counted, and what the one who counts them loads."""

from __future__ import annotations

from django.http import HttpRequest

from home.models.settings import Analytics
from home.site_settings.site_context import AnalyticsProvider

#: What Google's script sends its numbers to, and fetches its pictures from.
_GOOGLE = (
    "https://www.google-analytics.com",
    "https://region1.google-analytics.com",
    "https://analytics.google.com",
    "https://region1.analytics.google.com",
    "https://www.googletagmanager.com",
)


def is_counted(request: HttpRequest) -> bool:
    """Whether the visit may be told to a provider: of a public page, by someone who isn't signed in.

    Public is what lies in the page tree: home and landing pages, the catalogue, courses, paths, instructors.
    Everything else is about one person (account, dashboard, admin, checkout) or has a secret in its address
    (invitations, certificates), whoever looks at it. No query of its own.
    """
    match = request.resolver_match
    return (
        match is not None
        and match.url_name == "wagtail_serve"
        and not request.user.is_authenticated
        and not getattr(request, "is_preview", False)
    )


def sources_of(counter: AnalyticsProvider) -> list[tuple[str, str]]:
    """What the policy of a counted page has to allow: directive and server."""
    own = f"https://{counter.host}"
    servers = _GOOGLE if counter.provider == Analytics.Provider.GOOGLE else (own,)
    return [("script-src", own), *((name, url) for url in servers for name in ("connect-src", "img-src"))]
