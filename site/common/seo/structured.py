"""Structured data (schema.org) as dictionaries, and the one way they are written into a page.

The builders know nothing of models: whoever has a course, a question or a list hands in plain values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from common.seo.appearance import Crumb

CONTEXT = "https://schema.org"
#: No character that could end the script element, or a line of script, is left in what is written.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def script(data: Iterable[Mapping[str, Any]]) -> SafeString:
    """A script element for each of these things; nothing in them can end it."""
    written = (
        json.dumps({"@context": CONTEXT, **thing}, ensure_ascii=False).translate(_ESCAPED) for thing in data
    )
    return mark_safe(  # noqa: S308 - escaped above
        "\n".join(f'<script type="application/ld+json">{text}</script>' for text in written)
    )


def organisation(
    *, name: str, url: str, logo_url: str = "", same_as: Iterable[str] = (), description: str = ""
) -> dict[str, Any]:
    """The academy. All addresses are absolute."""
    return {
        "@type": "EducationalOrganization",
        "@id": f"{url}#organization",
        "name": name,
        "url": url,
        **({"logo": logo_url} if logo_url else {}),
        **({"description": description} if description else {}),
        **({"sameAs": links} if (links := list(same_as)) else {}),
    }


def website(*, name: str, url: str, language_code: str, search_url: str = "") -> dict[str, Any]:
    """The site. search_url: where a search leads, with `{query}` for the words."""
    data: dict[str, Any] = {
        "@type": "WebSite",
        "@id": f"{url}#website",
        "name": name,
        "url": url,
        "inLanguage": language_code,
        "publisher": {"@id": f"{url}#organization"},
    }
    if search_url:
        data["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search_url},
            "query-input": "required name=query",
        }
    return data


def breadcrumbs(crumbs: Iterable[Crumb]) -> dict[str, Any]:
    """The way from the first page to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": crumb.label, "item": crumb.url}
            for number, crumb in enumerate(crumbs, start=1)
        ],
    }


def questions(pairs: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """Questions with their answers (HTML is allowed in answers); None when there are none."""
    asked = [
        {
            "@type": "Question",
            "name": question,
            "acceptedAnswer": {"@type": "Answer", "text": str(answer).strip()},
        }
        for question, answer in pairs
        if question and strip_tags(str(answer)).strip()
    ]
    return {"@type": "FAQPage", "mainEntity": asked} if asked else None


def item_list(items: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """A list of pages: names and absolute addresses, in order; None when it is empty."""
    listed = [
        {"@type": "ListItem", "position": number, "name": name, "url": url}
        for number, (name, url) in enumerate(items, start=1)
    ]
    return {"@type": "ItemList", "itemListElement": listed} if listed else None


def person(*, name: str, url: str, description: str = "", image_url: str = "") -> dict[str, Any]:
    """Somebody who teaches, on the page about them."""
    return {
        "@type": "ProfilePage",
        "mainEntity": {
            "@type": "Person",
            "name": name,
            "url": url,
            **({"description": description} if description else {}),
            **({"image": image_url} if image_url else {}),
        },
    }
