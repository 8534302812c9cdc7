"""Staff look through other eyes: what is shown is a learner's, and nothing that is done there is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access.models import Cohort, Enrolment
from learning.courses.models import Course, CoursePrerequisite, LessonPage
from learning.courses.release.outlines import OutlineLesson, outline_of_release
from learning.progress.actions import save_note
from learning.testing.access import GrantFactory, enrolled, fresh, page_of
from learning.testing.clients import queries, without_nonce
from learning.testing.courses import add_lesson, make_course, make_course_page, text_body

pytestmark = pytest.mark.django_db

SECRET = "only for those who are in"
FILE = b"%PDF-1.4 only for those who are in"
BAR = "persona-bar__words"
BEGIN = "/admin/academy/preview/"
END = "/admin/academy/preview/end/"


@pytest.fixture
def owner() -> User:
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def course(owner: User) -> Course:
    return make_course(
        title="Charts", owner=owner, prices=[(4900, "EUR")], lesson_fields={"body": text_body(SECRET)}
    )


def first_lesson(course: Course) -> OutlineLesson:
    return outline_of_release(course.latest_release_id).lessons[0]


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def begun(person: User, course: Course, **wishes: Any) -> Client:
    """A client of this person, in a preview as an invented learner."""
    client = client_of(person)
    response = client.post(BEGIN, {"course": course.pk} | wishes)
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == page_of(course).url
    return client


def through(person: User, learner: User, course: Course, **wishes: Any) -> Client:
    """A client of this person, looking through the learner's eyes."""
    client = client_of(person)
    address = reverse("support:preview_as", args=[learner.public_id])
    response = client.post(address, {"course": course.pk} | wishes)
    assert response.status_code == 302, response.context["form"].errors
    return client


def lesson_url(course: Course) -> str:
    return page_of(course).url + first_lesson(course).path


def with_rules(course: Course, **rules: Any) -> Course:
    """The course, released with other rules."""
    page = page_of(course)
    for name, value in rules.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return fresh(course)


def test_an_invented_learner_without_access_is_refused_where_the_teacher_is_let_in(
    owner: User, course: Course
) -> None:
    assert SECRET in client_of(owner).get(lesson_url(course)).content.decode()
    response = begun(owner, course).get(lesson_url(course))
    assert response.status_code == 403
    assert SECRET not in response.content.decode()


def test_an_invented_learner_with_access_is_let_in(owner: User, course: Course) -> None:
    page = begun(owner, course, granted=[course.pk]).get(lesson_url(course)).content.decode()
    assert SECRET in page
    assert "a test learner" in page
    assert "data-heartbeat" not in page
    assert "data-mark-complete" not in page
    assert "Enrol on the course page to save your progress." not in page


def test_the_bar_stands_on_every_page_and_leads_out(owner: User, course: Course) -> None:
    client = begun(owner, course, granted=[course.pk])
    for address in ("/courses/", page_of(course).url, lesson_url(course), "/my-dashboard/"):
        response = client.get(address)
        assert BAR in response.content.decode(), address
        assert response["Cache-Control"] == "private, no-store", address
    assert BAR in client.get("/my-certifications/").content.decode()
    assert client.post(END).url == f"{BEGIN}?course={course.public_id}"
    assert BAR not in client.get(page_of(course).url).content.decode()


def test_finished_courses_open_what_comes_after(owner: User, course: Course) -> None:
    before = make_course(title="Numbers", owner=owner)
    CoursePrerequisite.objects.create(page=page_of(course), course=before)
    course = with_rules(course)
    barred = begun(owner, course, granted=[course.pk]).get(lesson_url(course))
    assert "Complete “Numbers” first." in barred.content.decode()
    let_in = begun(owner, course, granted=[course.pk], finished=[before.pk]).get(lesson_url(course))
    assert SECRET in let_in.content.decode()


def test_access_ends_as_the_course_says(owner: User, course: Course) -> None:
    course = with_rules(course, access_duration="days", access_days=30)
    now = timezone.localtime()
    wishes = {"granted": [course.pk], "began_at": (now - timedelta(days=10)).strftime("%Y-%m-%d %H:%M")}
    assert begun(owner, course, **wishes).get(lesson_url(course)).status_code == 200
    later = (now + timedelta(days=25)).strftime("%Y-%m-%d %H:%M")
    ended = begun(owner, course, **wishes, moment=later).get(lesson_url(course))
    assert "Your access ended on" in ended.content.decode()


def test_lessons_open_by_the_start_of_the_chosen_cohort(owner: User, course: Course) -> None:
    lesson = LessonPage.objects.filter(lesson__course=course).order_by("path")[0]
    lesson.opens_after_days = 5
    lesson.save_revision().publish()
    course = with_rules(course, drip_anchor="cohort")
    site = page_of(course).get_site()
    cohorts = {
        days: Cohort.objects.create(
            site=site, name=f"Begun {days} days ago", starts_at=timezone.now() - timedelta(days=days)
        )
        for days in (2, 6)
    }
    for cohort in cohorts.values():
        cohort.courses.add(course)
    status = {
        days: begun(owner, course, granted=[course.pk], cohort=cohort.pk).get(lesson_url(course)).status_code
        for days, cohort in cohorts.items()
    }
    assert status == {2: 403, 6: 200}


def footprint() -> list[Any]:
    """Rows of every table of ours, and when enrolments and their like changed."""
    ours = ("accounts", "library", "courses", "access", "progress", "certificates", "common")
    return [
        (model._meta.label, list(model._default_manager.order_by("pk").values()))
        for config in apps.get_app_configs()
        if config.label in ours
        for model in config.get_models()
        if model is not User
    ]


Do = Callable[[Client, Course], Any]


def _report(client: Client, course: Course) -> Any:
    address = f"/api/v1/lessons/{first_lesson(course).public_id}/progress/"
    data = json.dumps({"watch_percentage": 10, "timestamp": 3})
    return client.post(address, data, content_type="application/json")


def _tick(client: Client, course: Course) -> Any:
    address = f"/api/v1/lessons/{first_lesson(course).public_id}/checklists/a/b/"
    return client.put(address, json.dumps({"ticked": True}), content_type="application/json")


DEEDS: dict[str, Do] = {
    "enrol": lambda client, course: client.post(page_of(course).url + "enroll/"),
    "complete": lambda client, course: client.post(lesson_url(course)),
    "heart": lambda client, course: client.post(
        reverse("classroom:favourite", args=[course.public_id]), headers={"HX-Request": "true"}
    ),
    "note": lambda client, course: client.post(
        reverse("classroom:notes", args=[first_lesson(course).public_id]),
        {"body": "Mine"},
        headers={"Accept": "application/json"},
    ),
    "heartbeat": _report,
    "tick": _tick,
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("eyes", ["invented", "of a person"])
def test_nothing_is_written_in_a_preview(deed: str, eyes: str, owner: User) -> None:
    course = make_course(title="Free for all", owner=owner)
    if eyes == "invented":
        client = begun(owner, course, granted=[course.pk])
    else:
        learner = UserFactory()
        enrolled(course, person=learner, at=timezone.now() - timedelta(days=1))
        client = through(UserFactory(roles=[ADMINISTRATOR]), learner, course)
    client.get(lesson_url(course))
    before = footprint()
    response = DEEDS[deed](client, course)
    assert response.status_code == 403
    assert "This is a preview. Nothing you do is saved." in response.content.decode()
    assert footprint() == before


def test_a_refused_deed_is_told_on_a_page(owner: User, course: Course) -> None:
    client = begun(owner, course)
    response = client.post(page_of(course).url + "enroll/", headers={"Accept": "text/html"})
    assert response.status_code == 403
    assert BAR in response.content.decode()
    assert "No changes were made." in response.content.decode()


def test_in_the_admin_people_are_themselves(owner: User, course: Course) -> None:
    client = begun(owner, course)
    page = client.get(reverse("courses_admin:standing", args=[course.public_id]))
    assert page.status_code == 200
    assert BAR not in page.content.decode()


def test_a_preview_ends_by_itself_and_refuses_what_was_sent_from_it(owner: User) -> None:
    course = make_course(title="Free for all", owner=owner)
    client = begun(owner, course)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert client.post(page_of(course).url + "enroll/").status_code == 403
        assert not Enrolment.objects.filter(person=owner).exists()
        page = client.get(page_of(course).url).content.decode()
    assert BAR not in page


def test_strangers_are_given_nothing_of_a_preview(owner: User, course: Course) -> None:
    address = page_of(course).url
    stranger = Client()
    kept = without_nonce(stranger.get(address))
    client = begun(owner, course, granted=[course.pk])
    assert BAR in client.get(address).content.decode()
    assert without_nonce(stranger.get(address)) == kept
    assert BAR in client.get(address).content.decode()


def test_drafts_are_shown_in_a_preview_of_drafts_only(owner: User, course: Course) -> None:
    lesson = LessonPage.objects.filter(lesson__course=course).order_by("path")[0]
    lesson.title = "A better title"
    lesson.save_revision()
    address = page_of(course).url
    assert "A better title" not in begun(owner, course, granted=[course.pk]).get(address).content.decode()
    client = begun(owner, course, granted=[course.pk], on_drafts="on")
    assert "A better title" in client.get(address).content.decode()
    assert "A better title" in client.get(lesson_url(course)).content.decode()
    assert "A better title" not in Client().get(address).content.decode()


def test_a_course_never_released_is_previewed_and_stays_hidden(owner: User) -> None:
    page = make_course_page(title="Not yet", owner=owner)
    add_lesson(page, body=text_body(SECRET))
    course = page.course
    client = client_of(owner)
    assert client.post(BEGIN, {"course": course.pk}).status_code == 422
    response = client.post(BEGIN, {"course": course.pk, "granted": [course.pk], "on_drafts": "on"})
    lesson = LessonPage.objects.filter(lesson__course=course).order_by("path")[0]
    shown = client.get(lesson.get_url())
    assert response.status_code == 302
    assert SECRET in shown.content.decode()
    assert client.get(page.get_url()).status_code == 200
    assert Client().get(page.get_url()).status_code == 404
    assert Client().get(lesson.get_url()).status_code == 404


def test_an_instructor_previews_own_courses_only(owner: User, course: Course) -> None:
    other = make_course(title="Someone else's", owner=UserFactory(roles=[INSTRUCTOR]))
    client = client_of(owner)
    assert client.post(BEGIN, {"course": other.pk}).status_code == 422
    assert client.post(BEGIN, {"course": course.pk, "granted": [other.pk]}).status_code == 422
    assert BAR not in client.get("/courses/").content.decode()


@pytest.mark.parametrize("role", [SUPPORT, ADMINISTRATOR])
def test_staff_preview_every_course(role: str, course: Course) -> None:
    client = begun(UserFactory(roles=[role]), course, granted=[course.pk])
    assert SECRET in client.get(lesson_url(course)).content.decode()


def test_support_does_not_see_drafts(course: Course) -> None:
    client = client_of(UserFactory(roles=[SUPPORT]))
    assert client.post(BEGIN, {"course": course.pk, "on_drafts": "on"}).status_code == 422


def test_a_learner_previews_nothing(course: Course) -> None:
    client = client_of(UserFactory())
    assert client.post(BEGIN, {"course": course.pk}).status_code == 302
    assert BAR not in client.get("/courses/").content.decode()


def test_looking_through_a_persons_eyes_is_noted_and_shows_what_they_see(course: Course) -> None:
    learner, support = UserFactory(first_name="Lena", last_name="Learner"), UserFactory(roles=[SUPPORT])
    client = through(support, learner, course)
    assert client.get(lesson_url(course)).status_code == 403
    GrantFactory(person=learner, course=course)
    page = client.get(lesson_url(course)).content.decode()
    assert SECRET in page
    assert "You're viewing this as Lena Learner." in page
    entry = ModelLogEntry.objects.get(action="support.preview_as")
    assert (entry.user, entry.object_id) == (support, str(learner.pk))


def test_a_learners_own_words_stay_their_own(course: Course) -> None:
    learner = UserFactory()
    enrolled(course, person=learner, at=timezone.now() - timedelta(days=1))
    lesson = first_lesson(course)
    save_note(person=learner, lesson_id=lesson.id, body="Dear diary", at=timezone.now())
    client = through(UserFactory(roles=[ADMINISTRATOR]), learner, course)
    for address in (page_of(course).url, lesson_url(course)):
        assert "Dear diary" not in client.get(address).content.decode()
    slug = course.latest_release.slug
    assert client.get(reverse("classroom:notes_export", args=[slug])).status_code == 403


def test_nobody_looks_through_the_eyes_of_staff(course: Course) -> None:
    client = client_of(UserFactory(roles=[SUPPORT]))
    admin = UserFactory(roles=[ADMINISTRATOR])
    address = reverse("support:preview_as", args=[admin.public_id])
    client.post(address, {"course": course.pk})
    assert BAR not in client.get("/courses/").content.decode()
    assert not ModelLogEntry.objects.filter(action="support.preview_as").exists()


def test_a_preview_ends_with_the_role_that_allowed_it(course: Course) -> None:
    support = UserFactory(roles=[SUPPORT])
    client = through(support, UserFactory(), course)
    assert BAR in client.get("/courses/").content.decode()
    support.groups.clear()
    assert BAR not in client.get("/courses/").content.decode()


def test_a_forged_preview_is_none(owner: User, course: Course) -> None:
    client = client_of(owner)
    session = client.session
    session["support.preview_as"] = "e30:forged"
    session.save()
    assert BAR not in client.get("/courses/").content.decode()


def test_a_preview_costs_the_same_with_many_courses(owner: User, course: Course) -> None:
    few = queries(begun(owner, course, granted=[course.pk]), lesson_url(course))
    others = [make_course(owner=owner, lessons=1).pk for _number in range(5)]
    many = begun(owner, course, granted=[course.pk, *others], finished=others)
    assert queries(many, lesson_url(course)) == few


@pytest.fixture
def handout(course: Course) -> str:
    """The address of a document that lies with the course."""
    document = get_document_model().objects.create(
        title="Handout", file=ContentFile(FILE, "handout.pdf"), collection=course.collection
    )
    return document.url


def fetched(client: Client, url: str) -> bytes:
    response = client.get(url)
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_files_are_fetched_with_the_eyes_that_are_lent(owner: User, course: Course, handout: str) -> None:
    assert fetched(client_of(owner), handout) == FILE
    assert FILE not in fetched(begun(owner, course), handout)
    assert fetched(begun(owner, course, granted=[course.pk]), handout) == FILE


def test_files_are_fetched_with_the_eyes_of_a_person(course: Course, handout: str) -> None:
    staff, learner = UserFactory(roles=[ADMINISTRATOR]), UserFactory()
    assert fetched(client_of(staff), handout) == FILE
    client = through(staff, learner, course)
    assert FILE not in fetched(client, handout)
    GrantFactory(person=learner, course=course)
    assert fetched(client, handout) == FILE


def test_while_drafts_are_shown_their_files_are_too(owner: User, course: Course, handout: str) -> None:
    """What no release names yet is the teacher's alone to see."""
    client = begun(owner, course, granted=[course.pk], on_drafts="on")
    assert fetched(client, handout) == FILE
