"""No word, title or name makes a page wider than the narrowest phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.roles import ADMINISTRATOR
from home.models import HomePage
from home.tests.factories import section
from learning.testing.access import enrolled, page_of
from learning.testing.assessments import make_assignment, make_question, make_quiz, place
from learning.testing.courses import make_course, make_instructor, make_instructor_page

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

#: Long words of five languages, and one that no language divides.
WORDS = {
    "German": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Finnish": "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
    "Hungarian": "Megszentségteleníthetetlenségeskedéseitekért",
    "Turkish": "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine",
    "Greek": "Ηλεκτροεγκεφαλογραφήματα" * 3,
    "none": "W" * 120,
}

#: Titles of questions, quizzes and lessons are shorter: two of the longest at once.
TITLE = f"{WORDS['German']} {WORDS['none']}"[:150]

#: Cells of the admin's tables that leave no room for the others.
GREEDY = """() => [...document.querySelectorAll("td")]
  .filter((cell) => cell.getBoundingClientRect().width > innerWidth)
  .map((cell) => cell.outerHTML.slice(0, 100)).slice(0, 3)"""

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((element) => !element.closest(".visually-hidden"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 100)).slice(0, 3)"""


def assert_fits(page: Page, address: str) -> None:
    page.goto(address)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, (address, width, page.evaluate(TOO_WIDE))


def test_long_words_fit_the_narrowest_phone(browser_page: OpenPage, site_url: str) -> None:
    open_academy(site_url)
    owner = make_instructor(first_name=WORDS["German"], last_name=WORDS["Finnish"])
    make_instructor_page(owner, title=WORDS["Greek"])
    all_words = " ".join(WORDS.values())[:240]
    made = [
        make_course(
            title=word, short_description=all_words, owner=owner, special_tag=word[:40], modules=1, lessons=1
        )
        for word in WORDS.values()
    ]
    home = HomePage.objects.get()
    words = [section("text", title=word, text=f"<p>{all_words}</p>") for word in WORDS.values()]
    home.sections = [*((child.block_type, child.value) for child in home.sections), *words]
    home.save_revision().publish()
    learner = person("Lena Brandt")
    learner.first_name, learner.last_name = WORDS["Hungarian"], WORDS["none"]
    learner.save()
    for course in made:
        enrolled(course, person=learner)
    page = browser_page(learner, width=320)
    for address in ("/", "/courses/", "/instructors/", "/my-dashboard/", "/my-certifications/"):
        assert_fits(page, address)
    assert_fits(page, reverse("accounts_profile"))
    for course in made:
        assert_fits(page, page_of(course).url)
        assert_fits(page, f"/my-dashboard/course/{page_of(course).slug}/")


def test_long_words_fit_a_lesson_a_quiz_and_an_assignment(browser_page: OpenPage, site_url: str) -> None:
    open_academy(site_url)
    course = make_course(title=WORDS["none"][:110], lesson_fields={"title": WORDS["Finnish"]})
    kinds = ("single_choice", "matching", "ordering", "short_text", "essay")
    quiz = make_quiz(
        course, *(make_question(kind, prompt=TITLE, title=TITLE) for kind in kinds), title=TITLE, slug="long"
    )
    essay = make_assignment(course, title=TITLE, slug="long")
    lesson = place(quiz, essay, title=TITLE)
    learner = person("Lena Brandt")
    enrolled(course, person=learner)
    page = browser_page(learner, width=320)
    for address in (lesson.url, f"{lesson.url}assignment/{essay.slug}/", f"{lesson.url}quiz/{quiz.slug}/"):
        assert_fits(page, address)
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/attempts/**")
    attempt = page.url
    assert_fits(page, attempt)
    page.get_by_role("button", name="Submit").first.click()
    page.locator("dialog[open] .button--primary").click()
    page.wait_for_url("**?done")
    assert_fits(page, attempt)
    assert_fits(page, f"/my-dashboard/course/{page_of(course).slug}/grades/")


def test_long_words_fit_the_main_screens_of_the_admin(browser_page: OpenPage, site_url: str) -> None:
    open_academy(site_url)
    owner = make_instructor(first_name=WORDS["German"], last_name=WORDS["Finnish"])
    course = make_course(title=WORDS["none"][:110], owner=owner)
    quiz = make_quiz(course, make_question(prompt=TITLE, title=TITLE), title=TITLE, slug="long")
    place(quiz, title=TITLE)
    learner = person("Lena Brandt")
    learner.first_name, learner.last_name = WORDS["Hungarian"], WORDS["none"]
    learner.save()
    enrolled(course, person=learner)
    page = browser_page(person("Ada Admin", ADMINISTRATOR), width=320)
    for address in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[page_of(course).get_parent().pk]),
        reverse("support:learners"),
        reverse("support:learner", args=[learner.public_id]),
        "/admin/academy/grants/",
        "/admin/academy/enrolments/",
        reverse("assessments_grades:gradebooks"),
        reverse("assessments_grades:gradebook", args=[course.public_id]),
        reverse("assessments_marking:queue"),
        reverse("assessments_authoring:write", args=["quiz", quiz.pk]),
        "/admin/snippets/assessments/question/",
    ):
        assert_fits(page, address)
        assert page.evaluate(GREEDY) == [], address
