"""`/api/authoring/` is for those who edit, and tells nobody else anything."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import APIToken, Page, PageLogEntry

from accounts.actions import lift_suspension, suspend
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import PASSWORD, UserFactory
from api import authoring
from learning.courses.models import Course, LessonPage
from learning.testing import courses
from learning.testing.access import enrolled, fresh, page_of

pytestmark = pytest.mark.django_db

SECRET = "only for those who paid"


@pytest.fixture
def course() -> Course:
    fields = {"body": courses.text_body(SECRET)}
    return courses.make_course(lesson_fields=fields, prices=[(4900, "EUR")])


def bearer(person: Any) -> dict[str, str]:
    _token, key = APIToken.create_token(user=person, name="test")
    return {"Authorization": f"Bearer {key}"}


def addresses() -> list[str]:
    """Every address of the API, with a 1 wherever it wants an id, and two that are not there."""
    patterns, _app, _namespace = authoring.urls
    routes = [str(each.pattern) for each in patterns if not str(each.pattern).startswith("^")]
    filled = [re.sub(r"<[^>]+>", "1", route) for route in routes]
    return sorted({f"/api/authoring/{route}" for route in (*filled, "nowhere", "pages/1/nowhere/")})


@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete", "head", "options"])
def test_strangers_and_learners_are_told_nothing_anywhere(course: Course, method: str) -> None:
    learner = enrolled(course).person
    session, token = Client(), bearer(learner)
    session.force_login(learner)
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    for address in addresses():
        stranger = getattr(Client(), method)(address)
        by_session = getattr(session, method)(address)
        by_token = getattr(Client(), method)(address, headers=token)
        assert stranger.status_code == 401, address
        assert by_session.status_code in (401, 403), address
        assert by_token.status_code == 403, address
        for answer in (stranger, by_session, by_token):
            assert SECRET.encode() not in answer.content and b"paths" not in answer.content
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision")) == before


def test_an_invalid_token_is_a_strangers() -> None:
    assert (
        Client().get("/api/authoring/pages/", headers={"Authorization": "Bearer made-up"}).status_code == 401
    )


def test_a_suspended_instructor_is_a_stranger(course: Course) -> None:
    owner = course.instructors.get()
    token = bearer(owner)
    owner.is_active = False
    owner.save()
    assert Client().get("/api/authoring/pages/", headers=token).status_code == 401


def test_an_instructors_session_opens_the_documentation_and_nothing_else(course: Course) -> None:
    client = Client()
    client.force_login(course.instructors.get())
    assert client.get("/api/authoring/docs/").status_code == 200
    assert client.get("/api/authoring/openapi.json").status_code == 200
    assert client.get("/api/authoring/pages/").status_code == 401


def test_an_instructor_reads_their_own_course_and_no_other(course: Course) -> None:
    owner, other = course.instructors.get(), courses.make_course(title="Another's")
    token = bearer(owner)
    listed = Client().get("/api/authoring/pages/?type=courses.CoursePage", headers=token).json()
    assert [item["title"] for item in listed["items"]] == [course.title]
    foreign = page_of(other)
    assert Client().get(f"/api/authoring/pages/{foreign.pk}/", headers=token).status_code == 404
    lesson = LessonPage.objects.descendant_of(page_of(course)).first()
    assert Client().get(f"/api/authoring/pages/{lesson.pk}/", headers=token).json()["title"] == lesson.title


def test_a_move_through_the_api_is_done_in_the_movers_name(course: Course) -> None:
    """An author who may not publish moves a lesson: learners see it with the next release only."""
    owner, released = course.instructors.get(), course.latest_release_id
    first, second = LessonPage.objects.descendant_of(page_of(course)).order_by("path")
    answer = Client().post(
        f"/api/authoring/pages/{second.pk}/actions/move/",
        {"destination_id": first.pk, "position": "left"},
        content_type="application/json",
        headers=bearer(owner),
    )
    assert answer.status_code == 200, answer.content
    assert [page.pk for page in LessonPage.objects.descendant_of(page_of(course)).order_by("path")] == [
        second.pk, first.pk
    ]  # fmt: skip
    assert fresh(course).latest_release_id == released
    assert PageLogEntry.objects.filter(action="wagtail.reorder").first().user == owner


def test_who_may_publish_releases_by_moving(course: Course) -> None:
    manager, released = courses.make_manager(), course.latest_release_id
    first, second = LessonPage.objects.descendant_of(page_of(course)).order_by("path")
    Client().post(
        f"/api/authoring/pages/{second.pk}/actions/move/",
        {"destination_id": first.pk, "position": "left"},
        content_type="application/json",
        headers=bearer(manager),
    )
    release = fresh(course).latest_release
    assert (release.number, release.released_by) == (2, manager)
    assert release.pk != released


def test_an_instructor_does_not_see_the_files_of_anothers_course(course: Course) -> None:
    """Titles of files tell what is in a course."""
    get_document_model().objects.create(
        title="Answers to everything",
        file=ContentFile(b"%PDF-1.4", "answers.pdf"),
        collection=course.collection,
    )
    headers = bearer(courses.make_instructor())
    for kind in ("documents", "images"):
        response = Client().get(f"/api/authoring/{kind}/", headers=headers)
        assert response.status_code == 200
        assert "Answers to everything" not in response.content.decode()


def test_an_instructor_writes_a_lesson_through_the_api() -> None:
    author = courses.make_instructor()
    page = courses.make_course_page(owner=author)
    other = courses.make_course_page(owner=courses.make_instructor())
    body = {
        "meta": {"type": "courses.LessonPage", "parent_id": page.pk},
        "title": "By machine",
        "kind": "text",
        "body": [{"type": "text", "value": "<p>Words</p>"}],
        "watch_threshold": 90,
        "is_required": True,
    }
    made = Client().post(
        "/api/authoring/pages/", body, content_type="application/json", headers=bearer(author)
    )
    assert made.status_code == 201, made.content
    lesson = LessonPage.objects.get()
    assert (lesson.title, lesson.live, lesson.lesson.course_id) == ("By machine", False, page.course_id)
    body["meta"]["parent_id"] = other.pk
    refused = Client().post(
        "/api/authoring/pages/", body, content_type="application/json", headers=bearer(author)
    )
    assert refused.status_code in (403, 404)
    assert LessonPage.objects.count() == 1
    read = Client().get(f"/api/authoring/pages/{lesson.pk}/", headers=bearer(author)).json()
    assert read["title"] == "By machine"
    draft = lesson.get_latest_revision_as_object()
    assert draft.kind == "text"
    assert "Words" in str(draft.body[0].value)


UNFINISHED = [{"type": "video", "value": {"video": "", "caption": ""}}]


def unfinished_lesson(course: Course) -> LessonPage:
    """A published lesson whose draft has a block that nobody filled in."""
    lesson = LessonPage.objects.descendant_of(page_of(course)).order_by("path").first()
    lesson.body = UNFINISHED
    lesson.save_revision(clean=False)
    return lesson


def test_an_unfinished_lesson_is_not_published(course: Course) -> None:
    lesson, manager = unfinished_lesson(course), courses.make_manager()
    answer = Client().post(f"/api/authoring/pages/{lesson.pk}/actions/publish/", headers=bearer(manager))
    assert answer.status_code == 422, answer.content
    assert "Video" in answer.json()["errors"][0]["msg"]
    assert SECRET in str(LessonPage.objects.get(pk=lesson.pk).body)
    assert fresh(course).latest_release_id == course.latest_release_id


def test_an_unfinished_lesson_is_not_published_with_a_change(course: Course) -> None:
    lesson, manager = unfinished_lesson(course), courses.make_manager()
    answer = Client().patch(
        f"/api/authoring/pages/{lesson.pk}/",
        {"title": "Renamed", "meta": {"type": "courses.LessonPage", "action": "publish"}},
        content_type="application/json",
        headers=bearer(manager),
    )
    assert answer.status_code == 422, answer.content
    assert fresh(course).latest_release_id == course.latest_release_id


def test_a_lesson_without_content_is_not_published_as_it_is_created(course: Course) -> None:
    before = LessonPage.objects.count()
    answer = Client().post(
        "/api/authoring/pages/",
        {
            "title": "Empty",
            "slug": "empty",
            "meta": {
                "type": "courses.LessonPage",
                "parent_id": page_of(course).pk,
                "action": "publish",
            },
        },
        content_type="application/json",
        headers=bearer(courses.make_manager()),
    )
    assert answer.status_code == 422, answer.content
    assert LessonPage.objects.count() == before
    assert fresh(course).latest_release_id == course.latest_release_id


def test_a_finished_lesson_is_published(course: Course) -> None:
    lesson = LessonPage.objects.descendant_of(page_of(course)).order_by("path").first()
    lesson.title = "Renamed"
    lesson.save_revision()
    headers = bearer(courses.make_manager())
    answer = Client().post(f"/api/authoring/pages/{lesson.pk}/actions/publish/", headers=headers)
    assert answer.status_code == 200, answer.content
    assert fresh(course).latest_release.number == course.latest_release.number + 1


def test_a_token_sleeps_from_a_suspension_until_its_person_signs_in_again(course: Course) -> None:
    """Lifting the suspension alone opens nothing."""
    administrator, owner = UserFactory(roles=[ADMINISTRATOR]), course.instructors.get()
    owner.set_password(PASSWORD)
    owner.save()
    EmailAddress.objects.update_or_create(
        user=owner, email=owner.email, defaults={"verified": True, "primary": True}
    )
    token, at = bearer(owner), timezone.now()

    def status() -> int:
        return Client().get("/api/authoring/pages/", headers=token).status_code

    assert status() == 200
    suspend(person=owner, actor=administrator, reason="Sold their notes.", at=at)
    assert status() == 401
    lift_suspension(person=owner, actor=administrator, at=at + timedelta(seconds=1))
    assert status() == 401
    with time_machine.travel(at + timedelta(minutes=1)):
        Client().post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    assert status() == 200


def test_the_description_names_every_refusal() -> None:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    described = client.get("/api/authoring/openapi.json").json()
    statuses = [set(each["responses"]) for path in described["paths"].values() for each in path.values()]
    assert len(statuses) > 50
    assert all({"400", "401", "403", "404", "422"} <= each for each in statuses)
    assert "ProblemDetail" in described["components"]["schemas"]
