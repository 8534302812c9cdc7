"""Guards library/uploads/validators.py, contents.py, webvtt.py and probe.py: what may come in."""

from io import BytesIO

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from library.models import AcademyDocument, AcademyMedia
from library.tests.factories import CAPTIONS, MP4_HEAD, PDF, MediaFactory
from library.uploads.validators import (
    AcceptsFiles,
    accepts_captions,
    accepts_document,
    accepts_media,
    accepts_poster,
)
from library.videos import webvtt

MATROSKA = b"\x1a\x45\xdf\xa3" + b"webm" * 10
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "
WAV = b"RIFF\x00\x00\x00\x00WAVEfmt "


@pytest.mark.parametrize(
    ("accepts", "name", "content"),
    [
        (accepts_document, "a.pdf", PDF),
        (accepts_document, "A.PDF", PDF),
        (accepts_document, "a.docx", b"PK\x03\x04rest"),
        (accepts_document, "a.txt", "Grüße".encode()),
        (accepts_document, "a.txt", ("é" * 5000).encode()),
        (accepts_document, "a.txt", b"x" + ("é" * 5000).encode()),
        (accepts_document, "a.vtt", CAPTIONS.encode()),
        (accepts_media, "a.mp4", MP4_HEAD),
        (accepts_media, "a.webm", MATROSKA),
        (accepts_media, "a.mp3", b"ID3\x04rest"),
        (accepts_media, "a.mp3", b"\xff\xfb\x90\x00"),
        (accepts_media, "a.aac", b"\xff\xf1\x50\x80"),
        (accepts_media, "a.wav", WAV),
        (accepts_poster, "a.jpg", JPEG),
        (accepts_poster, "a.webp", WEBP),
        (accepts_captions, "a.vtt", b"\xef\xbb\xbf" + CAPTIONS.encode()),
    ],
)
def test_accepted(accepts, name, content):
    file = SimpleUploadedFile(name, content)
    accepts(file)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("accepts", "name", "content", "code"),
    [
        (accepts_document, "a.exe", b"MZ", "extension"),
        (accepts_document, "a.html", b"<html>", "extension"),
        (accepts_document, "a.svg", b"<svg>", "extension"),
        (accepts_document, "pdf", PDF, "extension"),
        (accepts_document, "a.pdf", b"<html>", "contents"),
        (accepts_document, "a.pdf", b"", "contents"),
        (accepts_document, "a.txt", b"\x00\x01", "contents"),
        (accepts_document, "a.txt", b"\xff\xfe\x41", "contents"),
        (accepts_document, "a.docx", PDF, "contents"),
        (accepts_document, "a.vtt", b"no captions", "contents"),
        (accepts_media, "a.mp4", MATROSKA, "contents"),
        (accepts_media, "a.mp4", PDF, "contents"),
        (accepts_media, "a.pdf", PDF, "extension"),
        (accepts_poster, "a.png", JPEG, "contents"),
        (accepts_captions, "a.vtt", b"WEBVTT\n\nnonsense", "captions"),
        (AcceptsFiles({"txt": "text"}, 3), "a.txt", b"four", "size"),
    ],
)
def test_refused(accepts, name, content, code):
    with pytest.raises(ValidationError) as refusal:
        accepts(SimpleUploadedFile(name, content))
    assert refusal.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "more", "file"),
    [
        (AcademyDocument, {}, ("a.pdf", b"<html>")),
        (AcademyMedia, {"type": "video"}, ("a.mp4", PDF)),
    ],
)
def test_the_models_ask_before_they_take_a_file(model, more, file):
    with pytest.raises(ValidationError) as refusal:
        model(title="A", file=SimpleUploadedFile(*file), **more).full_clean()
    assert "file" in refusal.value.error_dict


def film_of(
    seconds: int, width: int, height: int, container_format: str = "mp4", codec: str = "mpeg4"
) -> bytes:
    out = BytesIO()
    with av.open(out, "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _index in range(seconds * 5):
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


@pytest.mark.django_db
def test_a_film_is_measured_when_it_comes_in():
    film = MediaFactory(content=film_of(3, 64, 48), duration=0)
    assert (film.duration, film.width, film.height) == (pytest.approx(3, abs=0.3), 64, 48)


@pytest.mark.django_db
def test_what_an_editor_typed_stands_where_a_film_cannot_be_measured():
    assert MediaFactory(content=MP4_HEAD, duration=12.5).duration == 12.5


@pytest.mark.django_db
def test_saving_again_does_not_measure_again(monkeypatch):
    film = MediaFactory()
    monkeypatch.setattr("library.uploads.probe.measure", lambda file: pytest.fail("measured again"))
    film.title = "Renamed"
    film.save()
    assert film.file.name.endswith("film.mp4")


class TestCaptions:
    def test_cues_are_read(self):
        assert webvtt.parse(CAPTIONS) == [
            webvtt.Cue(0.0, 2.0, "Welcome back."),
            webvtt.Cue(2.0, 4.5, "Let us begin."),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("WEBVTT - a film\n\n01:00:00.000 --> 01:00:01.000\nHello", (3600.0, 3601.0, "Hello")),
            (
                "WEBVTT\r\n\r\nNOTE aside\r\n\r\n00:00.000 --> 00:01.000\r\nTwo\r\nlines",
                (0.0, 1.0, "Two lines"),
            ),
            ("WEBVTT\n\nSTYLE\n::cue {}\n\n00:00.000 --> 00:01.000\n<v Ann>Hi", (0.0, 1.0, "Hi")),
        ],
    )
    def test_dialects(self, text, expected):
        (cue,) = webvtt.parse(text)
        assert (cue.start_seconds, cue.end_seconds, cue.text) == expected

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", 1),
            ("WEBVTTX\n\n00:00.000 --> 00:01.000\nA", 1),
            ("WEBVTT\n\n00:00 --> 00:01\nA", 3),
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", 3),
            ("WEBVTT\n\nname\n00:00.000 -> 00:01.000\nA", 4),
            ("WEBVTT\n\nname\n00:99.000 --> 00:01.000\nA", 4),
        ],
    )
    def test_the_first_wrong_line_is_named(self, text, line):
        with pytest.raises(webvtt.InvalidCaptions) as refusal:
            webvtt.parse(text)
        assert refusal.value.line == line

    @given(st.text(max_size=200))
    def test_no_text_breaks_the_reader(self, text):
        try:
            cues = webvtt.parse("WEBVTT\n\n" + text)
        except webvtt.InvalidCaptions:
            return
        assert all(cue.start_seconds < cue.end_seconds for cue in cues)


@pytest.mark.django_db
def test_a_long_name_in_another_script_fits():
    document = AcademyDocument(title="A")
    document.file.save("書" * 300 + ".PDF", ContentFile(PDF))
    assert len(document.file.name) < 255
    assert document.file.name.endswith(".pdf")
