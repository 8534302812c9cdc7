"""Quizzes and assignments, from their authors to those who mark. How a quiz is taken: `test_quizzes`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from learning.assessments.models import AttemptStatus, Question, Quiz, Submission
from learning.assessments.question_types import question_types
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import (
    make_assignment,
    make_quiz,
    place,
)

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

CSV = """question,option_a,option_b,option_c,correct_answer,tags
How long does dough rest?,one minute,one hour,one week,B,dough
What makes bread rise?,yeast,salt,water,A,dough|yeast
"""


@pytest.fixture
def owner(site_url: str) -> User:
    open_academy(site_url)
    return person("Ingrid Solheim", "Instructor")


@pytest.fixture
def bread(owner: User) -> Course:
    return courses.make_course(title="Bread at home", owner=owner, modules=0, lessons=0)


class Keys:
    """Somebody who writes a quiz without ever touching the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> Keys:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, words: str) -> Keys:
        self.page.keyboard.type(words)
        return self

    def add(self, number: int, words: str) -> Keys:
        """Alt+A, then the number of the type; the words go into the question."""
        before = self.page.locator("[data-items] > li").count()
        self.press("Alt+a", str(number))
        expect(self.page.locator("[data-items] > li")).to_have_count(before + 1)
        return self.type(words).press("Tab")

    def to(self, target: Locator) -> Keys:
        for _stop in range(60):
            if target.evaluate("element => element === document.activeElement"):
                return self
            self.press("Tab")
        raise AssertionError(f"Tab never reached {target}")


def test_an_author_writes_a_quiz_with_every_type_by_keyboard_alone(
    bread: Course, owner: User, browser_page: OpenPage
) -> None:
    page = browser_page(owner)
    page.goto("/admin/academy/quizzes/write/")
    keys, items = Keys(page), page.locator("[data-items] > li")
    keys.to(page.get_by_role("textbox", name="Title")).type("All about bread")
    keys.to(page.get_by_role("combobox", name="Course")).type("Bread")

    def last(name: str) -> Locator:
        return items.last.get_by_role("textbox", name=re.compile(rf"^{name}\b"))

    # The first question is there already. A star says what is right; Enter goes on to the next option.
    keys.to(items.first.get_by_role("textbox", name="Question")).type("Which grain is it?")
    keys.to(items.first.get_by_role("textbox", name="Option 1", exact=True))
    keys.type("Rice").press("Enter").type("*Rye").press("Enter").type("Maize")
    keys.add(2, "Which of these are flour?").to(last("Option 1")).type("*Type 550").press("Enter")
    keys.type("*Wholemeal").press("Enter").type("Sugar")
    keys.add(3, "Yeast is alive.").press("Space")
    keys.add(4, "Complete the sentence.").to(last("Text with blanks")).type("Bake at [230 | 240] degrees.")
    keys.add(5, "What belongs together?").to(last("Left side of pair 1")).type("Flour").press("Tab").type(
        "Mill"
    )
    keys.to(last("Left side of pair 2")).type("Loaf").press("Tab").type("Oven")
    keys.add(6, "Put the steps in order.").to(last("Item 1")).type("Mix").press("Enter").type("Rest")
    keys.press("Enter").type("Bake")
    keys.add(7, "How many grams of salt for 500 g of flour?").to(last("Answer")).type("10")
    keys.add(8, "What is the mother of a sourdough called?").to(last("Accepted answers")).type("Starter")
    keys.add(9, "Describe your first loaf.")
    keys.press("Control+s")
    page.wait_for_url(re.compile(r"/admin/academy/quizzes/\d+/write/"))

    quiz = Quiz.objects.get()
    assert (quiz.title, quiz.live) == ("All about bread", False)
    keys.to(page.get_by_role("button", name="Publish")).press("Enter")
    expect(page.locator(".messages")).to_contain_text("Published.")
    quiz.refresh_from_db()
    written = [item.question for item in quiz.items.all()]
    assert quiz.live
    assert [question.kind for question in written] == list(question_types())
    assert all(question.live for question in written)
    rye = next(option for option in written[0].data["options"] if option["is_right"])
    assert rye["text"] == "Rye"
    assert [option["is_right"] for option in written[1].data["options"]] == [True, True, False]
    assert written[3].data["blanks"][0]["accepted"] == ["230", "240"]


def test_an_author_imports_questions_after_looking_at_what_they_would_make(
    bread: Course, owner: User, browser_page: OpenPage, tmp_path: Path
) -> None:
    quiz = make_quiz(bread, title="Dough")
    file = tmp_path / "dough.csv"
    file.write_text(CSV.replace("A,dough|yeast", "F,dough|yeast"))
    page = browser_page(owner)

    def look() -> None:
        page.goto("/admin/academy/questions/import/")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_label("Question bank").select_option(label="Bread at home")
        page.get_by_label("Add to quiz or exam").select_option(label="Bread at home: Dough")
        page.get_by_role("button", name="Preview import").click()

    look()
    expect(page.get_by_role("main")).to_contain_text("Nothing can be imported while the file has errors.")
    expect(page.get_by_role("row").filter(has_text="Error")).to_contain_text("line 3")
    assert not Question.objects.exists()

    file.write_text(CSV)
    look()
    expect(page.get_by_role("main")).to_contain_text("2 questions")
    page.get_by_role("button", name="Import questions").click()
    expect(page.locator(".messages")).to_contain_text("2 questions")
    assert sorted(Question.objects.values_list("title", flat=True)) == [
        "How long does dough rest?",
        "What makes bread rise?",
    ]
    quiz.refresh_from_db()
    assert quiz.get_latest_revision_as_object().items.count() == 2


def test_an_instructor_marks_what_was_handed_in_with_a_rubric(
    bread: Course, owner: User, browser_page: OpenPage
) -> None:
    levels = [("Weak", "0"), ("Good", "3"), ("Very good", "5")]
    rubric = [
        {
            "type": "criterion",
            "id": f"criterion-{name}",
            "value": {
                "name": name,
                "description": "",
                "levels": [
                    {
                        "type": "item",
                        "id": f"{name}-{label}",
                        "value": {"label": label, "marks": marks, "description": ""},
                    }
                    for label, marks in levels
                ],
            },
        }
        for name in ("Clarity", "Depth")
    ]
    essay = make_assignment(bread, title="My first loaf", slug="loaf", rubric=rubric, most_marks=10)
    lesson = place(essay, title="Write about it")
    mia = person("Mia Chen")
    enrolled(bread, person=mia)
    page = browser_page(mia)
    page.goto(f"/courses/bread-at-home/{lesson.slug}/assignment/loaf/")
    page.get_by_role("textbox").first.fill("It was flat, and I know now why: the dough had not rested.")
    page.get_by_role("button", name="Submit").first.click()
    sure = page.get_by_role("dialog").get_by_role("button", name="Submit")
    if sure.count():
        sure.click()
    expect(page.get_by_role("main")).to_contain_text("Awaiting grading")
    assert Submission.objects.get().status == AttemptStatus.PENDING

    admin = browser_page(owner)
    admin.goto("/admin/academy/marking/")
    admin.get_by_role("link", name="Start grading").click()
    expect(admin.get_by_role("main")).to_contain_text("It was flat")
    admin.get_by_role("group", name=re.compile("Clarity")).get_by_role("radio").first.focus()
    admin.keyboard.press("3")
    admin.get_by_role("group", name=re.compile("Depth")).get_by_role("radio").first.focus()
    admin.keyboard.press("2")
    expect(admin.locator("[data-marking-sum]")).to_contain_text("8 / 10")
    admin.get_by_role("textbox", name="Feedback").first.fill("Say how long it rested.")
    admin.keyboard.press("Control+Enter")
    expect(admin.locator(".messages")).to_be_visible()
    submission = Submission.objects.get()
    assert (submission.status, submission.points, submission.graded_by) == (AttemptStatus.GRADED, 8, owner)

    # The hand-in ended the course, which is celebrated; the work is one press away.
    page.reload()
    page.get_by_role("link", name="My first loaf").click()
    expect(page.get_by_role("main")).to_contain_text("Say how long it rested.")
    expect(page.get_by_role("main")).to_contain_text("Very good")
