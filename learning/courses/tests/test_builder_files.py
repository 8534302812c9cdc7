"""Files dropped onto the builder become lessons: in their place and with their file, or they say why not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from common.tests.damaged_pictures import DAMAGED
from learning.courses.builder.actions.filing import title_of_file
from learning.courses.builder.filing import MOST_FILES
from learning.courses.models import CoursePage, LessonPage
from learning.testing.courses import add_lesson, add_module, make_course_page, make_instructor
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import PDF, VIDEO, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Any) -> Any:
    author = make_instructor()
    client.force_login(author)
    return author


@pytest.fixture
def page(author: Any) -> CoursePage:
    return make_course_page(owner=author, title="Knots")


def drop(client: Any, page: CoursePage, *files: Any, is_script: bool = True, **fields: Any) -> Any:
    address = reverse("courses_admin:builder_files", args=[page.course.public_id])
    asked = {"parent": page.pk, "key": str(uuid4()), "file": list(files)} | fields
    extra = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"} if is_script else {}
    return client.post(address, asked, **extra)


def titles_in(parent: Any) -> list[str]:
    return [child.title for child in Page.objects.get(pk=parent.pk).get_children()]


def film(name: str = "01_tie-a-bowline.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, VIDEO)


@pytest.mark.parametrize("is_script", [True, False])
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_picture_is_a_sentence(client: Any, page: CoursePage, damage: str, is_script: bool) -> None:
    answer = drop(client, page, SimpleUploadedFile(*DAMAGED[damage]()), is_script=is_script)
    assert answer.status_code == (422 if is_script else 302)
    assert not LessonPage.objects.exists() and not AcademyImage.objects.exists()


@pytest.mark.parametrize(
    ("file", "kind", "block", "field", "model"),
    [
        (film, "video", "video", "media", AcademyMedia),
        (lambda: SimpleUploadedFile("a.pdf", PDF), "document", "document", "document", AcademyDocument),
        (lambda: SimpleUploadedFile("a.png", picture_file().read()), "text", "image", "image", AcademyImage),
    ],
)
def test_each_kind_becomes_a_lesson_with_its_file(
    client: Any, page: CoursePage, file: Any, kind: str, block: str, field: str, model: Any
) -> None:
    answer = drop(client, page, file())
    assert answer.status_code == 200
    lesson = LessonPage.objects.get()
    draft = lesson.get_latest_revision_as_object()
    item = model.objects.get()
    assert (lesson.live, lesson.kind, draft.body[0].block_type) == (False, kind, block)
    assert draft.body[0].value[field] == item
    assert item.collection == page.course.collection
    assert str(lesson.pk) in answer.json()["rows"]


def test_it_goes_where_it_was_dropped(client: Any, page: CoursePage) -> None:
    module = add_module(page, title="Basics")
    first = add_lesson(module, title="First")
    add_lesson(module, title="Last")
    drop(client, page, film("Between.mp4"), parent=module.pk, after=first.pk)
    drop(client, page, film("End.mp4"), parent=module.pk)
    drop(client, page, film("Below.mp4"))
    assert titles_in(module) == ["First", "Between", "Last", "End"]
    assert titles_in(page) == ["Basics", "Below"]


def test_sent_again_it_makes_no_second_lesson(client: Any, page: CoursePage) -> None:
    key = str(uuid4())
    for _number in range(2):
        assert drop(client, page, film(), key=key).status_code == 200
    assert LessonPage.objects.count() == AcademyMedia.objects.count() == 1
    assert str(LessonPage.objects.get().lesson.public_id) == key


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("virus.exe", b"MZ"), "isn't supported"),
        (SimpleUploadedFile("film.mp4", b"nothing"), "content doesn't match"),
    ],
)
def test_what_isnt_taken_says_why_and_leaves_nothing(
    client: Any, page: CoursePage, file: SimpleUploadedFile, words: str
) -> None:
    answer = drop(client, page, file)
    assert answer.status_code == 422
    assert words in answer.json()["said"]
    assert not LessonPage.objects.exists() and not AcademyMedia.objects.exists()


def test_a_module_that_is_gone_refuses_before_anything_is_kept(client: Any, page: CoursePage) -> None:
    assert drop(client, page, film(), parent=999_999).status_code == 422
    assert not AcademyMedia.objects.exists()


def test_a_key_of_another_courses_lesson_is_refused(client: Any, author: Any, page: CoursePage) -> None:
    other = add_lesson(make_course_page(owner=author, title="Stars"))
    answer = drop(client, page, film(), key=str(other.translation_key))
    assert answer.status_code == 422
    assert not AcademyMedia.objects.exists()


def test_without_a_script_all_come_at_once_and_one_failure_keeps_the_rest(
    client: Any, page: CoursePage
) -> None:
    files = (film("One.mp4"), SimpleUploadedFile("virus.exe", b"MZ"), film("Two.mp4"))
    answer = drop(client, page, *files, is_script=False, key="")
    said = [str(message) for message in client.get(answer.url).context["messages"]]
    assert titles_in(page) == ["One", "Two"]
    assert "2 lessons added." in said[0]
    assert said[1].startswith("virus.exe: ")


def test_at_most_fifty_at_once(client: Any, page: CoursePage) -> None:
    files = [SimpleUploadedFile(f"{number}.exe", b"MZ") for number in range(MOST_FILES + 1)]
    answer = drop(client, page, *files, is_script=False, key="")
    said = [str(message) for message in client.get(answer.url).context["messages"]]
    assert len(said) == MOST_FILES + 1 and "At most 50 files" in said[-1]


def test_others_drop_nothing(client: Any, page: CoursePage) -> None:
    client.force_login(make_instructor())
    assert drop(client, page, film()).status_code == 403
    assert not LessonPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("01_tie-a-bowline.mp4", "Tie a bowline"),
        ("3 - Sheet bend.MP4", "Sheet bend"),
        ("2. Ropes.pdf", "Ropes"),
        ("24 hours at sea.mp4", "24 hours at sea"),
        ("007.png", "7"),
        ("C:\\films\\Knots.mov", "Knots"),
        ("….mp4", "…"),
        ("a" * 300 + ".mp4", "A" + "a" * 254),
    ],
)
def test_titles_are_made_of_names(name: str, title: str) -> None:
    assert title_of_file(name) == title
