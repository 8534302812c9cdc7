"""The ten tasks, from the first screen that somebody sees in the admin until the work is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from .academy import FILM, MODULES, OUTLINE, QUESTIONS, Academy
from .hand import Hand

SEND = "main form [type=submit]"


@dataclass(frozen=True)
class Task:
    """words: what is to be done. role: who does it. setup: what is done before, and not counted.

    before: presses that it took by Wagtail's own screens before there was a builder, counted by the same hand
    on the shortest way there was, at commit c315ec5.
    """

    words: str
    before: int
    way: Callable[[Hand, Academy], None]
    role: str = "instructor"
    setup: Callable[[Hand, Academy], None] | None = None


def new_course(hand: Hand, academy: Academy) -> None:
    hand.go("a[href$='/academy/courses/new/']")
    hand.write("[name=title]", "A garden on a balcony")
    hand.write("[name=short_description]", "What a garden needs in each month.")
    hand.select("[name=category]", academy.category)
    hand.go(SEND)
    hand.click("#builder-title")
    hand.paste(OUTLINE)
    for title in (title for titles in MODULES for title in titles):
        expect(hand.page.locator("[data-row]").get_by_text(title, exact=True)).to_be_visible()


def lesson_with_video(hand: Hand, academy: Academy) -> None:
    _open(hand, academy)
    lessons = hand.page.locator("[data-part] [data-part]")
    before = lessons.count()
    hand.upload("#builder-file", [FILM])
    expect(lessons).to_have_count(before + 1)


def reorder_across_modules(hand: Hand, academy: Academy) -> None:
    """The last lesson of the first module becomes the first of the second."""
    _open(hand, academy)
    second = hand.page.locator(f"[data-parts='{academy.second_module}']")
    hand.drag(f"#part-{academy.last_lesson} [data-handle]", second.locator("[data-part]").first)
    expect(second.locator(f"#part-{academy.last_lesson}")).to_be_visible()


def quiz_of_five_questions(hand: Hand, academy: Academy) -> None:
    _open(hand, academy)
    hand.click(f"[data-row='{academy.first_lesson}'] [data-more]")
    hand.write("#part-activity", "What a seed needs")
    hand.go_by_key("Enter")
    hand.click(".quiz-paste summary")
    hand.click("[name=pasted]")
    hand.paste(QUESTIONS)
    hand.go("button[value=paste]")
    hand.go("button[value=publish]")
    expect(hand.page.get_by_text("Published. New attempts use this version.")).to_be_visible()


def change_a_price(hand: Hand, academy: Academy) -> None:
    hand.go(f"a[href='/admin/academy/courses/{academy.course_id}/prices/']")
    hand.write("[name=EUR]", "39.00")
    hand.go("main button[type=submit]")
    expect(hand.page.get_by_text("The course costs €39.00")).to_be_visible()


def typo_in_a_live_lesson(hand: Hand, academy: Academy) -> None:
    """In its title, submitted alone."""
    _open(hand, academy)
    row = f"[data-row='{academy.first_lesson}']"
    hand.double_click(f"{row} [data-open]")
    hand.keep_writing("Count what could have happened")
    hand.key("Enter")
    hand.go(f"{row} a.builder-state")
    hand.go("main form button[type=submit]")
    expect(hand.page.get_by_text("Submitted for review.")).to_be_visible()


def copy_a_course(hand: Hand, academy: Academy) -> None:
    _open(hand, academy)
    hand.go(f"a[href='/admin/pages/{academy.course}/copy/']")
    hand.go(SEND)


def preview_on_day_10(hand: Hand, academy: Academy) -> None:
    _open(hand, academy)
    hand.write("[name=day]", "10")
    hand.go_by_key("Enter")
    assert "/courses/" in hand.page.url


def who_is_stuck(hand: Hand, academy: Academy) -> None:
    hand.go(f"a[href='/admin/academy/courses/{academy.course_id}/learners/']")
    hand.go("a[href='?where=idle']")


def publish_a_change(hand: Hand, academy: Academy) -> None:
    """So that there is something to roll back."""
    hand.page.goto(f"/admin/academy/courses/{academy.other_course}/builder/")
    row = f"[data-row='{academy.other_lesson}']"
    hand.page.locator(f"{row} [data-open]").focus()
    hand.key("F2")
    hand.keep_writing("Another title")
    hand.key("Enter")
    hand.go(f"{row} a.builder-state")
    hand.go("main form button[type=submit]")
    expect(hand.page.locator(".messages .success")).to_be_visible()


def roll_back(hand: Hand, academy: Academy) -> None:
    """By somebody who may publish: the course as its first release had it."""
    hand.click("nav button:has-text('Pages')")
    hand.click(
        ".c-page-explorer__item__action:not([href$='/edit/'])"
    )  # an administrator begins above the site
    hand.go(f".c-page-explorer__item__link[href$='/{academy.catalogue}/']")
    hand.go(f"main a[href='/admin/academy/courses/{academy.other_course}/builder/']")
    hand.go(f"a[href='/admin/academy/courses/{academy.other_course_id}/releases/']")
    hand.go("a[href*='/roll-back/']")
    hand.go("main form button[type=submit]")


TASKS = (
    Task("a new course: 3 modules, 12 lessons from a list", 70, new_course),
    Task("a lesson with a video", 15, lesson_with_video),
    Task("a lesson into another module, to its beginning", 16, reorder_across_modules),
    Task("a quiz of 5 questions in a lesson", 37, quiz_of_five_questions),
    Task("change a price", 7, change_a_price),
    Task("a typo in a live lesson, for review", 12, typo_in_a_live_lesson),
    Task("copy a course", 9, copy_a_course),
    Task("preview as on day 10", 7, preview_on_day_10),
    Task("see who is stuck", 6, who_is_stuck),
    Task("roll back", 15, roll_back, role="admin", setup=publish_a_change),
)


def _open(hand: Hand, academy: Academy) -> None:
    hand.go(f"main a[href='/admin/academy/courses/{academy.course}/builder/']")
