"""Files for tests: small, made in memory, with contents of the right kind."""

from io import BytesIO
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Canvas
from wagtail.models import Collection

from library.actions import create_private_collection
from library.models import AcademyDocument, AcademyImage, AcademyMedia, CaptionTrack

CAPTIONS = """WEBVTT

1
00:00.000 --> 00:02.000
Welcome <b>back</b>.

00:02.000 --> 00:04.500 line:90%
Let us begin.
"""
PDF = b"%PDF-1.4\n" + b"A page of the book. " * 200
MP4_HEAD = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
VIDEO = MP4_HEAD + bytes(range(256)) * 20


def picture_file(name: str = "picture.png", size: tuple[int, int] = (64, 36)) -> ImageFile:
    """A PNG of one colour, with that colour changing with its size so that files differ."""
    out = BytesIO()
    Canvas.new("RGB", size, (size[0] % 255, size[1] % 255, 90)).save(out, "PNG")
    return ImageFile(BytesIO(out.getvalue()), name=name)


def private_collection(name: str = "Course", parent: Collection | None = None) -> Collection:
    return create_private_collection(name=name, parent=parent)


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AcademyImage

    title = factory.Sequence(lambda number: f"Picture {number}")
    description = factory.Sequence(lambda number: f"What picture {number} shows")
    file = factory.LazyFunction(picture_file)


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AcademyDocument

    class Params:
        name = "paper.pdf"
        content = PDF

    title = factory.Sequence(lambda number: f"Paper {number}")
    file = factory.LazyAttribute(lambda made: ContentFile(made.content, name=made.name))


class MediaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AcademyMedia

    class Params:
        name = "film.mp4"
        content = VIDEO

    title = factory.Sequence(lambda number: f"Film {number}")
    type = "video"
    duration = 90.0
    file = factory.LazyAttribute(lambda made: ContentFile(made.content, name=made.name))


class CaptionTrackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaptionTrack

    media = factory.SubFactory(MediaFactory)
    language = "en"
    file = factory.LazyFunction(lambda: ContentFile(CAPTIONS.encode(), name="captions.vtt"))


def body_of(response: Any) -> bytes:
    """All bytes of a response, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content
