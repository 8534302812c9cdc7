"""Whatever is wrong with a file that is uploaded or has been lost, staff read a sentence: never an error."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.tests.factories import UserFactory
from common.pictures import decoding
from common.tests.damaged_pictures import DAMAGED
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import PDF, DocumentFactory, ImageFactory, MediaFactory, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Any) -> Any:
    client.force_login(UserFactory(is_superuser=True))
    return client


def said(answer: Any, form: str = "form") -> list[str]:
    """What the form of a page says of the file."""
    assert answer.status_code in (200, 422), answer.status_code
    return list(answer.context[form].errors["file"])


def new_image(client: Any, file: Any) -> list[str]:
    return said(
        client.post(reverse("wagtailimages:add"), {"title": "A picture", "file": file, "collection": 1})
    )


def several_images(client: Any, file: Any) -> list[str]:
    sent = {"title": "A picture", "files[]": file, "collection": 1}
    answer = client.post(reverse("wagtailimages:add_multiple"), sent)
    assert answer.status_code == 200 and answer.json()["success"] is False
    return [answer.json()["error_message"]]


def chosen_image(client: Any, file: Any) -> list[str]:
    sent = {"image-chooser-upload-title": "A picture", "image-chooser-upload-file": file}
    answer = client.post(
        reverse("wagtailimages_chooser:create"), sent | {"image-chooser-upload-collection": 1}
    )
    assert answer.status_code == 200 and answer.json()["step"] == "reshow_creation_form"
    assert "error" in answer.json()["htmlFragment"]
    return [answer.json()["htmlFragment"]]


def replaced_image(client: Any, file: Any) -> list[str]:
    image = ImageFactory()
    before = image.file.name
    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "A picture", "file": file, "collection": 1}
    )
    image.refresh_from_db()
    assert image.file.name == before and image.file.storage.exists(before)
    image.delete()
    return said(answer)


@pytest.mark.parametrize("send", [new_image, several_images, chosen_image, replaced_image])
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_picture_is_a_sentence(staff: Any, send: Any, damage: str) -> None:
    name, content = DAMAGED[damage]()
    sentences = send(staff, SimpleUploadedFile(name, content))
    assert sentences and all(sentences)
    assert not AcademyImage.objects.exists()


def test_a_picture_with_too_many_pixels_is_a_sentence(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_shrunk", lambda *given: pytest.fail("it was decoded"))
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    (sentence,) = new_image(staff, SimpleUploadedFile("a.png", out.getvalue()))
    assert "at most 50 megapixels" in sentence


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b""), ("a.pdf", b"words"), ("a.docx", PDF), ("a.txt", b"\x00\xff")]
)
def test_a_misnamed_document_is_a_sentence(staff: Any, name: str, content: bytes) -> None:
    sent = {"title": "A paper", "file": SimpleUploadedFile(name, content), "collection": 1}
    assert said(staff.post(reverse("wagtaildocs:add"), sent))
    several = {"title": "A paper", "files[]": SimpleUploadedFile(name, content), "collection": 1}
    assert not staff.post(reverse("wagtaildocs:add_multiple"), several).json()["success"]
    chosen = {f"document-chooser-upload-{field}": value for field, value in sent.items()}
    chosen["document-chooser-upload-file"] = SimpleUploadedFile(name, content)
    answer = staff.post(reverse("wagtaildocs_chooser:create"), chosen)
    assert answer.json()["step"] == "reshow_creation_form"
    paper = DocumentFactory()
    sent["file"] = SimpleUploadedFile(name, content)
    assert said(staff.post(reverse("wagtaildocs:edit", args=[paper.pk]), sent))
    assert AcademyDocument.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"words", b"\x00\x00\x00\x18ftypmp42"])
def test_a_damaged_video_is_a_sentence_or_taken_without_a_length(staff: Any, content: bytes) -> None:
    sent = {"title": "A film", "collection": 1, "duration": 0, "file": SimpleUploadedFile("a.mp4", content)}
    answer = staff.post(reverse("wagtailmedia:add", args=["video"]), sent)
    assert answer.status_code == 302 or said(answer)
    assert AcademyMedia.objects.exists() is (answer.status_code == 302)


@pytest.mark.parametrize("content", [b"", b"words"])
def test_a_video_is_not_replaced_by_a_damaged_one(staff: Any, content: bytes) -> None:
    film = MediaFactory()
    sent = {"title": "A film", "collection": 1, "duration": 0, "file": SimpleUploadedFile("a.mp4", content)}
    sent["thumbnail"] = SimpleUploadedFile("a.png", b"words")
    assert said(staff.post(reverse("wagtailmedia:edit", args=[film.pk]), sent))
    film.refresh_from_db()
    assert film.title != "A film" and not film.thumbnail


def lose(item: Any) -> Any:
    item.file.storage.delete(item.file.name)
    return item


def spoil(item: Any) -> Any:
    with open(item.file.path, "wb") as file:
        file.write(b"words")
    return item


@pytest.mark.parametrize("harm", [lose, spoil])
def test_screens_show_files_that_are_lost_or_spoilt(staff: Any, harm: Any) -> None:
    image, paper, film = harm(ImageFactory()), harm(DocumentFactory()), harm(MediaFactory())
    pages = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
        reverse("wagtailimages_chooser:select_format", args=[image.pk]),
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:edit", args=[paper.pk]),
        reverse("wagtaildocs:delete", args=[paper.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtailmedia:index"),
        reverse("wagtailmedia:edit", args=[film.pk]),
        reverse("wagtailmedia:delete", args=[film.pk]),
        reverse("wagtailadmin_home"),
    ]
    assert {page: staff.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    preview = staff.get(reverse("wagtailimages:preview", args=[image.pk, "fill-20x20"]))
    assert preview.status_code == 404
    for item in (image, paper, film):
        assert staff.get(item.file.url).status_code in (200, 410)


def test_a_lost_picture_may_be_replaced(staff: Any) -> None:
    image = lose(ImageFactory())
    sent = {"title": "A picture", "file": picture_file("b.png", (80, 40)), "collection": 1}
    assert staff.post(reverse("wagtailimages:edit", args=[image.pk]), sent).status_code == 302
    image.refresh_from_db()
    assert (image.width, image.height) == (80, 40)
