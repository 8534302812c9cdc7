"""Illustrations: the same for the same seed, sound SVG, and without a colour of their own."""

from __future__ import annotations

import re
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template import Context, Template

from common.design.illustrations import KINDS, UnknownIllustration, illustration

# Changes with the drawings only: say the new one when they do.
DRAWN = "ed1bac47e79a9a5a"
SEEDS = [f"course-{number}" for number in range(60)]
LOOKS = {"ground", "soft", "main", "light", "paper", "line", "stroke", "words", "handle", "dashes"}
STYLES = settings.BASE_DIR / "static" / "css" / "components" / "illustration.css"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_picture_is_sound_and_takes_its_colours_from_the_stylesheet(kind: str) -> None:
    for seed in SEEDS:
        picture = ElementTree.fromstring(illustration(seed, kind))
        assert picture.get("aria-hidden") == "true"
        shapes = list(picture)
        assert len(shapes) > 3
        for shape in shapes:
            assert shape.get("class") in LOOKS
            assert not {"style", "fill", "stroke"} & set(shape.attrib)


def test_the_stylesheet_knows_every_look_and_every_tone() -> None:
    rules = STYLES.read_text()
    assert set(re.findall(r"\.illustration \.(\w+)", rules)) == LOOKS
    assert {"saffron", "sky", "rose"} == set(re.findall(r"illustration--(\w+)", rules))


def test_the_same_seed_gives_the_same_picture_and_others_differ() -> None:
    drawn = [illustration(seed, "course") for seed in SEEDS]
    illustration.cache_clear()
    assert [illustration(seed, "course") for seed in SEEDS] == drawn
    assert len(set(drawn)) > len(SEEDS) * 0.8


def test_a_picture_does_not_depend_on_the_process() -> None:
    """Pages are kept and served by several: what one of them drew the others must draw, too."""
    found = sha256("".join(illustration(seed, "course") for seed in SEEDS[:3]).encode()).hexdigest()
    assert found[:16] == DRAWN


def test_the_tag_draws_and_adds_classes() -> None:
    tag = Template('{% load illustrations %}{% illustration seed kind="door" css="big" %}')
    html = tag.render(Context({"seed": "<script>"}))
    assert 'class="illustration illustration--laurel big"' in html
    assert "<script>" not in html


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownIllustration):
        illustration("x", "castle")
