"""The site behind a real nginx, with the very lines that docs/operations.md recommends.

The site decides, nginx sends: whole files and ranges, to those who may; nothing to anybody else.
"""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from wagtail.models import APIToken

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.http.body_limits import MEGABYTE
from learning.access.actions import revoke_course_access
from learning.access.models import CourseAccess
from learning.courses.models import Course
from learning.testing.access import enrolled, paid_course
from library.tests.factories import VIDEO, DocumentFactory, ImageFactory, MediaFactory
from scripts.servers import gunicorn, nginx

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = VIDEO[64:96]


def recommended(*, site: str, media: Path, private: Path) -> str:
    """The rules in the handbook, with this machine's address and folders in them."""
    handbook = (project.BASE_DIR / "docs" / "operations.md").read_text()
    (rules,) = re.findall(r"```nginx\n(.*?)```", handbook, re.DOTALL)
    for example, own, times in (
        ("http://127.0.0.1:8000", site, 5),
        ("/srv/lyceum/var/media/", f"{media}/", 1),
        ("/srv/lyceum/var/private/", f"{private}/", 1),
    ):
        assert rules.count(example) == times, example
        rules = rules.replace(example, own)
    return rules


@pytest.fixture
def proxy(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """The address of an nginx before the running site."""
    settings.X_ACCEL_PREFIX = "/private/"
    folders = {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_MEDIA_ROOT)}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    with nginx(recommended(site=live_server.url, **folders)) as address:
        yield address


@pytest.fixture
def course(live_server: LiveServer) -> Course:
    return paid_course(lessons=1)


@pytest.fixture
def learner(course: Course) -> User:
    return enrolled(course).person


class Visitor:
    """Asks a server for a path exactly as it is written, with the session of a person or without any."""

    def __init__(self, server: str, person: User | None = None) -> None:
        self.server, self.headers = urlsplit(server).netloc, dict[str, str]()
        if person is not None:
            client = Client()
            client.force_login(person)
            name = project.SESSION_COOKIE_NAME
            self.headers["Cookie"] = f"{name}={client.cookies[name].value}"

    def __call__(
        self, path: str, *, method: str = "GET", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self.server, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=self.headers | named)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


def test_nginx_sends_a_film_in_parts_to_the_learner(proxy: str, course: Course, learner: User) -> None:
    path = MediaFactory(collection=course.collection).url
    visit = Visitor(proxy, learner)
    answer, content = visit(path)
    assert (answer.status, content) == (200, VIDEO)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    for part, expected in (
        ("bytes=0-9", VIDEO[:10]),
        ("bytes=100-", VIDEO[100:]),
        ("bytes=-7", VIDEO[-7:]),
    ):
        some, content = visit(path, Range=part)
        assert (some.status, content) == (206, expected)
        assert some.headers["Content-Range"].endswith(f"/{len(VIDEO)}")
    assert visit(path, Range=f"bytes={len(VIDEO)}-")[0].status == 416
    assert visit(path, Range="bytes=0-9", If_Range=answer.headers["ETag"])[0].status == 206
    assert visit(path, Range="bytes=0-9", If_Range='"another"')[0].status == 200
    assert visit(path, If_None_Match=answer.headers["ETag"])[0].status == 304
    head, content = visit(path, method="HEAD")
    assert (head.headers["Content-Length"], content) == (str(len(VIDEO)), b"")


def test_the_site_itself_sends_none_of_it(
    proxy: str, live_server: LiveServer, course: Course, learner: User
) -> None:
    """If this fails, the others do not prove that nginx can."""
    answer, content = Visitor(live_server.url, learner)(MediaFactory(collection=course.collection).url)
    assert (answer.status, content) == (200, b"")
    assert answer.headers["X-Accel-Redirect"].startswith("/private/media/")


NAMES = ("paper.pdf", "résumé 100%.txt", "a b+c?d#e;f.txt", "page.html")


def test_a_file_of_any_name_comes_with_the_headers_that_tame_it(
    proxy: str, course: Course, learner: User
) -> None:
    """Of the site's own headers nginx passes on a few only, so the rules name them."""
    visit = Visitor(proxy, learner)
    for name in NAMES:
        document = DocumentFactory(name=name, content=b"%PDF-1.4 words", collection=course.collection)
        answer, content = visit(document.url)
        assert (answer.status, content) == (200, b"%PDF-1.4 words"), name
        shown = "inline" if name.endswith("pdf") else "attachment"
        assert answer.headers["Content-Disposition"].startswith(shown), name
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Cookie" in answer.headers["Vary"]
        assert "X-Accel-Redirect" not in answer.headers


def test_nobody_else_gets_a_byte_by_any_path(proxy: str, course: Course, learner: User) -> None:
    film = MediaFactory(collection=course.collection)
    picture = ImageFactory(collection=course.collection).get_rendition("width-32|format-webp")
    names = (film.file.name, picture.file.name)
    inside = Visitor(proxy, learner)
    assert inside(picture.url)[0].headers["Content-Type"] == "image/webp"
    first = inside(film.url, Range="bytes=0-9")
    assert (first[0].status, first[1]) == (206, VIDEO[:10])
    grant = CourseAccess.objects.get(person=learner)
    paths = [film.url, picture.url, *[f"{way}{quote(name)}" for way in WAYS for name in names], *WAYS]
    for visit in (Visitor(proxy), Visitor(proxy, enrolled(paid_course(lessons=1)).person)):
        assert [refusal(visit, path) for path in paths] == [""] * len(paths)
    revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="Sold their notes.")
    assert [refusal(inside, path) for path in paths] == [""] * len(paths)
    following = inside(film.url, Range="bytes=64-127", If_None_Match="*")
    assert following[0].status == 403 and SECRET not in following[1]


WAYS = (
    "/private/",
    "//private/",
    "/%70rivate/",
    "/media/",
    "/media/private/",
    "/media/../private/",
    "/media../private/",
    "/media/%2e%2e/private/",
    "/media/..%2fprivate/",
    "/media//../private/",
    "/private/../private/",
    "/srv/lyceum/var/private/",
)


def refusal(visit: Visitor, path: str) -> str:
    """What is wrong with the answer; empty if it refuses and shows nothing."""
    answer, content = visit(path)
    is_shut = answer.status in (301, 302, 400, 403, 404) and SECRET not in content and b"RIFF" not in content
    return "" if is_shut else f"{path}: {answer.status}"


def test_nginx_sends_public_pictures_itself_and_lists_no_folder(proxy: str, course: Course) -> None:
    picture = ImageFactory().get_rendition("width-32|format-webp")
    answer, content = Visitor(proxy)(picture.url)
    assert picture.url.startswith("/media/")
    assert (answer.status, content[:4]) == (200, b"RIFF")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Visitor(proxy)("/media/")[0].status == 403
    assert Visitor(proxy)("/private/")[0].status == 404


def token_of(person: User) -> str:
    """A new token of theirs for the authoring API."""
    return str(APIToken.create_token(user=person, name="test")[1])


def answers_to(visit: Visitor, path: str, length: int, *, patience: float = 20) -> int:
    """The status of a request whose head says that so many bytes follow; only a few do."""
    connection = http.client.HTTPConnection(visit.server, timeout=patience)
    try:
        connection.putrequest("POST", path)
        for name, value in {**visit.headers, "Content-Length": str(length)}.items():
            connection.putheader(name, value)
        connection.endheaders(b"a=b")
        return connection.getresponse().status
    except TimeoutError:
        return 0  # the rest of it is waited for
    finally:
        connection.close()


def test_nginx_and_the_site_take_large_bodies_at_the_same_addresses(
    proxy: str, live_server: LiveServer, course: Course, learner: User
) -> None:
    """Nginx refuses what is too large for everyone there; the site refuses by person, too."""
    boss = UserFactory(is_superuser=True)
    assignment = f"/courses/{course.public_id}/assignment/any/"
    for path, person, most in (
        ("/account/login/", None, 1),
        ("/account/profile/", learner, 6),
        (assignment, learner, 2001),
        ("/api/authoring/images/", None, 101),
        ("/admin/images/add/", boss, 2064),
        ("/admin/pages/1/edit/", boss, 2064),
    ):
        before = Visitor(proxy, person)
        assert answers_to(before, path, most * MEGABYTE + 1) == 413, path
        itself = Visitor(live_server.url, person)
        if path.startswith("/api/"):
            itself.headers["Authorization"] = f"Bearer {token_of(boss)}"
        assert answers_to(itself, path, most * MEGABYTE + 1) == 413, path
        assert answers_to(itself, path, most * MEGABYTE, patience=0.5) != 413, path


def database_url() -> str:
    """The address of the database of this test."""
    kept = connection.settings_dict
    person = ":".join(quote(str(kept[name]), safe="") for name in ("USER", "PASSWORD") if kept[name])
    return f"postgresql://{person}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


@pytest.fixture
def as_on_a_server(tmp_path: Path, settings: Any) -> Iterator[str]:
    """The address of an nginx before gunicorn, with production's settings on the database of this test."""
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.production_settings",
        "SECRET_KEY": settings.SECRET_KEY,  # so that the sessions made here count there
        "DATABASE_URL": database_url(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "memory:",
        "HTTPS": "no",
        "TRUSTED_PROXIES": "1",
        "X_ACCEL_PREFIX": "/private/",
        "REDIS_URL": "",
        "S3_BUCKET": "",
        "LYCEUM_VAR_DIR": str(tmp_path),
        "WEB_THREADS": "2",
    }
    folders = {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_MEDIA_ROOT)}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    with gunicorn(env) as site, nginx(recommended(site=site, **folders)) as address:
        yield address


@pytest.mark.postgresql
def test_gunicorn_and_nginx_with_productions_settings(as_on_a_server: str) -> None:
    """The same once more with nothing of the tests' own in between but the database."""
    course = paid_course(lessons=1)
    person = enrolled(course).person
    film = MediaFactory(collection=course.collection)
    inside, stranger = Visitor(as_on_a_server, person), Visitor(as_on_a_server)
    first, content = inside(film.url, Range="bytes=0-63")
    assert (first.status, content) == (206, VIDEO[:64])
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert [refusal(stranger, path) for path in (film.url, f"/private/{film.file.name}")] == ["", ""]
    page, content = stranger(film.url)
    assert page.status == 403 and b"<h1" in content
    grant = CourseAccess.objects.get(person=person)
    revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="Sold their notes.")
    following, content = inside(film.url, Range="bytes=64-127")
    assert following.status == 403 and SECRET not in content


@pytest.mark.postgresql
def test_those_who_send_slowly_keep_nobody_else_waiting(as_on_a_server: str) -> None:
    """nginx collects what they send; the site behind it has two threads."""
    host, port = urlsplit(as_on_a_server).netloc.split(":")
    begun = f"POST /account/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n\r\nlogin=".encode()
    with ExitStack() as slow:
        for _number in range(8):
            slow.enter_context(socket.create_connection((host, int(port)))).sendall(begun)
        page, _content = Visitor(as_on_a_server)("/account/login/")
    assert page.status == 200
