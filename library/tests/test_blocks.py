"""Guards library/blocks: what each shows, what may be entered, and how many queries a page full takes."""

import re

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from wagtail.blocks import StreamBlock, StructBlockValidationError

from common.blocks import seconds_of
from library.blocks import DocumentBlock, DownloadsBlock, ImageBlock, VideoBlock
from library.selectors import newest_public_image
from library.tests.factories import (
    CAPTIONS,
    CaptionTrackFactory,
    DocumentFactory,
    ImageFactory,
    MediaFactory,
    picture_file,
    private_collection,
)

pytestmark = pytest.mark.django_db

BLOCKS = [ImageBlock, VideoBlock, DocumentBlock, DownloadsBlock]
YOUTUBE = "https://www.youtube.com/watch?v=aB3-_efGhIj"
DRIVE = "https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345/view"
NOTHING = {
    "title": "",
    "media": None,
    "url": "",
    "length": "",
    "poster": None,
    "captions": None,
    "captions_language": "",
    "transcript": "",
}


class BodyBlock(StreamBlock):
    image = ImageBlock()
    video = VideoBlock()
    document = DocumentBlock()
    downloads = DownloadsBlock()


def body(*children):
    return BodyBlock().to_python(
        [
            {"type": kind, "value": value, "id": f"block-{number}"}
            for number, (kind, value) in enumerate(children)
        ]
    )


def html_of(*children):
    return BodyBlock().render(body(*children))


def video(**values):
    return ("video", NOTHING | values)


def cleaned(block, value):
    return block.clean(block.to_python(value))


@pytest.mark.parametrize("block_class", BLOCKS)
@pytest.mark.parametrize("has_pictures", [False, True])
def test_each_block_can_be_previewed(block_class, has_pictures):
    if has_pictures:
        ImageFactory()
    block = block_class()
    block.set_name("sample")
    value = block.get_preview_value()
    assert block.is_previewable
    context = block.get_preview_context(value, {"bound_block": block.bind(value), "block_def": block})
    page = render_to_string(block.get_preview_template(value, context), context)
    assert block.render(value).strip()[:30] in page
    if has_pictures or block_class is not ImageBlock:
        assert "no longer" not in page


@pytest.mark.parametrize("block_class", BLOCKS)
def test_each_block_says_what_it_is(block_class):
    meta = block_class().meta
    assert all([meta.icon, str(meta.group), str(meta.label), str(meta.description), meta.template])


def test_the_preview_never_shows_a_private_picture():
    ImageFactory(collection=private_collection())
    assert newest_public_image() is None
    public = ImageFactory()
    ImageFactory(collection=private_collection("Another"))
    assert newest_public_image() == public


class TestImage:
    def test_it_comes_in_several_sizes_with_its_words(self):
        image = ImageFactory(file=picture_file(size=(2000, 1000)), description="A kettle")
        html = html_of(("image", {"image": image.pk, "alt": "", "decorative": False, "caption": "Tea"}))
        assert 'alt="A kettle"' in html
        assert "480w" in html
        assert "1440w" in html
        assert ">Tea</figcaption>" in html

    @pytest.mark.parametrize(
        ("alt", "decorative", "expected"),
        [("A cup", False, 'alt="A cup"'), ("", True, 'alt=""'), ('"<b>', False, 'alt="&quot;&lt;b&gt;"')],
    )
    def test_what_it_shows_is_said(self, alt, decorative, expected):
        value = {"image": ImageFactory().pk, "alt": alt, "decorative": decorative, "caption": ""}
        assert expected in html_of(("image", value))

    def test_decoration_is_not_described(self):
        value = {"image": ImageFactory().pk, "alt": "A cup", "decorative": True, "caption": ""}
        with pytest.raises(StructBlockValidationError) as refusal:
            cleaned(ImageBlock(), value)
        assert set(refusal.value.block_errors) == {"alt"}

    def test_a_picture_that_is_gone_leaves_a_sentence(self):
        value = {"image": 404, "alt": "", "decorative": False, "caption": ""}
        assert "This image is no longer available." in html_of(("image", value))


class TestVideo:
    def test_an_uploaded_one(self):
        film = MediaFactory(title="Brewing", transcript="First, warm the pot.", duration=90)
        track = CaptionTrackFactory(media=film, language="fr", label="Français")
        html = html_of(video(media=film.pk))
        assert 'data-player="html5"' in html
        assert 'data-video="block-0"' in html
        assert 'data-duration="90"' in html
        assert f'<source src="{film.url}" type="video/mp4">' in html
        assert f'<track kind="captions" src="{track.url}" srclang="fr" label="Français" default>' in " ".join(
            html.split()
        )
        assert "First, warm the pot." in html
        assert 'aria-label="Brewing"' in html

    def test_a_hosted_one_loads_nothing_before_play(self):
        html = html_of(video(url=YOUTUBE, length="4:05", title="First steps"))
        assert 'data-player="youtube"' in html
        assert 'data-duration="245"' in html
        assert "<iframe" not in html
        assert f'href="{YOUTUBE}"' in html
        assert "First steps" in html
        assert "loads from YouTube" in html

    def test_one_that_tells_no_time_shows_its_transcript(self):
        words = {"url": DRIVE, "transcript": "Every word."}
        html = html_of(video(**words))
        assert re.search(r"<details\b[^>]* open>", html)
        assert 'data-player="none"' in html
        words["url"] = YOUTUBE
        html = html_of(video(**words))
        assert re.search(r"<details\b[^>]*>", html)
        assert not re.search(r"<details\b[^>]* open>", html)

    def test_a_playlist_brings_its_library(self):
        html = html_of(video(url="https://cdn.example.com/m.m3u8"))
        assert "npm/hls/hls.min.mjs" in html
        assert 'type="application/vnd.apple.mpegurl"' in html

    def test_captions_and_poster_of_a_hosted_one(self):
        captions = DocumentFactory(name="words.vtt", content=CAPTIONS.encode())
        poster = ImageFactory()
        html = html_of(video(url=YOUTUBE, captions=captions.pk, captions_language="en", poster=poster.pk))
        assert f'data-cues="{captions.url}"' in html
        assert poster.get_rendition("width-1280|format-webp").url in html

    def test_a_video_that_is_gone_leaves_a_sentence(self):
        assert "no longer available" in html_of(video(media=404))

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [({"length": "12:30"}, 750), ({"length": "1:02:03"}, 3723), ({"length": ""}, 0)],
    )
    def test_the_length_of_a_hosted_one_is_what_its_author_wrote(self, value, seconds):
        assert seconds_of(body(video(url=YOUTUBE, **value))) == seconds

    def test_the_length_of_an_uploaded_one_is_its_own(self):
        assert seconds_of(body(video(media=MediaFactory(duration=61.6).pk, length="9:00"))) == 62

    def test_an_address_is_kept_in_its_one_form(self):
        value = cleaned(VideoBlock(), NOTHING | {"url": "https://youtu.be/aB3-_efGhIj?t=9"})
        assert value["url"] == YOUTUBE

    @pytest.mark.parametrize(
        ("values", "where", "words"),
        [
            ({}, "url", "Choose either an uploaded video or a URL."),
            ({"url": "https://example.com/page"}, "url", "This video URL isn't supported. Use one of:"),
            ({"url": YOUTUBE, "length": "soon"}, "length", "12:30"),
            ({"url": YOUTUBE, "length": "9:75"}, "length", "12:30"),
        ],
    )
    def test_what_cannot_be_played_is_refused_where_it_was_written(self, values, where, words):
        with pytest.raises(StructBlockValidationError) as refusal:
            cleaned(VideoBlock(), NOTHING | values)
        assert set(refusal.value.block_errors) == {where}
        assert words in " ".join(refusal.value.block_errors[where].messages)

    def test_one_of_both_kinds_at_once_is_refused(self):
        with pytest.raises(StructBlockValidationError):
            cleaned(VideoBlock(), NOTHING | {"url": YOUTUBE, "media": MediaFactory().pk})

    def test_captions_are_a_captions_file(self):
        with pytest.raises(StructBlockValidationError) as refusal:
            cleaned(VideoBlock(), NOTHING | {"url": YOUTUBE, "captions": DocumentFactory().pk})
        assert set(refusal.value.block_errors) == {"captions"}


class TestDocuments:
    def test_a_pdf_is_shown_in_the_page_with_a_download(self):
        paper = DocumentFactory(title="Worksheet")
        html = html_of(("document", {"document": paper.pk, "title": "", "minutes": 4}))
        assert f'<object class="document__page" data="{paper.url}" type="application/pdf"' in html
        assert f'<a class="download" href="{paper.url}" download>' in html
        assert seconds_of(body(("document", {"document": paper.pk, "title": "", "minutes": 4}))) == 240

    def test_any_other_document_is_a_download(self):
        notes = DocumentFactory(name="notes.txt", content=b"words")
        html = html_of(("document", {"document": notes.pk, "title": "Notes", "minutes": None}))
        assert "<object" not in html
        assert "Notes" in html

    def test_downloads_leave_out_what_is_gone(self):
        notes = DocumentFactory(title="Notes")
        html = html_of(("downloads", {"title": "", "files": [notes.pk, 404]}))
        assert html.count("<li>") == 1
        assert "Downloads" in html

    def test_a_document_that_is_gone_leaves_a_sentence(self):
        assert "This document is no longer available." in html_of(
            ("document", {"document": 404, "title": "", "minutes": None})
        )


class TestQueries:
    def page(self, each):
        shelf = private_collection()
        children = []
        for _number in range(each):
            image = ImageFactory(collection=shelf)
            film = MediaFactory(collection=shelf)
            film.thumbnail.save("still.png", ContentFile(picture_file().read()))
            CaptionTrackFactory(media=film)
            paper = DocumentFactory(collection=shelf)
            children += [
                ("image", {"image": image.pk, "alt": "", "decorative": False, "caption": ""}),
                video(media=film.pk, poster=image.pk),
                ("document", {"document": paper.pk, "title": "", "minutes": 1}),
                ("downloads", {"title": "", "files": [paper.pk, paper.pk]}),
            ]
        return children

    @pytest.mark.parametrize("each", [1, 10])
    def test_a_page_full_takes_as_many_queries_as_one_of_each(self, each, django_assert_num_queries):
        children = self.page(each)
        html_of(*children)  # the first look makes the renditions
        # pictures and posters with their renditions, videos with their captions, documents, downloads
        with django_assert_num_queries(8):
            html_of(*children)
