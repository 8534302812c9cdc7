"""Copies of pictures are made with little memory, and are what Wagtail would make of the whole picture."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import willow
from django.core.files.images import ImageFile
from PIL import Image, ImageChops, ImageStat
from wagtail.images.models import Filter, SourceImageIOError

from common.pictures import decoding
from library.models import AcademyImage
from library.tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


def drawn(kind: str, size: tuple[int, int] = (1800, 1200), **options: Any) -> ImageFile:
    """A picture on which every place has its own colour, so that a moved crop shows."""
    ramp = Image.linear_gradient("L").resize(size)
    across = Image.linear_gradient("L").rotate(90).resize(size)
    out = BytesIO()
    Image.merge("RGB", (ramp, across, ImageChops.invert(ramp))).save(out, kind, **options)
    return ImageFile(BytesIO(out.getvalue()), name=f"drawn.{kind.lower()}")


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    "spec",
    ["width-64", "fill-120x80", "fill-80x120-c100", "max-160x160", "min-50x50", "scale-10", "original"],
)
def test_a_copy_is_what_wagtail_makes_of_the_whole_picture(
    spec: str, kind: str, orientation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = ImageFactory(file=drawn(kind, exif=exif), focal_point_x=1300, focal_point_y=300)
    image.focal_point_width = image.focal_point_height = 200
    whole, seen = BytesIO(), []
    with image.open_file() as file:
        Filter(spec).run(image, whole, source=file)
    real = decoding._shrunk
    monkeypatch.setattr(decoding, "_shrunk", lambda *given: seen.append(real(*given)) or seen[-1])
    with Image.open(whole) as expected, Image.open(image.get_rendition(spec).file) as made:
        assert made.size == expected.size
        off = ImageStat.Stat(ImageChops.difference(made.convert("RGB"), expected.convert("RGB"))).mean
    assert max(off) < 4, off
    if spec not in ("original", "fill-80x120-c100"):  # of a close crop nothing is left out
        assert seen[0].width * seen[0].height < image.width * image.height / 3


def test_wagtail_would_decode_it_whole() -> None:
    """If this fails, the filter of the library has nothing to add any more."""
    whole = willow.Image.open(drawn("JPEG").file)
    assert whole.auto_orient().image.size == (1800, 1200)


def test_several_copies_at_once_leave_one_row_each() -> None:
    image = ImageFactory(file=drawn("JPEG"))
    made = image.get_renditions("width-64", "width-128|format-webp", "width-256")
    assert [copy.width for copy in made.values()] == [64, 128, 256]
    assert image.renditions.count() == 3


def test_the_size_of_a_new_picture_is_read_from_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_shrunk", lambda *given: pytest.fail("it was decoded"))
    image = ImageFactory(file=drawn("PNG", (1000, 500)))
    assert (image.width, image.height) == (1000, 500)


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_a_damaged_or_missing_original_is_no_error(damage: str) -> None:
    image = ImageFactory(file=drawn("JPEG"))
    path, content = image.file.path, image.file.read()
    image.file.close()
    if damage == "gone":
        image.file.storage.delete(image.file.name)
    else:
        with open(path, "wb") as file:
            file.write(content[:2000] if damage == "cut" else b"words instead of a picture")
    image = AcademyImage.objects.get(pk=image.pk)
    with pytest.raises(SourceImageIOError):
        image.get_rendition("width-64")
    with pytest.raises(SourceImageIOError):
        image.get_renditions("width-64", "width-128")
