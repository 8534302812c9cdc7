"""Private files in a real bucket: moto's server always, versitygw where it is installed.

The site decides and sends the browser to the bucket with an address that works for a minute. versitygw checks
signatures and their time as a provider does; moto only that there is one.
"""

from __future__ import annotations

import importlib.util
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import boto3
import pytest
from django.conf import settings as project
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access.actions import revoke_course_access
from learning.access.models import CourseAccess
from learning.courses.models import Course
from learning.testing.access import enrolled, paid_course
from library.tests.factories import (
    CAPTIONS,
    VIDEO,
    CaptionTrackFactory,
    DocumentFactory,
    ImageFactory,
    MediaFactory,
    body_of,
)
from scripts.servers import versitygw

pytestmark = pytest.mark.django_db

BUCKET, KEY, SECRET = "academy", "a-key", "a-secret-of-the-bucket"
INSTALL = "go install github.com/versity/versitygw/cmd/versitygw@latest"
WITHOUT_VERSITYGW = pytest.mark.skipif(
    shutil.which("versitygw") is None, reason=f"versitygw is not on the PATH: {INSTALL}"
)


@dataclass(frozen=True)
class Bucket:
    """An empty bucket at `address`. checks_everything: as a provider's does."""

    address: str
    checks_everything: bool


def moto(stack: ExitStack) -> str:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    stack.callback(server.stop)
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@pytest.fixture(params=["moto", pytest.param("versitygw", marks=WITHOUT_VERSITYGW)])
def bucket(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Bucket]:
    """A bucket at a server of its own, with the storages that the settings make of these variables."""
    with ExitStack() as stack:
        is_moto = request.param == "moto"
        address = moto(stack) if is_moto else stack.enter_context(versitygw(KEY, SECRET))
        own = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=address, **own).create_bucket(Bucket=BUCKET)
        for name, value in (
            ("S3_BUCKET", BUCKET),
            ("S3_REGION", "us-east-1"),
            ("S3_ENDPOINT_URL", address),
            ("S3_ACCESS_KEY_ID", KEY),
            ("S3_SECRET_ACCESS_KEY", SECRET),
        ):
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, **storages_of_the_settings()}
        yield Bucket(address, checks_everything=not is_moto)


def storages_of_the_settings() -> dict[str, Any]:
    """STORAGES as settings/base.py builds it of the environment."""
    path = Path(project.BASE_DIR) / "site" / "config" / "settings" / "base.py"
    spec = importlib.util.spec_from_file_location("config.settings.base_with_a_bucket", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: module.STORAGES[name] for name in ("default", "private")}


@pytest.fixture
def course() -> Course:
    return paid_course(lessons=1)


@pytest.fixture
def learner(course: Course) -> User:
    return enrolled(course).person


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def fetch(address: str, **headers: str) -> tuple[int, bytes, Any]:
    """Status, bytes and headers of what a browser would get there."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read(), refusal.headers


def test_a_learner_is_sent_to_the_bucket_for_a_minute_and_gets_ranges_there(
    bucket: Bucket, course: Course, learner: User
) -> None:
    film = MediaFactory(collection=course.collection)
    answer = signed_in(learner).get(film.url)
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer["Cache-Control"] == "private, no-cache"
    address = answer["Location"]
    assert address.startswith(f"{bucket.address}/{BUCKET}/private/media/{film.public_id}/")
    signed = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert signed["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert int(signed["X-Amz-Expires"]) <= 60
    status, content, headers = fetch(address)
    assert (status, content) == (200, VIDEO)
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Content-Disposition"] == 'inline; filename="film.mp4"'
    assert headers["Cache-Control"] == "private, no-cache"
    for part, expected in (
        ("bytes=0-9", VIDEO[:10]),
        ("bytes=100-", VIDEO[100:]),
        ("bytes=-7", VIDEO[-7:]),
    ):
        status, content, _headers = fetch(address, Range=part)
        assert (status, content) == (206, expected)


def test_documents_and_pictures_lie_in_the_bucket_too(bucket: Bucket, course: Course, learner: User) -> None:
    client = signed_in(learner)
    document = DocumentFactory(name="résumé 100%.txt", content=b"words", collection=course.collection)
    picture = ImageFactory(collection=course.collection).get_rendition("width-32|format-webp")
    status, content, headers = fetch(client.get(document.url)["Location"])
    assert (status, content) == (200, b"words")
    assert headers["Content-Disposition"].startswith("attachment")
    status, content, headers = fetch(client.get(picture.url)["Location"])
    assert (status, content[:4], headers["Content-Type"]) == (200, b"RIFF", "image/webp")
    assert storages["private"].exists(picture.file.name)
    assert not any(Path(project.PRIVATE_MEDIA_ROOT).rglob("*.*"))


def test_captions_come_from_the_site_itself(bucket: Bucket, course: Course, learner: User) -> None:
    """A browser reads them from the page's own origin alone, and follows no redirect away from it."""
    track = CaptionTrackFactory(media=MediaFactory(collection=course.collection))
    answer = signed_in(learner).get(track.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt")
    assert body_of(answer) == CAPTIONS.encode()
    assert Client().get(track.url).status_code == 403


def test_without_a_signature_the_bucket_gives_nothing(bucket: Bucket, course: Course) -> None:
    film = MediaFactory(collection=course.collection)
    addresses = [f"{bucket.address}/{BUCKET}/private/{quote(film.file.name)}"]
    if bucket.checks_everything:
        addresses += [f"{bucket.address}/{BUCKET}", f"{bucket.address}/{BUCKET}/?prefix=private/"]
    for address in addresses:
        status, content, _headers = fetch(address)
        assert status == 403, address
        assert VIDEO[40:80] not in content and str(film.public_id).encode() not in content


@WITHOUT_VERSITYGW
@pytest.mark.parametrize("bucket", ["versitygw"], indirect=True)
def test_a_signature_is_for_one_file_and_one_minute(bucket: Bucket, course: Course, learner: User) -> None:
    film, other = MediaFactory(collection=course.collection), MediaFactory(collection=course.collection)
    address = signed_in(learner).get(film.url)["Location"]
    head, _mark, signature = address.rpartition("X-Amz-Signature=")
    for forged in (
        f"{head}X-Amz-Signature={'0' * len(signature)}",
        address.replace(str(film.public_id), str(other.public_id)),
        address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        address.replace("video%2Fmp4", "text%2Fhtml"),
    ):
        assert forged != address
        assert fetch(forged)[0] == 403
    short = storages["private"].url(film.file.name, expire=1)
    assert fetch(short)[0] == 200
    time.sleep(2.1)
    assert fetch(short)[0] == 403


def test_everybody_else_is_sent_nowhere(bucket: Bucket, course: Course, learner: User) -> None:
    film = MediaFactory(collection=course.collection)
    client = signed_in(learner)
    assert client.get(film.url, headers={"Range": "bytes=0-9"}).status_code == 302
    grant = CourseAccess.objects.get(person=learner)
    revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="Sold their notes.")
    for visitor in (client, Client(), signed_in(UserFactory())):
        answer = visitor.get(film.url, headers={"Range": "bytes=10-19"})
        assert answer.status_code == 403 and "Location" not in answer
        assert BUCKET.encode() + b"/private" not in answer.content
