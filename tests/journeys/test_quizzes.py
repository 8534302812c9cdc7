"""A quiz and an exam in a browser: by keyboard, without a connection, in two tabs, and when time is up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from learning.assessments.models import Attempt, AttemptStatus, Quiz
from learning.courses.models import Course
from learning.progress.models import CourseCompletion, LessonCompletion
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import CONTENT, make_exam, make_question, make_quiz, place

from .academy import open_academy, person
from .conftest import OpenPage
from .test_keyboard_only import press, tab_to

pytestmark = pytest.mark.django_db(transaction=True)

PROMPTS = {kind: f"What do you say to {kind.replace('_', ' ')}?" for kind in CONTENT}


@pytest.fixture
def learner(site_url: str) -> User:
    open_academy(site_url)
    return person("Mia Chen")


def course_with(*kinds: str, **fields: object) -> Quiz:
    """A quiz with a question of each of these kinds, in the only lesson of a course."""
    page = courses.make_course_page(owner=person("Ingrid Solheim", "Instructor"), title="Bread at home")
    course = Course.objects.get(pk=page.course_id)
    questions = [make_question(kind, prompt=PROMPTS[kind]) for kind in kinds]
    quiz = make_quiz(course, *questions, title="Flour and water", slug="flour", **fields)
    place(quiz, title="About bread")
    return quiz


def start_of(quiz: Quiz) -> str:
    return f"/courses/{quiz.course.pages.get().slug}/about-bread/quiz/{quiz.slug}/"


def begin(page: Page, quiz: Quiz) -> Attempt:
    page.goto(start_of(quiz))
    page.get_by_role("main").get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/my-dashboard/attempts/**")
    return Attempt.objects.get(status=AttemptStatus.IN_PROGRESS)


def is_saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_have_text("All answers saved.")


def submit_by_keys(page: Page) -> None:
    press(page, page.get_by_role("main").get_by_role("button", name="Submit", exact=True))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Submit"))
    page.wait_for_url("**?done")


def answer_by_keys(page: Page) -> None:
    """The right answer to one question of each kind, with the keys only."""
    press(page, page.get_by_role("radio", name="Three"), "Space")
    for _step in range(3):
        if page.get_by_role("radio", name="Four").is_checked():
            break
        page.keyboard.press("ArrowDown")
    question = page.locator('[data-kind="multiple_choice"]')
    for name in ("Two", "Three"):
        press(page, question.get_by_role("checkbox", name=name), "Space")
    tab_to(page, page.locator('[data-kind="fill_blank"] input'))
    page.keyboard.type("100")
    for left, right in (("Iris", "Flower"), ("Oak", "Tree")):
        tab_to(page, page.get_by_label(left))
        page.keyboard.type(right)
    order = page.locator('[data-kind="ordering"]')
    for place_wanted, name in enumerate(("First", "Second", "Third")):
        while order.locator("[data-item-text]").all_inner_texts().index(name) > place_wanted:
            press(page, order.get_by_role("button", name=f"Move “{name}” up"))
    tab_to(page, page.locator('[data-kind="numeric"] input'))
    page.keyboard.type("3,14")


def test_failed_then_passed_by_keyboard_and_the_exam_opens(learner: User, browser_page: OpenPage) -> None:
    kinds = ("single_choice", "multiple_choice", "fill_blank", "matching", "ordering", "numeric")
    quiz = course_with(*kinds, shuffles_options=False, attempt_limit=3)
    make_exam(quiz.course, make_question("true_false"))
    enrolled(quiz.course, person=learner, at=timezone.now() - timedelta(days=1))
    page = browser_page(learner)
    page.goto("/courses/bread-at-home/exam/")
    expect(page.get_by_text("Complete all required lessons to open the exam.")).to_be_visible()

    begin(page, quiz)
    press(page, page.get_by_role("radio", name="Three"), "Space")
    is_saved(page)
    submit_by_keys(page)
    expect(page.get_by_role("heading", name="Not passed yet")).to_be_visible()
    assert not LessonCompletion.objects.exists()

    press(page, page.get_by_role("link", name="Try again"))
    press(page, page.get_by_role("main").get_by_role("button", name="Try again"))
    page.wait_for_url("**/my-dashboard/attempts/**")
    answer_by_keys(page)
    is_saved(page)
    submit_by_keys(page)
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_visible()
    expect(page.get_by_text("100%").first).to_be_visible()
    assert LessonCompletion.objects.count() == 1

    page.goto("/courses/bread-at-home/exam/")
    press(page, page.get_by_role("button", name="Start the exam"))
    press(page, page.get_by_role("radio", name="True"), "Space")
    is_saved(page)
    submit_by_keys(page)
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_visible()
    assert CourseCompletion.objects.filter(enrolment__person=learner).exists()


def test_without_a_connection_answers_wait_on_the_device(learner: User, browser_page: OpenPage) -> None:
    quiz = course_with("single_choice", "short_text")
    enrolled(quiz.course, person=learner, at=timezone.now() - timedelta(days=1))
    page = browser_page(learner)
    attempt = begin(page, quiz)
    page.context.set_offline(True)
    page.get_by_role("radio", name="Four").check()
    page.locator('[data-kind="short_text"] input').fill("Paris")
    expect(page.locator("[data-state]")).to_contain_text("Not saved yet")
    assert not attempt.entries.exists()
    page.context.set_offline(False)
    is_saved(page)
    assert attempt.entries.count() == 2
    page.reload()
    expect(page.get_by_role("radio", name="Four")).to_be_checked()
    expect(page.locator('[data-kind="short_text"] input')).to_have_value("Paris")


def test_a_second_tab_is_told_when_the_attempt_is_over(learner: User, browser_page: OpenPage) -> None:
    quiz = course_with("single_choice")
    enrolled(quiz.course, person=learner, at=timezone.now() - timedelta(days=1))
    page = browser_page(learner)
    attempt = begin(page, quiz)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("radio", name="Three").check()
    is_saved(page)
    other.get_by_role("radio", name="Four").check()
    is_saved(other)
    page.get_by_role("main").get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_visible()  # the other tab's counts
    other.get_by_role("radio", name="Five").check()
    expect(other.get_by_role("dialog")).to_contain_text(
        "This attempt has been submitted, so answers can no longer be saved."
    )
    attempt.refresh_from_db()
    assert attempt.score == 100


def test_when_the_time_is_up_the_page_submits(learner: User, browser_page: OpenPage) -> None:
    quiz = course_with("single_choice", time_limit_minutes=10)
    enrolled(quiz.course, person=learner, at=timezone.now() - timedelta(days=1))
    page = browser_page(learner)
    attempt = begin(page, quiz)
    expect(page.locator("[data-timer]")).to_contain_text("10 min left")
    page.get_by_role("radio", name="Four").check()
    is_saved(page)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() + timedelta(seconds=8))
    page.reload()
    page.wait_for_url("**?done")
    attempt.refresh_from_db()
    assert (attempt.score, attempt.is_open) == (100, False)
