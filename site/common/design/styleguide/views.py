"""The style guide's one page."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.design.illustrations import KINDS

from . import actions, content, feedback, forms
from .colours import colours, pairs

GROUPS = (actions.GROUP, content.GROUP, forms.GROUP, feedback.GROUP)
TEXT_SIZES = ("4xl", "3xl", "2xl", "xl", "lg", "md", "sm", "xs")
SPACES = range(1, 10)
SEEDS = ("bread", "roses", "ink", "chance", "harmony", "maps")
_ICON = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Everything that pages are made of, in its states. Only development has this address."""
    groups: list[dict[str, Any]] = [
        {"group": group, "specimens": [(each, each.draw(request)) for each in group.specimens]}
        for group in GROUPS
    ]
    return render(
        request,
        "common/styleguide/index.html",
        {
            "groups": groups,
            "colours": colours().values(),
            "pairs": pairs(),
            "text_sizes": TEXT_SIZES,
            "spaces": SPACES,
            "seeds": SEEDS,
            "scenes": [kind for kind in KINDS if kind not in ("course", "person")],
            "icons": icons_in_use(),
        },
    )


def icons_in_use() -> list[str]:
    """The names of the icons that templates draw."""
    folder = settings.BASE_DIR / "templates"
    return sorted({name for path in folder.rglob("*.html") for name in _ICON.findall(path.read_text())})
