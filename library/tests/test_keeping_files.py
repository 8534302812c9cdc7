"""A file that is kept by an action follows the rules of the upload forms, and lies where it was told to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.tests.factories import UserFactory
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import PDF, VIDEO, picture_file, private_collection
from library.uploads import limits
from library.uploads.keeping import keep_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return UserFactory()


def picture() -> bytes:
    return picture_file().read()


@pytest.mark.parametrize(
    ("name", "content", "model"),
    [
        ("Knots.MP4", VIDEO, AcademyMedia),
        ("knots.pdf", PDF, AcademyDocument),
        ("knots.png", None, AcademyImage),
    ],
)
def test_each_kind_is_kept_in_the_collection(
    actor: User, name: str, content: bytes | None, model: Any
) -> None:
    collection = private_collection()
    file = SimpleUploadedFile(name, content or picture())
    kept = keep_file(file=file, title="Knots", collection=collection, actor=actor)
    assert type(kept) is model
    again = model.objects.get()
    assert (again.title, again.collection, again.uploaded_by_user) == ("Knots", collection, actor)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("knots.exe", b"MZ", "file type isn't supported"),
        ("knots", b"", "file type isn't supported"),
        ("knots.mp4", b"no film at all", "content doesn't match its extension"),
        ("knots.pdf", b"", "empty"),
        ("knots.png", b"no picture", "image"),
    ],
)
def test_what_isnt_taken_says_why_and_keeps_nothing(
    actor: User, name: str, content: bytes, words: str
) -> None:
    file = SimpleUploadedFile(name, content)
    with pytest.raises(ValidationError) as refused:
        keep_file(file=file, title="Knots", collection=private_collection(), actor=actor)
    assert words in " ".join(refused.value.messages)
    for model in (AcademyMedia, AcademyDocument, AcademyImage):
        assert not model.objects.exists()


def test_a_film_that_is_too_large(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(SimpleUploadedFile):
        size = limits.MEDIA_BYTES + 1

    file = Endless("knots.mp4", VIDEO)
    file.size = limits.MEDIA_BYTES + 1
    with pytest.raises(ValidationError, match="too large"):
        keep_file(file=file, title="Knots", collection=private_collection(), actor=actor)


def test_the_length_is_read_from_the_film(actor: User, tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mp4"), "w") as film:
        stream = film.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _frame in range(30):
            film.mux(stream.encode(av.VideoFrame(64, 36, "yuv420p")))
        film.mux(stream.encode())
    file = SimpleUploadedFile("film.mp4", (tmp_path / "film.mp4").read_bytes())
    kept = keep_file(file=file, title="Knots", collection=private_collection(), actor=actor)
    assert isinstance(kept, AcademyMedia)
    assert round(kept.duration) == 3
