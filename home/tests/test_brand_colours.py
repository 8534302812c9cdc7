"""A site's own colours: readable wherever they stand, refused with a better one where they are not."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from common.design.colours import Oklch, contrast, to_hex, to_oklch
from home.models import Brand
from home.site_settings import brand_colours
from home.site_settings.site_context import stylesheet_url

TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()


def token(name: str) -> tuple[Oklch, Oklch]:
    """What tokens.css says, on light screens and on dark ones."""
    line = re.search(rf"--{name}: light-dark\((.+)\);", TOKENS)
    assert line, name
    light, dark = re.findall(r"oklch\(([\d. ]+)\)", line[1])
    return Oklch(*map(float, light.split())), Oklch(*map(float, dark.split()))


def test_the_surfaces_are_those_of_the_tokens() -> None:
    for name, light in brand_colours.LIGHT_SURFACES.items():
        assert token(name)[0] == light, name
    for name, dark in brand_colours.DARK_SURFACES.items():
        assert token(name)[1] == dark, name


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_reckoned_as_the_guidelines_say(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", ["#00674a", "#5b2a86", "#f0b429", "#808080", "#000000", "#ffffff"])
def test_a_colour_comes_back_from_oklch(colour: str) -> None:
    assert to_hex(to_oklch(colour)) == colour


BRANDS = [
    ("#00674a", True),
    ("#5b2a86", True),
    ("#1d4ed8", True),
    ("#000000", True),
    ("#ff0000", False),
    ("#3b82f6", False),
    ("#ffdd00", False),
    ("#777777", False),
    ("#ffffff", False),
]


@pytest.mark.parametrize(("colour", "is_good"), BRANDS)
def test_a_brand_colour_must_be_read_on_every_surface(colour: str, is_good: bool) -> None:
    problem = brand_colours.brand_problem(colour)
    assert (problem is None) == is_good
    if problem:
        assert problem.ratio < brand_colours.READABLE
        assert brand_colours.brand_problem(problem.nearest) is None
        for surface in brand_colours.LIGHT_SURFACES.values():
            assert contrast(problem.nearest, to_hex(surface)) >= brand_colours.READABLE


@pytest.mark.parametrize(
    ("colour", "is_good"),
    [("#f0b429", True), ("#ffffff", True), ("#7dd3fc", True), ("#5b2a86", False), ("#000000", False)],
)
def test_dark_words_must_be_read_on_an_accent(colour: str, is_good: bool) -> None:
    problem = brand_colours.accent_problem(colour)
    assert (problem is None) == is_good
    if problem:
        assert brand_colours.accent_problem(problem.nearest) is None


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_every_tone_that_is_made_can_be_read(hue: int) -> None:
    tones = brand_colours.brand_tones(to_hex(Oklch(0.44, 0.11, hue))) | brand_colours.accent_tones(
        to_hex(Oklch(0.8, 0.14, hue))
    )
    for side, surfaces in (("light", brand_colours.LIGHT_SURFACES), ("dark", brand_colours.DARK_SURFACES)):
        shown = {name: to_hex(getattr(tone, side)) for name, tone in tones.items()}
        grounds = [to_hex(surface) for surface in surfaces.values()]
        for words, own_ground in (("brand-strong", "brand-soft"), ("accent-ink", "accent-soft")):
            for ground in (*grounds, shown[own_ground]):
                assert contrast(shown[words], ground) >= brand_colours.READABLE, (hue, side, words)
        assert contrast(shown["on-brand"], shown["brand"]) >= brand_colours.READABLE


@pytest.mark.django_db
def test_a_colour_that_cannot_be_read_is_refused_with_its_ratio_and_a_better_one() -> None:
    setting = Brand(site=Site.objects.get(), brand_colour="#ffdd00", accent_colour="yellow")
    with pytest.raises(ValidationError) as refusal:
        setting.full_clean()
    said = refusal.value.message_dict
    assert "1.17 : 1" in said["brand_colour"][0]
    assert "#7d6b00" in said["brand_colour"][0]
    assert "#5b2a86" in said["accent_colour"][0]


@pytest.mark.django_db
def test_the_stylesheet_is_kept_for_good_and_only_made_for_its_own_address(client: Client) -> None:
    url = stylesheet_url("#5b2a86", "")
    response = client.get(url)
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    css = response.content.decode()
    assert "@layer tokens{:root{--brand:light-dark(oklch(" in css
    assert "--accent" not in css
    assert client.get(url.replace("5b2a86", "5b2a87")).status_code == 404
    assert client.get(reverse("home_colours", args=["url(x)", "house", "0"])).status_code == 404
    assert stylesheet_url("", "") == ""
