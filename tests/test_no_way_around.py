"""No way around: what a paid lesson holds is refused to everybody but those who are in, at every address.

A learner who is in follows each address that the lesson names, and what these name in turn. Whatever showed
them something of the lesson has to refuse all others, and no address at all may show others a word or a byte
of it: neither those that were found nor those that Wagtail and curious people would try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Canvas
from wagtail.images.utils import generate_signature
from wagtail.models import APIToken, Page, Revision

from accounts.actions import suspend
from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, MARKETER, SUPPORT
from accounts.tests.factories import UserFactory
from home.models import HomePage
from learning.access import actions
from learning.access.models import CourseAccess
from learning.courses.models import Course, LessonPage
from learning.courses.release.body_statistics import checklist_items
from learning.courses.release.outlines import OutlineLesson, outline_of_release
from learning.progress.models import LessonCompletion, Note
from learning.testing import courses
from learning.testing.access import GrantFactory, enrolled, page_of
from library.models import AcademyDocument, AcademyImage, AcademyMedia, AcademyRendition
from library.tests.factories import CaptionTrackFactory, DocumentFactory, ImageFactory, MediaFactory
from tests.crawler import Answer, addresses_in, ask, crawl

pytestmark = pytest.mark.django_db

MARK = "kingfisher-under-the-bridge"
# Stands in the text beside it, to search for: an answer repeats what was searched for.
WORD = "quillwort"
IN = "in"
REFUSED = (
    "stranger",
    "not enrolled",
    "expired",
    "revoked",
    "stopped",
    "pending",
    "not begun",
    "suspended",
    "learner of another course",
    "instructor of another course",
    "support",
    "marketer",
)
WINDOW = 24


@dataclass(frozen=True)
class Lesson:
    """A paid lesson with something of every kind in it, and those who ask for it."""

    course: Course
    outline: OutlineLesson
    page: LessonPage
    url: str
    clients: dict[str, Client]
    people: dict[str, User]


def marked(kind: str) -> bytes:
    return f"{MARK} in the {kind}. ".encode() * 40


def noise(name: str, *, seed: int) -> ImageFile:
    """A picture that no other one resembles, so that a few of its bytes tell it."""
    out = BytesIO()
    Canvas.frombytes("RGB", (80, 60), Random(seed).randbytes(80 * 60 * 3)).save(out, "PNG")
    return ImageFile(BytesIO(out.getvalue()), name=name)


def body_with_everything(course: Course) -> list[dict[str, Any]]:
    """Text, and each kind of file in each block that may name it, all in the course's collection."""
    place = {"collection": course.collection}
    pictures = [ImageFactory(file=noise(f"p{number}.png", seed=number), **place).pk for number in range(6)]
    film = MediaFactory(content=b"\x00\x00\x00\x18ftypmp42" + marked("film"), **place)
    film.thumbnail.save("still.png", noise("still.png", seed=20))
    CaptionTrackFactory(media=film, file=ContentFile(b"WEBVTT\n\n" + marked("captions"), "film.vtt"))
    sound = MediaFactory(type="audio", name="sound.mp3", content=b"ID3" + marked("sound"), **place)
    paper = DocumentFactory(title="Solutions", content=b"%PDF-1.4\n" + marked("paper"), **place)
    sheet = DocumentFactory(title="Sheet", name="sheet.txt", content=marked("sheet"), **place)
    linked = DocumentFactory(title="Linked", name="linked.txt", content=marked("linked paper"), **place)
    vtt = DocumentFactory(title="Said", name="said.vtt", content=b"WEBVTT\n\n" + marked("said"), **place)
    rich = (
        f'<p>{MARK} {WORD} <a linktype="document" id="{linked.pk}">a paper</a></p>'
        f'<embed embedtype="image" id="{pictures[0]}" format="fullwidth" alt="A pot"/>'
    )
    elsewhere = {"title": "Far away", "url": "https://example.org/film.mp4", "length": "1:00"}
    items = [{"type": "item", "value": f"{MARK} to do", "id": "item"}]
    gallery = [{"image": pk, "alt": "x", "caption": MARK} for pk in pictures[1:3]]
    return courses.body(
        ("text", rich),
        ("image", {"image": pictures[3], "alt": MARK}),
        ("gallery", {"title": "", "pictures": gallery}),
        ("before_after", {"before": pictures[4], "after": pictures[5], "description": MARK}),
        ("video", {"title": "Film", "media": film.pk, "transcript": MARK}),
        ("video", {**elsewhere, "poster": pictures[3], "captions": vtt.pk, "captions_language": "en"}),
        ("audio", {"media": sound.pk, "transcript": MARK}),
        ("document", {"document": paper.pk, "title": "", "minutes": 1}),
        ("downloads", {"title": "", "files": [sheet.pk]}),
        ("checklist", {"title": "To do", "items": items}),
        ("glossary_term", {"term": "Weir", "definition": f"<p>{MARK}</p>"}),
        ("flash_cards", {"title": "", "cards": [{"front": "Weir", "back": f"<p>{MARK}</p>"}]}),
    )


@pytest.fixture
def lesson() -> Lesson:
    """The first of two lessons; the second is a free preview with a file and a marker of its own."""
    now = timezone.now()
    course = courses.make_course(prices=[(4900, "EUR")], thumbnail=ImageFactory())
    other = courses.make_course(prices=[(4900, "EUR")], owner=UserFactory(roles=[INSTRUCTOR]))
    page, preview = LessonPage.objects.filter(lesson__course=course).order_by("path")
    page.body = body_with_everything(course)
    page.transcript = f"<p>{MARK} said</p>"
    page.save_revision()
    preview.is_free_preview = True
    taste = DocumentFactory(name="taste.txt", content=b"A taste of it.", collection=course.collection)
    preview.body = courses.body(("text", "<p>Free to read.</p>"), ("document", {"document": taste.pk}))
    preview.save_revision()
    courses.publish(page_of(course))
    Page.get_first_root_node().add_child(instance=HomePage(title="Above", slug="above"))
    course = Course.objects.select_related("latest_release").get(pk=course.pk)
    outline = outline_of_release(course.latest_release_id).lessons[0]

    people: dict[str, User] = {name: UserFactory() for name in (IN, *REFUSED) if name != "stranger"}
    people["instructor of another course"] = other.instructors.get()
    people["support"] = UserFactory(roles=[SUPPORT])
    people["marketer"] = UserFactory(roles=[MARKETER])
    for name in (IN, "expired", "revoked", "stopped", "suspended"):
        enrolled(course, person=people[name], at=now - timedelta(days=1))
    grant = {
        name: CourseAccess.objects.get(person=people[name]) for name in ("expired", "revoked", "stopped")
    }
    actions.extend_course_access(grant=grant["expired"], ends_at=now - timedelta(seconds=1), at=now)
    actions.revoke_course_access(grant=grant["revoked"], by=None, at=now, reason="Sold their notes.")
    actions.lock_course_access(grant=grant["stopped"], at=now)
    GrantFactory(person=people["pending"], course=course, status=CourseAccess.Status.PENDING)
    GrantFactory(person=people["not begun"], course=course, starts_at=now + timedelta(days=1))
    enrolled(other, person=people["learner of another course"], at=now)
    clients = {"stranger": Client()} | {name: signed_in(person) for name, person in people.items()}
    suspend(person=people["suspended"], actor=UserFactory(roles=[ADMINISTRATOR]), reason="Spam", at=now)
    return Lesson(course, outline, page, page_of(course).url + outline.path, clients, people)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def holds(answer: Answer, secrets: frozenset[bytes]) -> bool:
    return any(secret in answer.content for secret in secrets)


def secrets_of(found: dict[str, Answer], lesson: Lesson) -> frozenset[bytes]:
    """The marker, and some bytes out of the middle of each file that the lesson alone names."""
    taken = [answer for address, answer in found.items() if is_secret_file(address, lesson)]
    assert all(answer.status == 200 for answer in taken)
    return frozenset(
        [MARK.encode(), *[answer.content[len(answer.content) // 2 :][:WINDOW] for answer in taken]]
    )


def is_secret_file(address: str, lesson: Lesson) -> bool:
    names = ("taste", "picture")  # those of the preview, and of the course's cover
    return address.startswith("/files/") and not address.rpartition("/")[2].startswith(names)


@pytest.fixture
def found(lesson: Lesson) -> dict[str, Answer]:
    """All that the learner who is in gets by following addresses from the lesson on."""
    found = crawl(lesson.clients[IN], [lesson.url])
    for address in [address for address in found if address.startswith("/api/")]:
        report = {"watch_percentage": 10, "timestamp": 3}
        found[address] = ask(
            lesson.clients[IN], address, method="post", data=report, content_type="application/json"
        )
        found |= crawl(lesson.clients[IN], addresses_in(found[address]) - set(found))
    return found


def protected(found: dict[str, Answer], lesson: Lesson) -> list[str]:
    """What showed something of the lesson, and the addresses where it is written to."""
    secrets = secrets_of(found, lesson)
    below = f"lessons/{lesson.outline.public_id}/"
    writes = [f"/api/v1/{below}checklists/{block}/item/" for block in checklist_items(lesson.page.body)]
    written_to = (f"/api/v1/{below}", f"/my-dashboard/{below}")
    shown = [address for address, answer in found.items() if holds(answer, secrets)]
    return [*shown, *writes, *[address for address in found if address.startswith(written_to)]]


def test_the_crawl_reaches_everything_that_the_lesson_holds(lesson: Lesson, found: dict[str, Answer]) -> None:
    """If this fails, the others prove nothing."""
    shut = protected(found, lesson)
    endings = {address.rpartition(".")[2] for address in shut if address.startswith("/files/")}
    assert endings == {"mp4", "mp3", "vtt", "pdf", "txt", "png", "webp"}
    assert lesson.url in shut
    for part in ("/progress/", "/checklists/", "/notes/"):
        assert any(part in address for address in shut), part
    assert any("taste" in address for address in found) and "/courses/" in found
    renditions = AcademyRendition.objects.filter(image__collection=lesson.course.collection)
    assert {rendition.url for rendition in renditions} <= set(shut)


@pytest.mark.parametrize("who", REFUSED)
def test_nobody_else_gets_any_of_it(who: str, lesson: Lesson, found: dict[str, Answer]) -> None:
    client, secrets = lesson.clients[who], secrets_of(found, lesson)
    assert let_in(client, protected(found, lesson), secrets) == []
    seen = crawl(client, ["/", "/courses/", "/sitemap.xml", *found])
    seen |= {address: ask(client, address) for address in guesses(lesson)}
    assert [address for address, answer in seen.items() if holds(answer, secrets)] == []
    # What is free is free for all of them (the suspended are strangers now), so they did ask as one should.
    assert any(address.endswith("taste.txt") and answer.status == 200 for address, answer in seen.items())


def let_in(client: Client, shut: list[str], secrets: frozenset[bytes]) -> list[str]:
    """Which of these addresses were not refused, or showed something while they were."""
    data = {"watch_percentage": 10, "timestamp": 3, "ticked": True, "body": "Mine"}
    part = {"Range": "bytes=0-99", "If-None-Match": "*"}
    ways: list[tuple[str, dict[str, Any]]] = [
        ("get", {}),
        ("get", {"headers": part}),
        ("head", {}),
        ("post", {"data": data, "content_type": "application/json"}),
        ("put", {"data": data, "content_type": "application/json"}),
    ]
    completions, notes = LessonCompletion.objects.count(), Note.objects.count()
    wrong = []
    for address in shut:
        allowed = (403,) if address.startswith("/files/") else (302, 401, 403, 404, 405)
        for method, extra in ways:
            answer = ask(client, address, method=method, **extra)
            is_refused = answer.status in (allowed if method == "get" else (*allowed, 405))
            if not is_refused or holds(answer, secrets):
                wrong.append(f"{method} {address}: {answer.status}")
    assert (LessonCompletion.objects.count(), Note.objects.count()) == (completions, notes)
    return wrong


def guesses(lesson: Lesson) -> list[str]:
    """Wagtail's own addresses for the lesson and its files, the folders they lie in, and the like."""
    image, paper, film = (
        model.objects.filter(collection=lesson.course.collection).first()
        for model in (AcademyImage, AcademyDocument, AcademyMedia)
    )
    kept = AcademyRendition.objects.filter(image=image).first()
    stored = [image.file, paper.file, film.file, film.thumbnail, film.captions.first().file, kept.file]
    folders = (
        "/media/",
        "/media/private/",
        "/media/../private/",
        "/private/",
        "/var/private/",
        "/static/",
        "/",
    )
    sections = ("images", "documents", "media")
    return [
        *[f"{folder}{file.name}" for folder in folders for file in stored],
        *[file.url for file in stored],
        *of_image(image),
        *of_page(lesson.page),
        *of_page(page_of(lesson.course)),
        *[f"/documents/{paper.pk}/{paper.filename}", f"/admin/documents/edit/{paper.pk}/"],
        *[f"/admin/documents/chooser/{paper.pk}/", f"/admin/documents/chooser/chosen/{paper.pk}/"],
        *[f"/admin/media/edit/{film.pk}/", f"/admin/media/chooser/{film.pk}/"],
        *[f"/admin/{section}/{view}" for section in sections for view in ("", "results/", "chooser/")],
        *[f"/admin/{section}/?q={WORD}" for section in (*sections, "pages/search")],
        *["/admin/", "/admin/pages/", "/admin/reports/site-history/", "/admin/reports/"],
        *["/feed/", "/rss/", "/rss.xml", "/atom.xml", "/feeds/", "/courses/feed/", "/robots.txt"],
        *[f"/courses/?q={WORD}", f"/search/?q={WORD}"],
        *["/api/v1/openapi.json", "/api/v1/docs", "/api/authoring/pages/", "/api/v2/pages/"],
        *["/admin/api/main/images/?fields=*", "/admin/api/main/documents/?fields=*"],
        "/admin/api/main/pages/?type=courses.LessonPage&fields=*&limit=20",
    ]


def of_image(image: AcademyImage) -> list[str]:
    specs = ("original", "max-165x165", "width-480|format-webp")
    served = [f"/images/{generate_signature(image.pk, spec)}/{image.pk}/{spec}/" for spec in specs]
    return [
        *served,
        f"/admin/images/{image.pk}/",
        f"/admin/images/{image.pk}/generate_url/",
        f"/admin/images/{image.pk}/generate_url/original/",
        f"/admin/images/{image.pk}/preview/original/",
        f"/admin/images/chooser/{image.pk}/",
        f"/admin/images/chooser/chosen/{image.pk}/",
        f"/admin/images/chooser/{image.pk}/select_format/",
    ]


def of_page(page: Page) -> list[str]:
    revisions = Revision.objects.filter(object_id=str(page.pk)).values_list("pk", flat=True)
    inside = f"/admin/pages/{page.pk}/"
    views = [
        "edit/",
        "edit/preview/",
        "view_draft/",
        "history/",
        "usage/",
        "copy/",
        "convert_alias/",
        "dependencies/",
    ]
    return [
        inside,
        *[f"{inside}{view}" for view in views],
        *[f"{inside}revisions/{pk}/{view}/" for pk in revisions for view in ("view", "revert")],
        *[f"{inside}revisions/compare/{pk}...live/" for pk in revisions],
        *[f"{inside}revisions/compare/earliest...{pk}/" for pk in revisions],
        f"/admin/api/main/pages/{page.pk}/?fields=*",
        f"/api/v2/pages/{page.pk}/",
    ]


def test_no_token_opens_it_in_the_authoring_api(lesson: Lesson, found: dict[str, Answer]) -> None:
    secrets, place = secrets_of(found, lesson), {"collection": lesson.course.collection}
    alone = [
        *[f"pages/{page.pk}/" for page in (lesson.page, page_of(lesson.course))],
        *[f"images/{image.pk}/" for image in AcademyImage.objects.filter(**place)],
        *[f"documents/{document.pk}/" for document in AcademyDocument.objects.filter(**place)],
    ]
    queries = ("", f"search={WORD}", "limit=100", "fields=*", f"child_of={lesson.page.get_parent().pk}")
    lists = [f"{kind}/?{query}" for kind in ("pages", "images", "documents") for query in queries]
    for who, person in lesson.people.items():
        _token, key = APIToken.create_token(user=person, name="curious")
        get = partial(ask, Client(), headers={"Authorization": f"Bearer {key}"})
        for address in [*alone, *[f"{address}?version=draft" for address in alone]]:
            assert get(f"/api/authoring/{address}").status in (401, 403, 404), (who, address)
        for address in [*lists, "pages/?type=courses.LessonPage&fields=*"]:
            answer = get(f"/api/authoring/{address}")
            assert not holds(answer, secrets) and b"Solutions" not in answer.content, (who, address)


@pytest.fixture
def film(found: dict[str, Answer]) -> tuple[str, bytes]:
    """Its address and its bytes."""
    return next((address, answer.content) for address, answer in found.items() if address.endswith(".mp4"))


def test_the_learner_who_is_in_gets_ranges(lesson: Lesson, film: tuple[str, bytes]) -> None:
    address, whole = film
    get = partial(ask, lesson.clients[IN], address)
    for part, expected in (
        ("bytes=0-99", whole[:100]),
        ("bytes=100-", whole[100:]),
        ("bytes=-7", whole[-7:]),
    ):
        answer = get(headers={"Range": part})
        assert (answer.status, answer.content) == (206, expected)
    assert get(headers={"Range": f"bytes={len(whole)}-"}).status == 416


@pytest.mark.parametrize("end", ["revoked", "stopped", "ended", "suspended"])
def test_in_the_middle_of_a_film_the_next_range_is_refused(
    end: str, lesson: Lesson, film: tuple[str, bytes]
) -> None:
    address, whole = film
    client, person = lesson.clients[IN], lesson.people[IN]
    first = ask(client, address, headers={"Range": "bytes=0-99"})
    assert (first.status, first.content) == (206, whole[:100])
    now, grant = timezone.now(), CourseAccess.objects.get(person=person)
    {
        "revoked": lambda: actions.revoke_course_access(grant=grant, by=None, at=now, reason="Sold notes."),
        "stopped": lambda: actions.lock_course_access(grant=grant, at=now),
        "ended": lambda: actions.extend_course_access(grant=grant, ends_at=now, at=now),
        "suspended": lambda: suspend(
            person=person, actor=UserFactory(roles=[ADMINISTRATOR]), reason="Spam", at=now
        ),
    }[end]()
    following = ask(client, address, headers={"Range": "bytes=100-199"})
    assert following.status == 403
    assert whole[100:124] not in following.content
    assert ask(client, lesson.url).status in (302, 403)
