"""Files that come in parts: nothing is lost that came, nothing is added twice, and nobody sees another's."""

from __future__ import annotations

import base64
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from library.models import PartialUpload
from library.tasks import forget_expired_parts
from library.uploads import limits, parts

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/academy/uploads/"
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def author() -> User:
    return UserFactory(roles=[ADMINISTRATOR])


@pytest.fixture
def sender(client: Client, author: User) -> Client:
    client.force_login(author)
    return client


def announce(sender: Client, *, size: int = len(CONTENT), name: str = "Film 1.mp4") -> Any:
    metadata = f"filename {base64.b64encode(name.encode()).decode()},other"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": metadata}
    return sender.post(ADDRESS, headers=headers)


def send(sender: Client, address: str, content: bytes, offset: int) -> Any:
    return sender.patch(
        address,
        content,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def stored() -> list[str]:
    storage = storages["private"]
    try:
        folders, _files = storage.listdir(parts.FOLDER)
    except FileNotFoundError:
        return []
    return [name for folder in folders for name in storage.listdir(f"{parts.FOLDER}/{folder}")[1]]


def test_a_file_comes_in_parts_and_is_whole(sender: Client, author: User) -> None:
    begun = announce(sender)
    address = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert send(sender, address, CONTENT[:4000], 0).headers["Upload-Offset"] == "4000"
    asked = sender.head(address)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("4000", str(len(CONTENT)))
    assert "no-store" in asked.headers["Cache-Control"] and asked.headers["Tus-Resumable"] == "1.0.0"
    assert send(sender, address, CONTENT[4000:], 4000).status_code == 204
    upload = PartialUpload.objects.get()
    with parts.whole_file(public_id=upload.public_id, actor=author, at=timezone.now()) as file:
        assert (file.name, file.size, file.read()) == ("Film 1.mp4", len(CONTENT), CONTENT)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(["sent", "again", "ahead", "cut"]))))
def test_whatever_happens_on_the_way_the_file_is_what_was_sent(
    author: User, steps: list[tuple[int, str]]
) -> None:
    now = timezone.now()
    upload = parts.begin_upload(name="a.mp4", size=len(CONTENT), actor=author, at=now)
    for length, what in [*steps, (len(CONTENT), "sent")]:
        offset = upload.received
        begin = {"again": max(0, offset - 1), "ahead": offset + 1}.get(what, offset)
        content: Any = BytesIO(CONTENT[begin : begin + length])
        if what == "cut":
            content = Cut(CONTENT[begin : begin + length])
        try:
            upload = parts.append_part(upload=upload, offset=begin, content=content, at=now)
        except parts.WrongOffset as wrong:
            assert (wrong.received, begin != offset) == (offset, True)
    with parts.whole_file(public_id=upload.public_id, actor=author, at=now) as file:
        assert file.read() == CONTENT
    upload.delete()


class Cut(BytesIO):
    """Gives what it holds, and then breaks off."""

    def read(self, size: int | None = -1) -> bytes:
        if found := super().read(size):
            return found
        raise OSError("the connection was lost")


def test_what_came_before_the_connection_broke_is_kept(author: User) -> None:
    now = timezone.now()
    upload = parts.begin_upload(name="a.mp4", size=len(CONTENT), actor=author, at=now)
    upload = parts.append_part(upload=upload, offset=0, content=Cut(CONTENT[:700]), at=now)
    assert (upload.received, len(upload.parts)) == (700, 1)
    with (
        pytest.raises(parts.UploadUnfinished),
        parts.whole_file(public_id=upload.public_id, actor=author, at=now),
    ):
        pass


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"12345", {"Upload-Offset": "3"}, 409),
        (b"12345", {"Upload-Offset": "-1"}, 400),
        (b"12345", {"Upload-Offset": "9" * 40}, 400),
        (b"12345", {}, 400),
        (b"1" * 11, {"Upload-Offset": "0"}, 413),
    ],
)
def test_a_part_that_does_not_fit_changes_nothing(
    sender: Client, content: bytes, headers: dict[str, str], status: int
) -> None:
    address = announce(sender, size=10).headers["Location"]
    kind = "application/offset+octet-stream"
    assert sender.patch(address, content, content_type=kind, headers=headers).status_code == status
    assert sender.head(address).headers["Upload-Offset"] == "0"
    assert stored() == []


@pytest.mark.parametrize(
    ("size", "name", "status"),
    [
        (0, "a.mp4", 413),
        (limits.MEDIA_BYTES, "a.mp4", 201),
        (limits.MEDIA_BYTES + 1, "a.mp4", 413),
        (10, "", 400),
    ],
)
def test_what_is_announced_is_weighed_before_anything_is_sent(
    sender: Client, size: int, name: str, status: int
) -> None:
    assert announce(sender, size=size, name=name).status_code == status


def test_too_many_files_on_their_way_are_refused(sender: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_AT_ONCE", 1)
    assert [announce(sender).status_code for _each in range(2)] == [201, 429]


def test_an_upload_is_of_the_person_who_began_it(sender: Client, author: User) -> None:
    address = announce(sender).headers["Location"]
    other, learner, stranger = Client(), Client(), Client()
    other.force_login(UserFactory(roles=[ADMINISTRATOR]))
    learner.force_login(UserFactory())
    for answer in (other.head(address), send(other, address, CONTENT, 0), other.delete(address)):
        assert answer.status_code in (403, 404)
    assert announce(learner).status_code == 302
    assert announce(stranger).status_code == 302
    assert sender.head(address).headers["Upload-Offset"] == "0"


def test_what_is_given_up_or_expired_leaves_nothing(sender: Client) -> None:
    first, second = (announce(sender).headers["Location"] for _each in range(2))
    for address in (first, second):
        send(sender, address, CONTENT[:100], 0)
    assert len(stored()) == 2
    assert sender.delete(first).status_code == 204
    assert sender.head(first).status_code == 404
    PartialUpload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sender.head(second).status_code == 404
    forget_expired_parts()
    assert (stored(), PartialUpload.objects.count()) == ([], 0)
