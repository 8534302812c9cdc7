"""What makes the demo's pictures, films and hand-outs."""

import io
import re

import av
import pytest
from PIL import Image
from pypdf import PdfReader

from demo.media_production import covers, diagrams, films, handouts, scenes
from demo.plans.courses import all_courses
from demo.plans.media import FilmPlan, all_diagrams

COURSES = all_courses()


def test_a_cover_is_wide_and_always_the_same() -> None:
    once, again = covers.cover("scatter", "teal"), covers.cover("scatter", "teal")
    assert once == again
    assert Image.open(io.BytesIO(once)).size == (1600, 900)


def test_the_sky_shows_more_stars_the_fewer_lamps_there_are() -> None:
    def stars(lamps: float) -> int:
        sky = Image.open(io.BytesIO(scenes.scene("night-sky", "indigo", seed=5, light=lamps))).convert("L")
        return sum(sky.histogram()[190:])

    assert stars(0.1) > 1.5 * stars(0.5) > 1.5 * stars(0.9)


def test_a_garden_has_its_seasons_and_nothing_else_has() -> None:
    assert len({scenes.scene("garden", "moss", variant=name) for name in scenes.SEASONS}) == 3
    for motif, variant in (("garden", "monsoon"), ("dice", "spring")):
        with pytest.raises(ValueError, match=variant):
            scenes.scene(motif, "moss", variant=variant)


@pytest.mark.parametrize("name", all_diagrams())
def test_every_diagram_can_be_drawn(name: str) -> None:
    assert Image.open(io.BytesIO(diagrams.diagram(name))).size == (1200, 675)


def test_contrast_is_measured_as_the_guidelines_do() -> None:
    assert round(diagrams.contrast((0, 0, 0), (255, 255, 255)), 2) == 21
    assert round(diagrams.contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54


def test_a_film_is_small_and_starts_before_all_of_it_has_arrived() -> None:
    mp4 = films.film(FilmPlan("Soon", ["A point"]), "teal")
    with av.open(io.BytesIO(mp4)) as container:
        assert {stream.codec_context.name for stream in container.streams} == {"h264", "aac"}
    assert len(mp4) < 100_000
    assert mp4.index(b"moov") < mp4.index(b"mdat")


def test_a_hand_out_holds_every_point() -> None:
    handout = COURSES[0].handouts["question-card"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(handouts.handout(handout))).pages)
    words = re.sub(r"\s+", " ", text)
    assert all(point in words for points in handout.sections.values() for point in points)
