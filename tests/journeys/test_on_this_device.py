"""What a browser keeps: without a connection, in closed tabs, past a session, and from the next person."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from accounts.models import User
from learning.assessments.models import AttemptStatus, Submission
from learning.courses.models import Course
from learning.progress.models import Favourite, LessonPosition, Note
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import make_assignment, make_question, make_quiz, place
from library.tests.factories import MediaFactory

from .academy import PASSWORD, open_academy, person
from .conftest import OpenPage, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FILM = Path(settings.BASE_DIR) / "demo/content/media/films/a-kitchen-garden-in-one-year-lesson-1.mp4"
SECRETS = ("Old secret", "Secret note", "Secret draft", "Secret beginning", "Secret answer")
KEPT = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
  (await indexedDB.databases()).map(({ name }) => name), 'caches' in window ? await caches.keys() : [],
])"""


def film(number: int = 1) -> tuple[str, dict[str, object]]:
    media = MediaFactory(duration=16.0, file=ContentFile(FILM.read_bytes(), name=f"film-{number}.mp4"))
    return ("video", {"title": f"Film {number}", "media": media.pk})


@pytest.fixture
def course(site_url: str) -> Course:
    """A lesson with a film, one with a quiz, and one with an assignment."""
    open_academy(site_url)
    page = courses.make_course_page(owner=person("Ingrid Solheim", "Instructor"), title="Bread at home")
    courses.add_lesson(page, title="Film", slug="film", body=courses.body(film()))
    course = Course.objects.get(pk=page.course_id)
    quiz = make_quiz(course, make_question("short_text"), title="Flour", slug="flour")
    place(quiz, title="Quiz")
    place(make_assignment(course, title="Essay", slug="essay"), title="Work")
    return Course.objects.get(pk=course.pk)


@pytest.fixture
def mia(course: Course) -> User:
    return enrolled(course, person=person("Mia Chen")).person


FILM_URL = "/courses/bread-at-home/film/"
ESSAY_URL = "/courses/bread-at-home/work/assignment/essay/"


def write_note(page: Page, text: str) -> None:
    page.locator("#note-new-body").fill(text)
    page.get_by_role("button", name="Add note").click()


def open_notes(page: Page) -> None:
    page.goto(f"{FILM_URL}?tab=notes")
    expect(page.locator("#note-new-body")).to_be_visible()


def submit_work(page: Page) -> None:
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()


def begin_quiz(page: Page) -> None:
    page.goto("/courses/bread-at-home/quiz/quiz/flour/")
    page.get_by_role("main").get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/my-dashboard/attempts/**")


def sign_in(page: Page, who: User) -> None:
    page.get_by_label("Email").fill(who.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def nothing_waits(page: Page) -> None:
    wait_until(page, "!Object.keys(localStorage).some((name) => name.includes(':work:'))")


def test_what_is_done_without_a_connection_arrives_from_whatever_page_comes_next(
    mia: User, browser_page: OpenPage
) -> None:
    quiz = browser_page(mia)
    context = quiz.context
    begin_quiz(quiz)
    notes, work = context.new_page(), context.new_page()
    open_notes(notes)
    work.goto(ESSAY_URL)
    context.set_offline(True)
    notes.bring_to_front()
    notes.evaluate("document.querySelector('[data-play]').click()")
    wait_until(notes, "document.querySelector('video').currentTime > 6")
    notes.evaluate("document.querySelector('video').pause()")
    write_note(notes, "Secret note")
    expect(notes.locator("[data-note-status]")).to_contain_text("kept on this device")
    quiz.locator('[data-kind="short_text"] input').fill("Paris")
    expect(quiz.locator("[data-state]")).to_contain_text("kept on this device")
    work.locator("#work-text").fill("My whole essay")
    submit_work(work)
    expect(work.locator("[data-draft-status]")).to_contain_text("Not submitted yet")
    assert not Note.objects.exists() and not Submission.objects.filter(submitted_at__isnull=False).exists()
    for page in (quiz, notes, work):
        page.close()
    context.set_offline(False)
    home = context.new_page()
    home.goto("/my-dashboard/")
    expect(home.get_by_text("Your work from this device is saved.")).to_be_visible()
    nothing_waits(home)
    note = Note.objects.get()
    assert (note.body, note.person) == ("Secret note", mia)
    assert note.video_second is not None and note.video_second >= 5
    assert Submission.objects.get().status == AttemptStatus.PENDING
    assert Submission.objects.get().text == "My whole essay"
    position = LessonPosition.objects.get()
    assert position.position_seconds >= 5 and position.parts_watched > 10


def test_the_next_person_in_the_browser_sees_and_sends_nothing(mia: User, browser_page: OpenPage) -> None:
    ravi = enrolled(Course.objects.get(title="Bread at home"), person=person("Ravi Menon")).person
    page = browser_page(mia)
    context = page.context
    begin_quiz(page)
    work = context.new_page()
    work.goto(ESSAY_URL)
    notes = context.new_page()
    open_notes(notes)
    context.set_offline(True)
    page.locator('[data-kind="short_text"] input').fill("Secret answer")
    work.locator("#work-text").fill("Secret draft")
    write_note(notes, "Secret note")
    notes.locator("#note-new-body").fill("Secret beginning")
    expect(page.locator("[data-state]")).to_contain_text("kept on this device")
    expect(work.locator("[data-draft-status]")).to_contain_text("kept on this device")
    work.close()
    notes.close()
    Session.objects.all().delete()
    context.set_offline(False)
    expect(page.get_by_role("dialog", name="You're signed out")).to_be_visible()
    page.evaluate("localStorage.setItem('note:/somewhere/', 'Old secret')")  # as an earlier release kept it
    other = context.new_page()
    other.goto("/account/login/")
    sign_in(other, ravi)
    other.wait_for_url("**/my-dashboard/**")
    for address in (f"{FILM_URL}?tab=notes", ESSAY_URL, "/my-dashboard/unsaved/"):
        other.goto(address)
        other.wait_for_timeout(800)
        shown = other.content() + other.evaluate(
            "[...document.querySelectorAll('textarea, input')].map((one) => one.value).join()"
        )
        everything = shown + other.evaluate(KEPT)
        assert [secret for secret in SECRETS if secret in everything] == []
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")  # the first person's open tab
    wait_until(
        page, "!document.body.innerHTML.includes('Secret answer') && !document.querySelector('[data-paper]')"
    )
    assert not Note.objects.exists() and not Submission.objects.exists()

    # back again, it is all there, and hers
    other.goto("/my-dashboard/")
    other.locator(".site-header__account").click()
    other.get_by_role("button", name="Sign out").click()
    other.goto("/account/login/")
    sign_in(other, mia)
    other.wait_for_url("**/my-dashboard/**")
    nothing_waits(other)
    assert Note.objects.get().person == mia
    assert Submission.objects.get().text == "Secret draft"
    open_notes(other)
    expect(other.locator("#note-new-body")).to_have_value("Secret beginning")


def test_a_session_that_ends_is_said_once_and_every_button_works_afterwards(
    mia: User, browser_page: OpenPage
) -> None:
    page = browser_page(mia)
    page.goto("/courses/")
    heart = page.get_by_role("button", name="Favourite: Bread at home").last
    Session.objects.all().delete()
    heart.click()
    dialog = page.get_by_role("dialog", name="You're signed out")
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, mia)
    expect(opened.value.get_by_role("heading", name="You're signed in")).to_be_visible()
    page.bring_to_front()
    expect(dialog).to_be_hidden()
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    assert Favourite.objects.get().person == mia

    page.goto(ESSAY_URL)
    Session.objects.all().delete()
    page.locator("#work-text").fill("My whole essay")
    submit_work(page)
    expect(dialog).to_be_visible()
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, mia)
    expect(opened.value.get_by_role("heading", name="You're signed in")).to_be_visible()
    page.bring_to_front()
    expect(page.get_by_text("Submitted. We'll notify you when it's graded.")).to_be_visible()
    assert Submission.objects.get().text == "My whole essay"


def test_signing_out_with_unsaved_work_asks(mia: User, browser_page: OpenPage) -> None:
    page = browser_page(mia)
    open_notes(page)
    page.route("**/notes/", lambda route: route.abort())
    write_note(page, "Secret note")
    expect(page.locator("[data-note-status]")).to_contain_text("kept on this device")
    page.locator(".site-header__account").click()
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="Sign out with unsaved work?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert "Secret" not in page.evaluate(KEPT)


def test_a_browser_that_keeps_nothing_says_so_and_sends_when_it_can(
    mia: User, browser_page: OpenPage
) -> None:
    page = browser_page(mia)
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    )
    open_notes(page)
    page.context.set_offline(True)
    write_note(page, "Nowhere else")
    expect(page.locator("[data-note-status]")).to_contain_text("Leave this page open")
    page.context.set_offline(False)
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    assert Note.objects.get().body == "Nowhere else"


def lesson_of(*blocks: tuple[str, object]) -> str:
    page = courses.make_course_page(owner=person("Ada Berg", "Instructor"), title="Films")
    courses.add_lesson(page, title="First", slug="first", body=courses.body(*blocks))
    courses.add_lesson(page, title="Second", slug="second")
    courses.release(page)
    enrolled(Course.objects.get(pk=page.course_id), person=User.objects.get(email="mia@example.org"))
    return "/courses/films/first/"


def end(page: Page, number: int = 0) -> None:
    """The last second of a film of which the rest was watched."""
    page.evaluate(
        "(number) => { const video = document.querySelectorAll('video')[number]; video.muted = true;"
        " video.currentTime = video.duration - 1; return video.play(); }",
        number,
    )
    wait_until(page, "(number) => document.querySelectorAll('video')[number].ended", arg=number)


def test_after_a_video_nobody_is_taken_from_what_they_read(mia: User, browser_page: OpenPage) -> None:
    url = lesson_of(film(2), ("text", "<p>More to read.</p>"))
    page = browser_page(mia)
    page.goto(url)
    page.evaluate("document.querySelector('[data-lesson]').dataset.completed = 'true'")
    page.evaluate("document.querySelector('[data-lesson-next]').hidden = false")
    expect(page.get_by_text("More to read.")).to_be_visible()
    end(page)
    page.wait_for_timeout(1500)
    expect(page.locator(".player__next")).to_have_count(0)
    assert page.url.endswith(url)


def test_after_the_last_thing_of_a_lesson_the_player_counts_down_until_somebody_reads(
    mia: User, browser_page: OpenPage
) -> None:
    url = lesson_of(film(2))
    page = browser_page(mia)
    page.goto(url)
    page.evaluate("document.querySelector('[data-lesson]').dataset.completed = 'true'")
    page.evaluate("document.querySelector('[data-lesson-next]').hidden = false")
    end(page)
    panel = page.locator(".player__next")
    expect(panel).to_contain_text("Next: “Second” in")
    page.mouse.wheel(0, 200)
    expect(panel.locator("[data-countdown-words]")).to_have_text("")
    page.wait_for_timeout(11_000)
    assert page.url.endswith(url)
    panel.get_by_role("button", name="Stay on this page").click()
    expect(panel).to_have_count(0)
    end(page)
    page.wait_for_url("**/courses/films/second/")


def test_one_plays_at_a_time_from_its_picture_and_as_somebody_likes_it(
    mia: User, browser_page: OpenPage
) -> None:
    page = browser_page(mia)
    page.goto(lesson_of(film(2), film(3)))
    first, second = page.locator("video").all()
    page.get_by_role("button", name="Play: Film 2").click()
    wait_until(page, "document.querySelectorAll('video')[0].currentTime > 0.5")
    page.get_by_role("button", name="Play: Film 3").click()
    wait_until(page, "document.querySelectorAll('video')[1].currentTime > 0.5")
    assert first.evaluate("video => video.paused")
    expect(page.get_by_role("button", name="Play: Film 3")).to_be_hidden()
    second.evaluate("video => { video.playbackRate = 1.5; video.volume = 0.25; }")
    page.wait_for_timeout(500)
    second.evaluate("video => { video.currentTime = 9; }")
    page.locator("#notes-tab").click()
    write_note(page, "At nine")
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    assert Note.objects.get().video_second in (9, 10, 11)
    page.reload()
    wait_until(page, "document.querySelector('video').playbackRate === 1.5")
    assert page.locator("video").first.evaluate("video => video.volume") == 0.25
