"""Guards the blocks for teaching in library/blocks: galleries, sounds, pairs of pictures, embedded pages."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import StreamBlock, StructBlockValidationError

from common.blocks import seconds_of
from library.blocks import AudioBlock, BeforeAfterBlock, EmbedBlock, GalleryBlock
from library.embeds import PROVIDERS, recognise
from library.tests.factories import ImageFactory, MediaFactory, picture_file, private_collection

pytestmark = pytest.mark.django_db

BLOCKS = [AudioBlock, BeforeAfterBlock, EmbedBlock, GalleryBlock]
SOUND = "https://cdn.example.org/a/blackbird.mp3?v=2"
PEN = "https://codepen.io/somebody/pen/abcDEF"


class BodyBlock(StreamBlock):
    gallery = GalleryBlock()
    audio = AudioBlock()
    before_after = BeforeAfterBlock()
    embed = EmbedBlock()


def body(*children):
    return BodyBlock().to_python(
        [{"type": kind, "value": value, "id": f"block-{at}"} for at, (kind, value) in enumerate(children)]
    )


def html_of(*children):
    return BodyBlock().render(body(*children))


def gallery(*pictures, title="A walk"):
    return (
        "gallery",
        {"title": title, "pictures": [{"image": None, "alt": "", "caption": ""} | each for each in pictures]},
    )


def audio(**values):
    return ("audio", {"title": "", "media": None, "url": "", "transcript": ""} | values)


def pair(**values):
    words = {"before_label": "", "after_label": "", "description": "The wall is white now.", "caption": ""}
    return ("before_after", {"before": None, "after": None} | words | values)


def embed(**values):
    return ("embed", {"url": PEN, "title": "A pen", "description": ""} | values)


def cleaned(kind, value):
    block = BodyBlock().child_blocks[kind]
    return block.clean(block.to_python(value))


def refusal_of(kind, value):
    with pytest.raises(StructBlockValidationError) as refusal:
        cleaned(kind, value)
    return {name: " ".join(error.messages) for name, error in refusal.value.block_errors.items()}


@pytest.mark.parametrize("block_class", BLOCKS)
@pytest.mark.parametrize("has_pictures", [False, True])
def test_each_block_can_be_previewed(block_class, has_pictures):
    if has_pictures:
        ImageFactory()
    block = block_class()
    block.set_name("sample")
    value = block.get_preview_value()
    context = block.get_preview_context(value, {"bound_block": block.bind(value), "block_def": block})
    page = render_to_string(block.get_preview_template(value, context), context)
    assert block.render(value).strip()[:30] in page
    assert ("no longer" in page) is (not has_pictures and block_class in (BeforeAfterBlock, GalleryBlock))


@pytest.mark.parametrize("block_class", BLOCKS)
def test_each_block_says_what_it_is(block_class):
    meta = block_class().meta
    assert all([meta.icon, str(meta.group), str(meta.label), str(meta.description), meta.template])


class TestGallery:
    def test_each_picture_is_described_and_leads_to_the_large_one(self):
        garden = ImageFactory(file=picture_file(size=(2000, 1500)), description="A garden")
        html = html_of(
            gallery({"image": garden.pk, "caption": "In May"}, {"image": garden.pk, "alt": 'A "gate"'})
        )
        assert 'alt="A garden"' in html
        assert 'alt="A &quot;gate&quot;"' in html
        assert html.count("<figcaption") == 2  # the picture's, and the empty one of the large view
        large = garden.get_rendition("max-1600x1600|format-webp")
        assert f'href="{large.url}" data-width="1600" data-height="1200"' in html
        assert "<dialog" in html and "<h" not in html
        assert seconds_of(body(gallery({"image": garden.pk}, {"image": garden.pk}))) == 16

    def test_pictures_that_are_gone_are_left_out(self):
        picture = ImageFactory()
        assert html_of(gallery({"image": picture.pk}, {"image": 404})).count("gallery__link") == 1
        assert "These images are no longer available." in html_of(gallery({"image": 404}))

    def test_it_has_at_least_two(self):
        block = GalleryBlock()
        with pytest.raises(StructBlockValidationError) as refusal:
            block.clean(block.to_python(gallery({"image": ImageFactory().pk})[1]))
        assert "minimum number of items is 2" in str(refusal.value.block_errors["pictures"].non_block_errors)

    def test_words_of_its_pictures_are_found(self):
        block = GalleryBlock()
        value = block.to_python(
            gallery({"image": ImageFactory().pk, "alt": "A gate", "caption": "In May"})[1]
        )
        assert {"A walk", "A gate", "In May"} <= set(block.get_searchable_content(value))


class TestAudio:
    def test_an_uploaded_sound_brings_its_words(self):
        sound = MediaFactory(type="audio", title="At dawn", transcript="A blackbird sings.", duration=61.6)
        html = html_of(audio(media=sound.pk))
        assert '<audio class="audio__player" controls preload="none" aria-label="At dawn">' in html
        assert f'<source src="{sound.url}"' in html
        assert re.search(r"<details.*<summary>Transcript</summary>.*A blackbird sings", html, re.DOTALL)
        assert cleaned(*audio(media=sound.pk))
        assert seconds_of(body(audio(media=sound.pk))) == 62

    def test_a_sound_on_the_web(self):
        html = html_of(audio(url=SOUND, transcript="A song.", title="Song"))
        assert f'<source src="{SOUND}" type="audio/mpeg">' in html

    def test_a_sound_that_is_gone_leaves_a_sentence(self):
        assert "This audio is no longer available." in html_of(audio(media=404))

    @pytest.mark.parametrize(
        ("values", "where", "words"),
        [
            ({"transcript": "x"}, "url", "Choose either an uploaded audio file or a URL."),
            (
                {"url": SOUND},
                "transcript",
                "Add a transcript of what is said or heard, for people who can't hear it.",
            ),
            (
                {"url": "https://example.org/page", "transcript": "x"},
                "url",
                "Enter the https URL of an audio file, for example an .mp3.",
            ),
            (
                {"url": "http://example.org/a.mp3", "transcript": "x"},
                "url",
                "Enter the https URL of an audio file, for example an .mp3.",
            ),
        ],
    )
    def test_what_nobody_could_hear_or_read_is_refused(self, values, where, words):
        said = refusal_of(*audio(**values))
        assert set(said) == {where} and words in said[where]

    def test_an_uploaded_sound_without_words_is_refused(self):
        silent = MediaFactory(type="audio", transcript="")
        assert set(refusal_of(*audio(media=silent.pk))) == {"transcript"}
        assert cleaned(*audio(media=silent.pk, transcript="Rain."))


class TestBeforeAfter:
    def test_both_are_shown_and_named(self):
        wall = ImageFactory(file=picture_file(size=(800, 600)), description="A wall")
        html = html_of(pair(before=wall.pk, after=wall.pk, after_label="Painted"))
        assert 'alt="Before: A wall"' in html
        assert 'alt="Painted: A wall"' in html
        assert '<input type="range"' in html and "data-slider" in html
        assert 'data-words="Before: %(share)s%"' in html
        assert "The wall is white now." in html

    def test_without_one_of_them_there_is_a_sentence(self):
        assert "These images are no longer available." in html_of(pair(before=ImageFactory().pk, after=404))

    def test_what_has_changed_is_said_in_words(self):
        picture = ImageFactory().pk
        said = refusal_of(*pair(before=picture, after=picture, description=""))
        assert set(said) == {"description"}


class TestEmbed:
    def test_nothing_is_loaded_before_somebody_asks(self):
        html = html_of(embed(description="It moves."))
        assert "<iframe" not in html and "<script" not in html and "src=" not in html
        assert 'data-embed="https://codepen.io/somebody/embed/abcDEF?default-tab=result"' in html
        assert f'<a class="button" href="{PEN}" target="_blank" rel="noopener">' in html
        assert "Open on CodePen" in html and "It moves." in html

    @pytest.mark.parametrize(
        ("url", "provider", "frame"),
        [
            (PEN, "CodePen", "https://codepen.io/somebody/embed/abcDEF?default-tab=result"),
            (
                "https://www.desmos.com/calculator/a1b2",
                "Desmos",
                "https://www.desmos.com/calculator/a1b2?embed",
            ),
            ("https://geogebra.org/m/a1B2", "GeoGebra", "https://www.geogebra.org/material/iframe/id/a1B2"),
            (
                "https://www.openstreetmap.org/export/embed.html?bbox=1.5%2C2%2C-3%2C4&layer=x",
                "OpenStreetMap",
                "https://www.openstreetmap.org/export/embed.html?bbox=1.5%2C2%2C-3%2C4&layer=mapnik",
            ),
            (
                "https://phet.colorado.edu/sims/html/build-an-atom/latest/build-an-atom_en.html",
                "PhET",
                "https://phet.colorado.edu/sims/html/build-an-atom/latest/build-an-atom_en.html",
            ),
            (
                "https://scratch.mit.edu/projects/123/",
                "Scratch",
                "https://scratch.mit.edu/projects/123/embed",
            ),
            ("https://open.spotify.com/track/a1?si=x", "Spotify", "https://open.spotify.com/embed/track/a1"),
            ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871"),
            ("https://youtu.be/aB3-_efGhIj", "YouTube", "https://www.youtube-nocookie.com/embed/aB3-_efGhIj"),
        ],
    )
    def test_sites_that_may_be_shown(self, url, provider, frame):
        found = recognise(url)
        assert found is not None
        assert found.provider == provider
        assert found.frame_url.startswith(frame)
        assert cleaned(*embed(url=url))["url"]

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/",
            "http://codepen.io/somebody/pen/abcDEF",
            "https://codepen.io.evil.example/somebody/pen/abcDEF",
            "https://evil.example/codepen.io/somebody/pen/abcDEF",
            "https://codepen.io@evil.example/somebody/pen/abcDEF",
            "https://codepen.io:8443/somebody/pen/abcDEF",
            "https://cdn.example.org/film.mp4",
            "https://scratch.mit.edu/projects/123abc",
        ],
    )
    def test_all_others_are_refused_with_the_names_of_those(self, url):
        assert recognise(url) is None
        said = refusal_of(*embed(url=url))
        assert "CodePen" in said["url"] and "YouTube" in said["url"]

    def test_a_site_that_is_no_longer_allowed_is_a_link(self):
        html = html_of(embed(url="https://example.org/old"))
        assert 'A pen: <a href="https://example.org/old"' in html
        assert "data-embed" not in html

    @given(st.text(max_size=60), st.sampled_from([provider.name.lower() for provider in PROVIDERS]))
    def test_whatever_is_written_the_frame_stays_with_its_provider(self, rest, name):
        for url in (rest, f"https://{rest}", f"https://{name}.com/{rest}", PEN + rest):
            found = recognise(url)
            if found is not None:
                assert re.match(r"https://[a-z.-]+\.(io|com|org|edu)/[^\s\"'<>\\]*\Z", found.frame_url)


class TestQueries:
    def page(self, each):
        shelf = private_collection()
        children = []
        for _number in range(each):
            pictures = [ImageFactory(collection=shelf) for _picture in range(3)]
            sound = MediaFactory(collection=shelf, type="audio", transcript="Rain.")
            children += [
                gallery(*({"image": picture.pk} for picture in pictures)),
                audio(media=sound.pk),
                pair(before=pictures[0].pk, after=pictures[1].pk),
                embed(),
            ]
        return children

    @pytest.mark.parametrize("each", [1, 10])
    def test_a_page_full_takes_as_many_queries_as_one_of_each(self, each, django_assert_num_queries):
        children = self.page(each)
        html_of(*children)  # the first look makes the renditions
        # galleries with their renditions, sounds, each side of the pairs with theirs
        with django_assert_num_queries(7):
            html_of(*children)
