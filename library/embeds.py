"""Pages of other sites that may be shown inside ours: each provider's addresses, and what its frame loads.

Nothing is asked of a provider here: the address of the frame follows from the address of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from library.videos import recognise as recognise_video


@dataclass(frozen=True, slots=True)
class Embed:
    """provider: its name as people know it. url: the page. frame_url: what the frame loads.

    ratio: width by height of the frame, as CSS writes it.
    """

    provider: str
    url: str
    frame_url: str
    ratio: str = "16 / 9"


@dataclass(frozen=True, slots=True)
class Provider:
    """pattern: matched against host and path (and, where it says so, the query) of an https address."""

    name: str
    pattern: re.Pattern[str]
    frame: Callable[[re.Match[str]], str]
    ratio: str = "16 / 9"


_NAME = r"[A-Za-z0-9_-]+"

PROVIDERS = (
    Provider(
        "CodePen",
        re.compile(rf"codepen\.io/({_NAME})/(?:pen|full|details)/([A-Za-z0-9]+)/?(?:\?|\Z)"),
        lambda match: f"https://codepen.io/{match[1]}/embed/{match[2]}?default-tab=result",
    ),
    Provider(
        "Desmos",
        re.compile(r"(?:www\.)?desmos\.com/(calculator|geometry)/([A-Za-z0-9]+)/?(?:\?|\Z)"),
        lambda match: f"https://www.desmos.com/{match[1]}/{match[2]}?embed",
        "4 / 3",
    ),
    Provider(
        "GeoGebra",
        re.compile(r"(?:www\.)?geogebra\.org/(?:m|classic|material/show/id)/([A-Za-z0-9]+)/?(?:\?|\Z)"),
        lambda match: f"https://www.geogebra.org/material/iframe/id/{match[1]}",
        "4 / 3",
    ),
    Provider(
        "OpenStreetMap",
        re.compile(
            r"(?:www\.)?openstreetmap\.org/export/embed\.html\?bbox="
            r"(-?[\d.]+)(?:,|%2C)(-?[\d.]+)(?:,|%2C)(-?[\d.]+)(?:,|%2C)(-?[\d.]+)"
        ),
        lambda match: (
            "https://www.openstreetmap.org/export/embed.html?"
            + urlencode({"bbox": ",".join(match.groups()), "layer": "mapnik"})
        ),
        "4 / 3",
    ),
    Provider(
        "PhET",
        re.compile(rf"phet\.colorado\.edu/sims/html/({_NAME})/latest/({_NAME})\.html"),
        lambda match: f"https://phet.colorado.edu/sims/html/{match[1]}/latest/{match[2]}.html",
        "4 / 3",
    ),
    Provider(
        "Scratch",
        re.compile(r"scratch\.mit\.edu/projects/(\d+)(?:/|\?|\Z)"),
        lambda match: f"https://scratch.mit.edu/projects/{match[1]}/embed",
        "4 / 3",
    ),
    Provider(
        "Spotify",
        re.compile(r"open\.spotify\.com/(?:embed/)?(track|episode|show|album)/([A-Za-z0-9]+)"),
        lambda match: f"https://open.spotify.com/embed/{match[1]}/{match[2]}",
        "16 / 7",
    ),
)
_VIDEO_SITES = {"youtube": "YouTube", "vimeo": "Vimeo"}


def recognise(url: str) -> Embed | None:
    """What is shown for the address of a page, or None when its site is not among those allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or port or "@" in parts.netloc:
        return None
    video = recognise_video(url)
    if video is not None and video.provider in _VIDEO_SITES:
        return Embed(_VIDEO_SITES[video.provider], video.url, video.embed_url)
    address = f"{parts.netloc.lower()}{parts.path}{'?' + parts.query if parts.query else ''}"
    for provider in PROVIDERS:
        if match := provider.pattern.match(address):
            return Embed(provider.name, url, provider.frame(match), provider.ratio)
    return None


def understand(url: str) -> Embed:
    """What is shown for the address of a page. Raises ValidationError, naming the sites that are allowed."""
    if embed := recognise(url):
        return embed
    names = sorted([*_VIDEO_SITES.values(), *(provider.name for provider in PROVIDERS)])
    raise ValidationError(
        _("This site can't be embedded. Supported over https: %(names)s. For other sites, use a button."),
        code="embed_url",
        params={"names": ", ".join(names)},
    )
