"""What is kept of pages and read at once only saves work: whatever happened, each page is the one drawn
anew.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.templatetags import drawing
from learning.access import actions as access
from learning.access.models import CourseAccess
from learning.assessments.models import Exam
from learning.classroom import presenter
from learning.classroom.caching import cache_version
from learning.classroom.catalogue import cards, results
from learning.classroom.catalogue import views as catalogue_views
from learning.classroom.course import curriculum, outline_beside
from learning.classroom.quiz import exam_panel
from learning.courses import actions as course_actions
from learning.courses.models import Course, CoursePage, CoursePrerequisite, LessonPage
from learning.courses.release import outlines
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import Viewer
from learning.progress import actions as progress
from learning.testing import courses
from learning.testing.access import enrolled, fresh, page_of, paid_course
from learning.testing.assessments import make_exam, make_question
from learning.testing.clients import queries, signed_in, url_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FILM = ("video", {"title": "A film", "url": "https://vimeo.com/76979871", "length": "10:00"})
# What differs between two answers to one question: tokens against forged requests, and nonces.
CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value|X-CSRFToken"?:? ?"?|nonce)="?[\w+/=-]+')
CARD = "components/course_card.html"


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Every part is drawn anew, and each row is asked for by a question of its own."""
    kept = cache.get(cache_version.KEY)
    anew: list[Any] = [
        mock.patch.object(presenter, "known_of", lambda *_args: None),
        mock.patch.object(
            drawing, "_pieces_of", lambda name, own, shown, _language: drawing._draw(name, own, shown)
        ),
        mock.patch.object(outline_beside, "_lines", lambda *_args: {}),
        mock.patch.object(outline_beside, "_drawn_line", outline_beside._drawn_line.__wrapped__),
        mock.patch.object(curriculum, "_curricula", lambda *_args: {}),
        mock.patch.object(cards, "_anybodys_card", cards._anybodys_card.__wrapped__),
        mock.patch.object(catalogue_views, "find_kept", results.find),
        mock.patch.object(exam_panel, "_has_exam", lambda *_args: True),
    ]
    cache.set(cache_version.KEY, uuid.uuid4().hex, timeout=None)
    with ExitStack() as stack:
        for patch in anew:
            stack.enter_context(patch)
        yield
    # What was kept before is found again, as if nobody had looked another way.
    cache.set(cache_version.KEY, kept, timeout=None)


def seen(client: Client, url: str) -> tuple[int, str, str]:
    answer = client.get(url)
    return answer.status_code, answer.headers.get("Location", ""), CHANGING.sub("", answer.content.decode())


def assert_same(client: Client, url: str, note: object = "") -> None:
    client.get(url)  # messages that wait are said, and parts are kept
    found = seen(client, url)
    with nothing_kept():
        assert found == seen(client, url), (url, note)


class Academy:
    """A course with a film, a text and a checklist, whoever looks at it, and what may happen meanwhile."""

    def __init__(self) -> None:
        self.owner, self.now = courses.make_instructor(first_name="Ada"), NOW
        page = courses.make_course_page(title="Charts", owner=self.owner, description=courses.text_body())
        module = courses.add_module(page, title="Axes")
        courses.add_lesson(module, title="First", kind="video", body=courses.body(FILM))
        courses.add_lesson(module, title="Second", body=courses.text_body("Second words"))
        courses.add_lesson(page, title="Third", is_free_preview=True, body=courses.text_body("Third words"))
        courses.release(page)
        self.course = fresh(Course.objects.get(pk=page.course_id))
        self.before = courses.make_course(title="Before")
        self.learner = UserFactory(display_name="Lena <Lee>", email="lena@example.org")
        self.other = UserFactory(display_name="Omar")
        enrolled(self.course, person=self.learner, at=NOW)
        self.clients = {
            "learner": signed_in(self.learner),
            "other": signed_in(self.other),
            "stranger": Client(),
            "owner": signed_in(self.owner),
            "persona": self.preview(granted=[self.course.pk]),
            "nobody": self.preview(),
        }

    def preview(self, **wishes: Any) -> Client:
        client = signed_in(self.owner)
        assert client.post("/admin/academy/preview/", {"course": self.course.pk} | wishes).status_code == 302
        return client

    @property
    def page(self) -> CoursePage:
        return page_of(self.course)

    @property
    def urls(self) -> list[str]:
        url = url_of(self.course)
        return [
            f"{url}axes/first/",
            f"{url}axes/second/",
            f"{url}third/",
            url,
            f"{url}?tab=notes",
            "/courses/",
        ]

    def lesson(self, number: int) -> LessonPage:
        found = LessonPage.objects.descendant_of(self.page).order_by("path")
        return found[number % found.count()]

    def lesson_id(self, number: int) -> int:
        return outline_of_release(fresh(self.course).latest_release_id).lessons[number].id

    def publish(self) -> None:
        courses.publish(self.page, actor=self.owner)

    def do(self, step: tuple[Any, ...]) -> None:
        # Numbers of people and whole pages are at most a minute old.
        self.now += timedelta(seconds=61)
        with time_machine.travel(self.now, tick=False):
            getattr(self, f"do_{step[0]}")(*step[1:])

    def do_wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def do_complete(self, number: int) -> None:
        self.clients["learner"].post(self.urls[number], {"read": "1"})

    def do_watch(self, second: int) -> None:
        eyes = Viewer(person=User.objects.get(pk=self.learner.pk), moment=self.now)
        lesson = outline_of_release(fresh(self.course).latest_release_id).lessons[0]
        try:
            progress.record_heartbeat(
                viewer=eyes, lesson_public_id=lesson.public_id, timestamp=second, parts=7
            )
        except (progress.LessonRefused, progress.LessonNotFound):
            return

    def do_note(self, number: int, body: str) -> None:
        lesson_id = self.lesson_id(number)
        progress.save_note(person=self.learner, lesson_id=lesson_id, body=body, at=self.now, video_second=61)

    def do_grant(self, action: str) -> None:
        grant = CourseAccess.objects.filter(person=self.learner, course=self.course).earliest("pk")
        changes: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "lock": (access.lock_course_access, {}),
            "unlock": (access.unlock_course_access, {}),
            "revoke": (access.revoke_course_access, {"reason": "Refunded"}),
            "reinstate": (access.reinstate_course_access, {}),
            "end": (access.end_course_access, {"reason": "Left"}),
        }
        change, extra = changes[action]
        try:
            change(grant=grant, by=self.owner, at=self.now, **extra)
        except access.GrantIsRevoked:
            return

    def do_enrol(self) -> None:
        self.clients["other"].post(f"{url_of(self.course)}enroll/")

    def do_rename(self, number: int, title: str) -> None:
        lesson = self.lesson(number)
        lesson.title = title
        lesson.save_revision()
        self.publish()

    def do_draft(self, number: int, title: str) -> None:
        lesson = self.lesson(number)
        lesson.title = title
        lesson.save_revision()

    def do_drip(self, days: int) -> None:
        page, lesson = self.page, self.lesson(1)
        page.drip_anchor = "enrolment"
        lesson.opens_after_days = days
        page.save_revision()
        lesson.save_revision()
        self.publish()

    def do_prerequisite(self) -> None:
        CoursePrerequisite.objects.get_or_create(page=self.page, course=self.before)
        self.page.save_revision()
        self.publish()

    def do_status(self, status: str) -> None:
        course_actions.change_status(course=fresh(self.course), status=status, actor=None, at=self.now)

    def do_charge(self, amount: int) -> None:
        courses.charge(fresh(self.course), *[(amount, "EUR")] * bool(amount))

    def do_call(self, name: str) -> None:
        self.learner.display_name = self.owner.first_name = name
        self.learner.save()
        self.owner.save()

    def do_move_to(self, zone: str) -> None:
        self.learner.time_zone = zone
        self.learner.save()

    def do_exam(self) -> None:
        if not Exam.objects.filter(course=self.course).exists():
            make_exam(self.course, make_question(course=self.course))

    def do_suspend(self) -> None:
        User.objects.filter(pk=self.learner.pk).update(
            is_active=not User.objects.get(pk=self.learner.pk).is_active
        )


WORDS = st.sampled_from(["Plain", "<b>Bold</b>", "Ünïcode “quoted”", "own_name csrf_token"])
STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.just("complete"), st.integers(0, 2)),
    st.tuples(st.just("watch"), st.integers(0, 500)),
    st.tuples(st.just("note"), st.integers(0, 2), WORDS),
    st.tuples(st.just("grant"), st.sampled_from(["lock", "unlock", "revoke", "reinstate", "end"])),
    st.tuples(st.sampled_from(["enrol", "prerequisite", "exam", "suspend"])),
    st.tuples(st.sampled_from(["rename", "draft"]), st.integers(0, 2), WORDS),
    st.tuples(st.just("drip"), st.integers(1, 4)),
    st.tuples(st.just("status"), st.sampled_from(["active", "locked", "coming_soon", "archived"])),
    st.tuples(st.just("charge"), st.sampled_from([0, 4900])),
    st.tuples(st.just("call"), WORDS),
    st.tuples(st.just("move_to"), st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC"])),
)
LOOK = st.tuples(
    st.sampled_from(["learner", "learner", "other", "stranger", "owner", "persona", "nobody"]),
    st.integers(0, 5),
)


def test_pages_are_those_that_are_drawn_anew_whatever_happened(settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 10**8
    with time_machine.travel(NOW, tick=False):
        academy_of = Academy

    @configured
    @example(
        [(("drip", 2), ("learner", 1)), (("wait", 50), ("learner", 1)), (("grant", "revoke"), ("learner", 1))]
    )
    @example(
        [
            (("exam",), ("learner", 3)),
            (("rename", 0, "<b>Bold</b>"), ("stranger", 3)),
            (("enrol",), ("other", 0)),
        ]
    )
    @given(st.lists(st.tuples(STEP, LOOK), min_size=3, max_size=6))
    def lives(steps: list[tuple[tuple[Any, ...], tuple[str, int]]]) -> None:
        with transaction.atomic(), time_machine.travel(NOW, tick=False):
            academy = academy_of()
            for step, (who, what) in steps:
                academy.do(step)
                with time_machine.travel(academy.now, tick=False):
                    assert_same(academy.clients[who], academy.urls[what], (who, steps))
            with time_machine.travel(academy.now, tick=False):
                for who in ("learner", "stranger"):
                    for url in (academy.urls[1], academy.urls[3]):
                        assert_same(academy.clients[who], url, (who, steps))
            transaction.set_rollback(True)
        # The next life has the same ids.
        cache.clear()
        for kept in (outlines, curriculum, outline_beside):
            kept.forget()

    lives()


#: A failing life is told as it is: to find a shorter one would take minutes.
configured = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


def test_a_lesson_costs_four_queries_however_much_is_known_of_its_learner() -> None:
    course = courses.make_course(lessons=3)
    learner = enrolled(course).person
    client, url = signed_in(learner), f"{url_of(course)}module-1/lesson-2/"
    assert (
        queries(client, url) == 4
    )  # the session, its person, what is known in the course, and in the lesson
    for number in range(3):
        lesson = outline_of_release(course.latest_release_id).lessons[number]
        progress.save_note(person=learner, lesson_id=lesson.id, body="Words", at=NOW)
    client.post(f"{url_of(course)}module-1/lesson-1/")
    assert queries(client, url) == 4


def test_a_course_page_and_the_catalogue_cost_a_stranger_next_to_nothing_once_parts_are_kept() -> None:
    course = courses.make_course(lessons=3)
    courses.make_course(title="Another")
    for url, cost in ((url_of(course), 1), ("/courses/", 0)):
        Client().get(url)
        assert queries(Client(), f"{url}?q=" if cost else f"{url}?view=list") <= cost


@pytest.mark.parametrize("url", ["lesson", "course", "/courses/", "/my-dashboard/"])
def test_nothing_of_one_person_is_given_to_another(url: str) -> None:
    """Two people stand to a page alike, so that its parts are the same: each reads their own name and
    words.
    """
    course = courses.make_course()
    url = {"lesson": f"{url_of(course)}module-1/lesson-1/", "course": url_of(course)}.get(url, url)
    people = [enrolled(course, person=UserFactory(display_name=f"Name{one}")).person for one in ("Xa", "Yb")]
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    for person in people:
        body = f"Words of {person.display_name}"
        progress.save_note(person=person, lesson_id=lesson.id, body=body, at=NOW)
    tokens = set()
    for person in (*people, *people):
        page = signed_in(person).get(url).content.decode()
        assert person.display_name in page and person.email in page
        for other in people:
            if other != person:
                assert other.display_name not in page and other.email not in page
        tokens |= set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    assert len(tokens) == 4  # one for each answer
    stranger = Client().get(url if url != "/my-dashboard/" else "/courses/").content.decode()
    assert not any(person.display_name in stranger for person in people)


def test_a_closed_lesson_gives_nothing_away_that_is_kept_for_those_who_are_in() -> None:
    course = paid_course(lesson_fields={"body": courses.text_body("Only for those who are in")})
    url = f"{url_of(course)}module-1/lesson-1/"
    learner = enrolled(course).person
    assert "Only for those who are in" in signed_in(learner).get(url).content.decode()
    for client in (Client(), signed_in(UserFactory())):
        answer = client.get(url)
        assert answer.status_code == 403 and b"Only for those who are in" not in answer.content
    grant = CourseAccess.objects.get(person=learner)
    client = signed_in(learner)
    assert client.get(url).status_code == 200
    access.revoke_course_access(grant=grant, by=None, at=NOW, reason="Refunded")
    answer = client.get(url)
    assert answer.status_code == 403 and b"Only for those who are in" not in answer.content


@pytest.mark.parametrize("url", ["lesson", "course", "/courses/"])
def test_pages_are_whole_when_the_cache_is_away(url: str, settings: Any) -> None:
    course = courses.make_course(title="Charts")
    url = {"lesson": f"{url_of(course)}module-1/lesson-1/", "course": url_of(course)}.get(url, url)
    client = signed_in(enrolled(course).person)
    client.get(url)
    there = CHANGING.sub("", client.get(url).content.decode())
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = dict.fromkeys(settings.CACHES, dummy)
    away = CHANGING.sub("", client.get(url).content.decode())
    assert re.sub(r'data-opened="[^"]*"', "", away) == re.sub(r'data-opened="[^"]*"', "", there)
