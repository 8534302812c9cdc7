"""A disk that is full in the midst of a file: whatever takes uploads says so, and keeps no part of one.

The kernel refuses to let a file grow (RLIMIT_FSIZE), as it refuses where the disk has no room.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from learning.assessments.models import SubmissionFile
from learning.courses.models import LessonPage
from learning.testing.assignments import AssignmentTaker, rubric
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_catalog, make_course_page, make_manager
from library.models import AcademyDocument, AcademyImage, AcademyMedia, CaptionTrack
from library.storage.backends import private_files
from library.tests.factories import PDF, VIDEO, MediaFactory

pytestmark = pytest.mark.django_db(transaction=True)

ROOM_BYTES = 4_000
SENTENCE = "has no space left"


@contextmanager
def full_disk() -> Iterator[None]:
    """Within this block no file of this process may become larger than ROOM_BYTES."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise() -> SimpleUploadedFile:
    """A picture that can't be made small."""
    drawn = BytesIO()
    Image.frombytes("RGB", (120, 120), Random(7).randbytes(120 * 120 * 3)).save(drawn, format="PNG")
    return SimpleUploadedFile("noise.png", drawn.getvalue())


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.pdf", PDF + b"\n%" + b"0" * 3 * ROOM_BYTES)


def film() -> SimpleUploadedFile:
    return SimpleUploadedFile("film.mp4", VIDEO + b"\0" * 3 * ROOM_BYTES)


def new_document(client: Client) -> Any:
    sent = {"title": "A paper", "file": paper(), "collection": 1}
    return client.post(reverse("wagtaildocs:add"), sent)


def several_documents(client: Client) -> Any:
    return client.post(reverse("wagtaildocs:add_multiple"), {"files[]": paper(), "collection": 1})


def new_image(client: Client) -> Any:
    return client.post(reverse("wagtailimages:add"), {"title": "Noise", "file": noise(), "collection": 1})


def several_images(client: Client) -> Any:
    sent = {"title": "Noise", "files[]": noise(), "collection": 1}
    return client.post(reverse("wagtailimages:add_multiple"), sent)


def new_film(client: Client) -> Any:
    sent = {"title": "A film", "collection": 1, "duration": 0, "file": film()}
    return client.post(reverse("wagtailmedia:add", args=["video"]), sent)


def film_with_large_poster(client: Client) -> Any:
    """The second of two files is the one for which there is no room."""
    sent = {"title": "A film", "collection": 1, "duration": 0, "thumbnail": noise()}
    sent["file"] = SimpleUploadedFile("film.mp4", VIDEO[: ROOM_BYTES // 2])
    return client.post(reverse("wagtailmedia:add", args=["video"]), sent)


def dropped_file(client: Client) -> Any:
    page = make_course_page(owner=make_manager())
    address = reverse("courses_admin:builder_files", args=[page.course.public_id])
    asked = {"parent": page.pk, "key": str(uuid4()), "file": [paper()]}
    return client.post(address, asked, headers={"X-Requested-With": "XMLHttpRequest"})


def courses_to_import(client: Client) -> Any:
    make_catalog()
    content = b"course,lesson\n" + b"Knots,A bowline\n" * ROOM_BYTES
    return client.post(reverse("courses_admin:import"), {"file": SimpleUploadedFile("a.csv", content)})


def photo(client: Client) -> Any:
    return client.post("/account/profile/", {"first_name": "Lena", "last_name": "Moreau", "avatar": noise()})


def submission(_client: Client) -> Any:
    taker = AssignmentTaker(rubric=rubric(), takes_files=True)
    client = signed_in(taker.person)
    client.raise_request_exception = False
    sent = {"text": "A page.", "draft": str(uuid4()), "files": [paper()], "hand_in": "1"}
    return client.post(f"{url_of(taker.course)}{taker.place.path}", sent)


WAYS = [
    new_document,
    several_documents,
    new_image,
    several_images,
    new_film,
    film_with_large_poster,
    dropped_file,
    courses_to_import,
    photo,
    submission,
]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_manager(is_superuser=True))
    client.raise_request_exception = False
    return client


def stored(settings: Any) -> list[Path]:
    places = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT))
    return [path for place in places for path in place.rglob("*") if path.is_file()]


@pytest.mark.parametrize("upload", WAYS, ids=lambda way: way.__name__)
def test_an_upload_says_so_and_leaves_nothing(
    staff: Client, settings: Any, upload: Callable[[Client], Any]
) -> None:
    with full_disk():
        answer = upload(staff)
    assert answer.status_code == 507
    assert SENTENCE in " ".join(answer.content.decode().split())
    assert stored(settings) == []
    for model in (AcademyDocument, AcademyImage, AcademyMedia, SubmissionFile):
        assert not model.objects.exists()
    assert not LessonPage.objects.filter(kind=LessonPage.Kind.DOCUMENT).exists()


def test_what_was_there_stays_when_its_successor_finds_no_room(staff: Client, settings: Any) -> None:
    kept = MediaFactory()
    before = stored(settings)
    sent = {"title": "A film", "collection": 1, "duration": 0, "file": film()}
    with full_disk():
        assert staff.post(reverse("wagtailmedia:edit", args=[kept.pk]), sent).status_code == 507
    kept.refresh_from_db()
    assert kept.file.read() == VIDEO
    assert stored(settings) == before


def test_a_row_that_can_not_be_saved_takes_its_file_along(settings: Any) -> None:
    track = CaptionTrack(language="en", file=ContentFile(b"WEBVTT\n", "a.vtt"))
    with pytest.raises(Exception, match="media"):  # whose captions they are is missing
        track.save()
    assert stored(settings) == []


@pytest.mark.parametrize("place", [lambda: default_storage, private_files])
def test_a_file_is_stored_whole_under_its_name(place: Callable[[], Any], settings: Any) -> None:
    name = place().save("documents/one/words.txt", ContentFile("words"))
    assert place().open(name).read() == b"words"
    again = place().save("documents/one/words.txt", ContentFile("other"))
    assert again != name
    assert sorted(path.suffix for path in stored(settings)) == [".txt", ".txt"]
