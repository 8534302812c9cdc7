"""Guards `common.templatetags.icons`, and that every icon a template names exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from common.templatetags.icons import UnknownIcon, icon, icon_paths

TEMPLATES = Path(settings.BASE_DIR, "templates")


def named_icons() -> set[tuple[str, str]]:
    return {
        (name, str(path.relative_to(TEMPLATES)))
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"{%\s*icon\s+[\"']([^\"']+)[\"']", path.read_text())
    }


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("heart")
    spoken = icon("heart", label="Favourite", css="icon--brand")
    assert 'role="img" aria-label="Favourite"' in spoken
    assert 'class="icon icon--brand"' in spoken
    assert "aria-hidden" not in spoken


def test_a_label_is_escaped() -> None:
    html = Template('{% load icons %}{% icon "heart" label=label %}').render(Context({"label": '"><script>'}))
    assert "<script>" not in html


def test_the_drawing_has_no_svg_of_its_own() -> None:
    assert icon("heart").count("<svg") == 1
    assert icon_paths("heart").startswith("<path")


@pytest.mark.parametrize("name", ["no-such-icon", "../package", "", "Heart"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownIcon):
        icon(name)


def test_every_icon_that_a_template_names_exists() -> None:
    found = named_icons()
    assert ("heart", "components/favourite_button.html") in found
    missing = []
    for name, template in sorted(found):
        try:
            icon_paths(name)
        except UnknownIcon:
            missing.append(f"{template}: {name}")
    assert missing == []
