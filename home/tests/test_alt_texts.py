"""What an image shows is asked for, and never guessed from the name of its file."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from home.sections.pictures import DescribedPictureBlock
from library.blocks import GalleryBlock, ImageBlock
from library.forms import AcademyImageForm
from library.tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


def test_a_title_is_no_description():
    assert ImageFactory(title="IMG_2041.jpeg", description="").default_alt_text == ""
    assert ImageFactory(title="IMG_2041.jpeg", description="A wall").default_alt_text == "A wall"


@pytest.mark.parametrize(("block_class", "name"), [(ImageBlock, "image"), (DescribedPictureBlock, "picture")])
@pytest.mark.parametrize(
    ("alt", "description", "decorative", "is_fine"),
    [
        ("", "", False, False),
        (" ", "", False, False),
        ("A wall", "", False, True),
        ("", "A wall", False, True),
    ]
    + [("", "", True, True)],
)
def test_it_is_asked_for_where_an_image_is_published(
    block_class, name, alt, description, decorative, is_fine
):
    block = block_class()
    image = ImageFactory(title="IMG_2041.jpeg", description=description)
    value = block.to_python({name: image.pk, "alt": alt, "decorative": decorative, "caption": ""})
    if is_fine:
        assert block.clean(value)
    else:
        with pytest.raises(ValidationError) as refusal:
            block.clean(value)
        assert "alt" in refusal.value.block_errors


def test_a_gallery_asks_for_each():
    block = GalleryBlock()
    described, bare = ImageFactory(), ImageFactory(description="")
    pictures = [
        {"image": described.pk, "alt": "", "caption": ""},
        {"image": bare.pk, "alt": "", "caption": ""},
    ]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "", "pictures": pictures}))
    pictures[1]["alt"] = "A second wall"
    assert block.clean(block.to_python({"title": "", "pictures": pictures}))


def test_whoever_uploads_an_image_is_asked_what_it_shows():
    from wagtail.images.forms import get_image_form

    from library.models import AcademyImage

    form_class = get_image_form(AcademyImage)
    assert issubclass(form_class, AcademyImageForm)
    assert "What the image shows" in str(form_class().fields["description"].help_text)
