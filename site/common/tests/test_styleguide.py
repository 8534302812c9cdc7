"""The style guide: it shows every component, only developers have it, and its colours can be read."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client

from common.design.styleguide.colours import colours, pairs
from common.design.styleguide.views import GROUPS, icons_in_use

COMPONENTS = settings.BASE_DIR / "templates" / "components"
# Components that the guide does not show as specimens, and why.
NOT_SHOWN = {
    "player_loads": "draws nothing: notes what a player fetches for the policy of the page",
    "brand": "stands in the header of the guide itself",
    "motion": "is no thing to look at",
    "seo_head": "is no thing to look at",
    "scripts": "is no thing to look at",
    "teaching_scripts": "is no thing to look at",
    "theme_start": "is no thing to look at",
    "consent": "shows itself once only, and then at the foot of the guide as well",
    "stylesheets": "is no thing to look at",
    "device": "shows itself only to whoever is signed in, over unsaved work or an ended session",
}


@pytest.fixture
def developer(settings: Any) -> Client:
    settings.ROOT_URLCONF = "scripts.showcase_urls"
    return Client()


def names_shown() -> set[str]:
    return {name for group in GROUPS for specimen in group.specimens for name in specimen.names}


def test_every_component_is_in_the_guide() -> None:
    """A new one gets a specimen in site/common/styleguide/, or a line in NOT_SHOWN that says why not."""
    there = {path.stem for path in COMPONENTS.glob("*.html")}
    frame = {name for name in there if name.startswith("site_")}  # the bar and the foot of the guide's page
    assert sorted(there - frame - names_shown() - NOT_SHOWN.keys()) == []
    assert sorted(names_shown() - there) == []


def test_a_specimen_shows_what_it_says_it_shows() -> None:
    for group in GROUPS:
        for specimen in group.specimens:
            reached: set[str] = set()
            ahead = included_in(specimen.source)
            while ahead:
                reached |= ahead
                ahead = {each for name in ahead for each in included_in(source_of(name))} - reached
            assert set(specimen.names) <= reached | {"messages"}, specimen.title


def included_in(source: str) -> set[str]:
    return set(re.findall(r"components/(\w+)\.html", source))


def source_of(component: str) -> str:
    return (COMPONENTS / f"{component}.html").read_text()


@pytest.mark.django_db
def test_a_developer_sees_each_specimen_under_an_address_of_its_own(developer: Client) -> None:
    html = developer.get("/styleguide/").content.decode()
    anchors = [each.anchor for group in GROUPS for each in (group, *group.specimens)]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in html] == []
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []
    assert ' style="' not in html


@pytest.mark.django_db
def test_nobody_else_does(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404


def test_words_can_be_read_on_everything_they_stand_on() -> None:
    assert [pair for pair in pairs() if not pair.is_enough] == []


def test_contrast_is_computed_as_wcag_does() -> None:
    """Black on white is 21 to 1; the paper's and the ink's luminance agree with what browsers show."""
    known = colours()
    assert known["surface"].light == pytest.approx(1, abs=0.001)
    assert known["ink"].light == pytest.approx(0.0135, abs=0.004)


def test_every_icon_of_a_template_is_one_of_the_set() -> None:
    assert len(icons_in_use()) > 40
    folder = settings.NPM_DIR / "lucide-static" / "icons"
    assert [name for name in icons_in_use() if not (folder / f"{name}.svg").exists()] == []


def test_nothing_but_the_mark_and_pictures_is_drawn_by_hand() -> None:
    """An icon comes from the set, so that all have one hand. Exceptions are named: designs are printed."""
    by_hand = {"brand.html", "admin_mark.html", "badge.html", "progress_ring.html"}
    drawn = {
        path.name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        if "<svg" in path.read_text() and not {"styleguide", "designs"} & set(path.parts)
    }
    assert sorted(drawn - by_hand) == []


def test_the_guide_needs_no_template_that_is_missing() -> None:
    for path in COMPONENTS.glob("*.html"):
        try:
            get_template(f"components/{path.name}")
        except TemplateDoesNotExist as missing:
            pytest.fail(f"{path.name} includes {missing}")
