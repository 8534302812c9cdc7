"""A file that is uploaded inside a course lands in its collection, however it comes and when."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Collection

from learning.courses.models import CoursePage, UnsavedCourseFiles
from learning.courses.tests.test_editor import course_data
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_catalog,
    make_course_page,
    make_instructor,
    make_manager,
)
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import PDF, VIDEO, picture_file

pytestmark = pytest.mark.django_db

ADD = "wagtailadmin_pages:add"
EDIT = "wagtailadmin_pages:edit"


@pytest.fixture
def author(client):
    author = make_instructor()
    client.force_login(author)
    return author


@pytest.fixture
def course(author):
    """Of somebody who teaches two courses, so that there would be something to ask."""
    make_course_page(owner=author, title="Another")
    page = make_course_page(owner=author, title="Knots")
    module = add_module(page)
    return SimpleNamespace(
        page=page, module=module, lesson=add_lesson(module), collection=page.course.collection
    )


WAYS = {
    "image": ("wagtailimages_chooser:create", [], "image-chooser-upload", AcademyImage),
    "document": ("wagtaildocs_chooser:create", [], "document-chooser-upload", AcademyDocument),
    "video": ("wagtailmedia:chooser_upload", ["video"], "media-chooser-upload", AcademyMedia),
    "audio": ("wagtailmedia:chooser_upload", ["audio"], "media-chooser-upload", AcademyMedia),
}
FILES = {
    "image": lambda: SimpleUploadedFile("picture.png", picture_file().read()),
    "document": lambda: SimpleUploadedFile("paper.pdf", PDF),
    "video": lambda: SimpleUploadedFile("film.mp4", VIDEO),
    "audio": lambda: SimpleUploadedFile("sound.m4a", VIDEO),
}


def upload(client: Any, what: str, screen: str, *, by: str = "HTTP_X_EDITED_AT", **fields: Any) -> Any:
    name, args, prefix, _model = WAYS[what]
    data = {"title": "Mine", "file": FILES[what](), "duration": "0", **fields}
    return client.post(
        reverse(name, args=args), {f"{prefix}-{key}": value for key, value in data.items()}, **{by: screen}
    )


def uploaded(what: str) -> Any:
    return WAYS[what][3].objects.order_by("-pk").first()


def screens(course: Any) -> dict[str, str]:
    return {
        "course": reverse(EDIT, args=[course.page.pk]),
        "outline": reverse("courses_admin:builder", args=[course.page.course.public_id]),
        "module": reverse(EDIT, args=[course.module.pk]),
        "lesson": reverse(EDIT, args=[course.lesson.pk]),
        "new module": reverse(ADD, args=["courses", "modulepage", course.page.pk]),
        "new lesson": reverse(ADD, args=["courses", "lessonpage", course.module.pk]),
        "new lesson of the course": reverse(ADD, args=["courses", "lessonpage", course.page.pk]),
    }


@pytest.mark.parametrize("what", WAYS)
def test_a_file_lands_in_the_course_of_the_screen(client, course, what):
    for name, screen in screens(course).items():
        response = upload(client, what, screen)
        assert response.status_code == 200, name
        assert uploaded(what).collection == course.collection, name


@pytest.mark.parametrize("what", ["image", "document"])
def test_many_files_at_once_land_in_the_course_of_the_screen(client, course, what):
    address = reverse({"image": "wagtailimages:add_multiple", "document": "wagtaildocs:add_multiple"}[what])
    screen = screens(course)["lesson"]
    answer = client.post(address, {"title": "Mine", "files[]": FILES[what]()}, HTTP_X_EDITED_AT=screen)
    assert answer.json()["success"]
    assert uploaded(what).collection == course.collection


@pytest.mark.parametrize("what", ["image", "document"])
def test_a_program_names_a_page_of_the_course(course, what):
    kind = f"{what}s"
    _token, key = APIToken.create_token(user=course.page.owner, name="test")
    headers = {"Authorization": f"Bearer {key}", "X-Course-Page": str(course.lesson.pk)}
    data = {"title": "Mine", "file": FILES[what]()}
    answer = Client().post(f"/api/authoring/{kind}/", data, headers=headers)
    assert answer.status_code == 201, answer.content
    assert uploaded(what).collection == course.collection


def test_a_program_that_names_no_page_is_of_no_course(course):
    _token, key = APIToken.create_token(user=course.page.owner, name="test")
    for named in ("²", "-1", "one"):
        headers = {"Authorization": f"Bearer {key}", "X-Course-Page": named}
        data = {"title": "Mine", "file": FILES["image"]()}
        answer = Client().post("/api/authoring/images/", data, headers=headers)
        assert answer.status_code == 422, named


@pytest.mark.parametrize("what", WAYS)
def test_the_referrer_says_it_where_no_script_does(client, course, what):
    screen = f"http://testserver{screens(course)['lesson']}?next=1"
    upload(client, what, screen, by="HTTP_REFERER")
    assert uploaded(what).collection == course.collection


@pytest.mark.parametrize(
    "name", ["wagtailimages_chooser:choose", "wagtaildocs_chooser:choose", "wagtailmedia:chooser"]
)
def test_nobody_inside_a_course_is_asked_for_a_collection(client, course, name):
    asks = 'for="id_%s-collection"'
    prefix = next(way[2] for way in WAYS.values() if way[0].startswith(name.split(":")[0]))
    inside = client.get(reverse(name), HTTP_X_EDITED_AT=screens(course)["new lesson"]).json()["html"]
    outside = client.get(reverse(name)).json()["html"]
    assert f"{prefix}-title" in inside
    assert asks % prefix in outside
    assert asks % prefix not in inside


def test_a_collection_that_is_said_anyway_counts_for_nothing(client, course):
    other = CoursePage.objects.get(title="Another").course.collection
    upload(client, "image", screens(course)["lesson"], collection=other.pk)
    assert uploaded("image").collection == course.collection


def test_a_course_that_somebody_does_not_write_gets_nothing(client, author):
    foreign = make_course_page(owner=make_instructor(), title="Foreign")
    make_course_page(owner=author, title="My only one")
    response = upload(client, "image", reverse(EDIT, args=[foreign.pk]))
    assert response.status_code == 200
    assert uploaded("image").collection.name == "My only one"


def new_course_screen(key: Any = None) -> str:
    address = reverse(ADD, args=["courses", "coursepage", make_catalog().pk])
    return f"{address}?{urlencode({'upload_key': key})}" if key else address


@pytest.mark.parametrize("what", WAYS)
def test_before_the_first_save_of_a_course_its_files_wait_for_it(client, author, what):
    key = uuid4()
    assert upload(client, what, new_course_screen(key)).status_code == 200
    waiting = uploaded(what).collection
    assert waiting.pk != Collection.get_first_root_node().pk
    client.post(new_course_screen(), course_data(upload_key=str(key)))
    page = CoursePage.objects.get(title="Knots")
    assert page.course.collection == uploaded(what).collection == waiting
    assert page.course.collection.name == "Knots"
    upload(client, what, new_course_screen(key))  # the same screen, before its address says anything else
    assert uploaded(what).collection == page.course.collection


def test_two_new_courses_at_once_keep_their_files_apart(client, author):
    one, two = uuid4(), uuid4()
    for key in (one, two):
        upload(client, "document", new_course_screen(key))
    client.post(new_course_screen(), course_data(upload_key=str(two), title="Two", slug="two"))
    client.post(new_course_screen(), course_data(upload_key=str(one), title="One", slug="one"))
    first, second = AcademyDocument.objects.order_by("pk")
    assert (first.collection.name, second.collection.name) == ("One", "Two")


def test_without_a_script_the_next_new_course_takes_what_waits(client, author):
    upload(client, "image", new_course_screen(), by="HTTP_REFERER")
    client.post(new_course_screen(), course_data(upload_key=str(uuid4())))
    assert uploaded("image").collection == CoursePage.objects.get(title="Knots").course.collection
    upload(client, "image", new_course_screen(), by="HTTP_REFERER")
    assert UnsavedCourseFiles.objects.filter(claimed_at=None).count() == 1


def test_a_key_of_somebody_else_gives_nothing(client, author):
    key = uuid4()
    upload(client, "image", new_course_screen(key))
    other = make_instructor()
    client.force_login(other)
    client.post(new_course_screen(), course_data(upload_key=str(key)))
    mine, theirs = CoursePage.objects.get(title="Knots").course.collection, uploaded("image").collection
    assert mine != theirs
    upload(client, "image", new_course_screen(key))
    assert uploaded("image").collection not in (mine, theirs)


def test_whoever_was_removed_from_a_course_adds_nothing_by_its_old_form(client, author):
    key = uuid4()
    upload(client, "image", new_course_screen(key))
    client.post(new_course_screen(), course_data(upload_key=str(key)))
    course = CoursePage.objects.get(title="Knots").course
    course.course_instructors.all().delete()
    upload(client, "image", new_course_screen(key))
    assert uploaded("image").collection != course.collection


def test_a_new_course_screen_shows_the_upload_to_whoever_has_no_course_yet(client, author):
    html = client.get(reverse("wagtailimages_chooser:choose"), HTTP_X_EDITED_AT=new_course_screen()).json()[
        "html"
    ]
    assert "image-chooser-upload-file" in html
    form = client.post(new_course_screen(), course_data(title="")).content.decode()
    assert 'name="upload_key"' in form


def test_managers_upload_into_the_course_they_are_in(client, course):
    client.force_login(make_manager())
    upload(client, "video", screens(course)["lesson"])
    assert uploaded("video").collection == course.collection


def test_outside_a_course_the_person_says_where(client, course):
    other = CoursePage.objects.get(title="Another").course.collection
    upload(client, "image", reverse("wagtailimages:index"), collection=other.pk)
    assert uploaded("image").collection == other
